#include "harness/scenario/near.hpp"

#include <algorithm>
#include <map>

namespace lockstep::harness {
namespace {

// Longer words are nobody's slip of the finger, and the table below grows with the square.
constexpr std::size_t longest_word = 64;

}  // namespace

std::size_t edit_distance(std::string_view one, std::string_view other) {
    std::size_t const rows = one.size();
    std::size_t const columns = other.size();
    std::size_t const far = rows + columns;
    // The table has two extra rows and columns: a border of `far`, and the empty prefix.
    std::vector<std::vector<std::size_t>> table(rows + 2, std::vector<std::size_t>(columns + 2, far));
    for (std::size_t row = 0; row <= rows; ++row)
        table[row + 1][1] = row;
    for (std::size_t column = 0; column <= columns; ++column)
        table[1][column + 1] = column;

    std::map<char, std::size_t> last_row_with;  // a letter of `one`, 1-based
    for (std::size_t row = 1; row <= rows; ++row) {
        std::size_t last_match = 0;  // the last column of this row whose letters were equal
        for (std::size_t column = 1; column <= columns; ++column) {
            std::size_t const swap_row = last_row_with[other[column - 1]];
            std::size_t const swap_column = last_match;
            bool const same = one[row - 1] == other[column - 1];
            if (same) last_match = column;
            table[row + 1][column + 1] =
                std::min({table[row][column] + (same ? 0 : 1), table[row + 1][column] + 1, table[row][column + 1] + 1,
                          table[swap_row][swap_column] + (row - swap_row - 1) + 1 + (column - swap_column - 1)});
        }
        last_row_with[one[row - 1]] = row;
    }
    return table[rows + 1][columns + 1];
}

std::optional<std::string> nearest(std::string_view word, std::vector<std::string> const& names) {
    if (word.empty() || word.size() > longest_word) return std::nullopt;
    std::size_t const limit = word.size() < 5 ? 1 : 2;
    std::size_t best = limit + 1;
    std::optional<std::string> found;
    for (std::string const& name : names) {
        if (name.size() > word.size() + limit || word.size() > name.size() + limit) continue;
        if (found && *found == name) continue;
        std::size_t const distance = edit_distance(word, name);
        if (distance > limit || distance > best) continue;
        if (distance >= std::max(word.size(), name.size())) continue;  // nothing in common
        if (distance == best)
            found.reset();
        else
            found = name;
        best = distance;
    }
    return found;
}

}  // namespace lockstep::harness
