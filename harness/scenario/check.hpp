// Holds a tree against the language's table: unknown and missing keys, wrong shapes, words and values that are none.
#pragma once

#include "harness/scenario/complaints.hpp"
#include "harness/scenario/language.hpp"
#include "harness/scenario/tree.hpp"

namespace lockstep::harness {

enum class CheckMode : std::uint8_t {
    whole,    // everything that must be there must be there
    partial,  // a piece that will be merged into something: keys may be missing, `$name` may still stand in it
};

// The tree to go on with: mistyped names are put right where one was offered, what cannot be used is marked bad.
NodePtr check(NodePtr const& node, Shape const& shape, CheckMode mode, Complaints& complaints);
NodePtr check_map(NodePtr const& node, MapShape const& map, CheckMode mode, Complaints& complaints);

// Bare boolean words of YAML 1.1 are neither keys nor values; `off` below `invariants` is a key of the language.
void refuse_boolean_words(Node const& root, Complaints& complaints);

}  // namespace lockstep::harness
