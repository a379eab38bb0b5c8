// The arrows between the rooms: who may include whom. Read from the include lines themselves.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lockstep::house {

// Which part of the house a file belongs to: "runtime", "engine", "open/adapter", "providers", "tests", ...
std::string part_of(std::string_view path);

struct Include {
    std::string target;
    bool ours = false;  // written in quotes
};
// What an include line names; nothing for any other line.
std::optional<Include> include_of(std::string_view line);

// Why the file may not include this, or nothing when it may.
std::optional<std::string> objection(std::string_view path, Include const& include);

}  // namespace lockstep::house
