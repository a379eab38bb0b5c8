// Prints want beside got, each line of got with its cause, an exclamation mark before every line that is wrong.
#pragma once

#include <string>
#include <vector>

#include "harness/judge/finding.hpp"

namespace lockstep::harness {

// The table with its heading, each line ended by a line feed; nothing for no rows. Long runs of lines that are right
// are cut to the ones next to a wrong line; `rows_max` bounds what is left.
std::string comparison_text(std::vector<Row> const& rows, std::size_t rows_max = 40);

// How many columns a text takes on a terminal: code points, not bytes.
std::size_t width_of(std::string_view text);

}  // namespace lockstep::harness
