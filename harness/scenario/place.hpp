// Where something stands in a scenario's files, so that whatever is reported about it can name file, line and column.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lockstep::harness {

// Lines and columns count from 1, columns in code points. Line 0: nowhere (a default that nobody wrote).
struct Place {
    std::uint32_t file = 0;  // index into Scenario::files
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    // Where the text itself was written when `$name` brought it here from the matrix; line 0 when it stands in place.
    std::uint32_t from_file = 0;
    std::uint32_t from_line = 0;
    std::uint32_t from_column = 0;

    bool known() const { return line != 0; }
    bool substituted() const { return from_line != 0; }
    friend bool operator==(Place const&, Place const&) = default;
};

// "file:line:col"
std::string text_of(Place const& place, std::vector<std::string> const& files);
// "file:line:col" of the matrix value behind a substituted place; empty when nothing was substituted.
std::string origin_text_of(Place const& place, std::vector<std::string> const& files);

}  // namespace lockstep::harness
