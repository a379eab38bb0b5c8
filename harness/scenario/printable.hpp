// Text from files and file names as a terminal may have it: whatever could move its cursor, paint it or turn the
// reading direction is spelt out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::harness {

// The first character of a text, or its first byte where that begins none. `text` is not empty.
std::string_view first_character(std::string_view text);

// A control character, a mark that turns the reading direction, or a byte that is no UTF-8.
bool is_unprintable(std::string_view character);

// "\x1b" and the like for those; `lines` keeps line ends.
enum class LineEnds : std::uint8_t { spelt_out, kept };
std::string printable(std::string_view text, LineEnds ends = LineEnds::spelt_out);

}  // namespace lockstep::harness
