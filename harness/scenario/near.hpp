// "Did you mean": the one name of a list that a mistyped word is nearest to.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::harness {

// Damerau-Levenshtein: insertions, deletions, replacements and swaps of neighbours, with later edits allowed in
// between.
std::size_t edit_distance(std::string_view one, std::string_view other);

// At most two edits away, one for words under five letters. Nothing when two names are equally near.
std::optional<std::string> nearest(std::string_view word, std::vector<std::string> const& names);

}  // namespace lockstep::harness
