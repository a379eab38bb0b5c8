// The loader's own tree of a YAML text: values with the place where each was written and the road it came by.
//
// Trees are never changed once built; putting in matrix values or templates makes new nodes that share what is equal.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/place.hpp"

namespace lockstep::harness {

// A stretch of one line, in code points from 1. `file` counts as in the loader's list of files.
struct Stretch {
    std::uint32_t file = 0;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0;

    friend bool operator==(Stretch const&, Stretch const&) = default;
};

// How a node came to where it is used, the last leg first.
struct Road {
    enum class Kind : std::uint8_t { matrix, templates, alias };
    Kind kind = Kind::matrix;
    std::string name;  // of the variable, template or anchor
    Stretch used;      // where its name stands
    std::shared_ptr<Road const> before;
};

struct Node;
using NodePtr = std::shared_ptr<Node const>;

struct Entry {
    NodePtr key;  // a scalar
    NodePtr value;
};

struct Node {
    enum class Kind : std::uint8_t { null, scalar, sequence, map };
    Kind kind = Kind::null;
    bool quoted = false;  // a scalar in quotes or of block style
    bool bad = false;     // a mistake was reported here: present, but without a usable value
    bool lost = false;    // a map with a key that nobody understood: nothing in it can be said to be missing
    Stretch spot;
    std::string text;            // scalar
    std::vector<NodePtr> items;  // sequence
    std::vector<Entry> entries;  // map
    std::shared_ptr<Road const> road;
    std::size_t weight = 1;       // nodes below and including this one, aliases counted in full
    std::uint32_t last_line = 0;  // of the last thing in it

    bool is_null() const { return kind == Kind::null; }
    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_sequence() const { return kind == Kind::sequence; }
    bool is_map() const { return kind == Kind::map; }
    bool plain(std::string_view word) const { return is_scalar() && !quoted && text == word; }

    // The value of a key, or null.
    Node const* find(std::string_view key) const;
    NodePtr find_shared(std::string_view key) const;
    Entry const* entry(std::string_view key) const;
};

// `$name` as a whole value: the name, or an empty view.
std::string_view variable_in(Node const& node);

// As the model keeps it: where a variable stands, when one does, with the place of its value behind it.
Place place_of(Node const& node);

// The same tree with one more leg of the road on every node.
NodePtr with_road(NodePtr const& node, Road const& leg);

}  // namespace lockstep::harness
