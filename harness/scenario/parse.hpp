// From a text to the loader's tree, by the YAML library's event parser; every way of failing is a diagnostic.
#pragma once

#include <vector>

#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/source.hpp"
#include "harness/scenario/tree.hpp"

namespace lockstep::harness {

inline constexpr std::size_t nodes_max = 200'000;  // aliases counted in full

struct ParsedText {
    NodePtr root;                   // null when nothing can be made of the text
    std::vector<Diagnostic> slips;  // of the YAML itself: lexical ones, tags, duplicate keys, merge keys ...
};

// `file` is what Stretch::file will say.
ParsedText parse_yaml(Source const& source, std::uint32_t file);

}  // namespace lockstep::harness
