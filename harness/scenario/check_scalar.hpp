// Whether one word or text is what a kind of scalar asks for, and its value where there is a simple one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/scenario/language.hpp"
#include "harness/scenario/tree.hpp"

namespace lockstep::harness {

struct ScalarSlip {
    std::string rule;
    std::string message;
    std::string help;
};

// Nothing when all is well. Kinds that need to know the rest of the scenario (moments, references) always are.
std::optional<ScalarSlip> slip_in_scalar(Node const& node, Shape const& shape);

// Nothing when all is well: digits where a PIN may be meant, digits that would lose their leading zero.
std::optional<ScalarSlip> slip_in_json_scalar(Node const& node, std::string_view key);

// Digits and nothing else.
bool all_digits(std::string_view text);
std::optional<std::uint64_t> parse_unsigned(std::string_view text);
std::optional<double> parse_number(std::string_view text);

// `3`, `0..2`, `2..` (max is then UINT64_MAX). Nothing when it is none of these or ends before it starts.
struct CountText {
    std::uint64_t min = 0;
    std::uint64_t max = 0;
};
std::optional<CountText> parse_count(std::string_view text);

// A bare word that YAML 1.1 takes for true or false, other than `true` and `false`.
bool is_boolean_word(Node const& node);

}  // namespace lockstep::harness
