// How `search` finds: part of a text, ASCII letters in either case.
#pragma once

#include <algorithm>
#include <string_view>

namespace lockstep::api {

constexpr char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline bool contains_ignoring_case(std::string_view text, std::string_view part) {
    auto const same = [](char left, char right) { return lowered(left) == lowered(right); };
    return part.empty() || std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char one, char other) { return lowered(one) == lowered(other); });
}

}  // namespace lockstep::api
