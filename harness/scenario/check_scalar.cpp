#include "harness/scenario/check_scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "runtime/time_text.hpp"
#include "runtime/zone.hpp"

namespace lockstep::harness {
namespace {

constexpr std::size_t name_length_max = 100;

ScalarSlip want(Node const& node, Shape const& shape, std::string rule = "value") {
    return {std::move(rule), fmt::format("`{}` is not {}", node.text, shape.says), ""};
}

std::optional<ScalarSlip> slip_in_duration(Node const& node, Shape const& shape) {
    Sign const sign = shape.scalar == ScalarKind::signed_duration ? Sign::allowed : Sign::refused;
    auto const parsed = parse_duration(node.text, sign);
    if (parsed) {
        if (-hundred_years <= *parsed && *parsed <= hundred_years) return std::nullopt;
        return ScalarSlip{"too-far", fmt::format("`{}` is more than 100 years", node.text), ""};
    }
    if (parsed.error().problem == TimeTextProblem::missing_unit && parse_number(node.text))
        return ScalarSlip{"bare-number", fmt::format("`{}` is a bare number, a duration needs its unit", node.text),
                          fmt::format("write `{}s` for seconds, `{}ms` for milliseconds", node.text, node.text)};
    return ScalarSlip{"duration", fmt::format("`{}` is no duration: {}", node.text, message(parsed.error().problem)),
                      ""};
}

std::optional<ScalarSlip> slip_in_pin(Node const& node) {
    if (node.quoted) return std::nullopt;
    if (all_digits(node.text))
        return ScalarSlip{"unquoted-pin", "a PIN without quotes is a number and would lose its leading zeros",
                          fmt::format("write \"{}\"", node.text)};
    return ScalarSlip{"unquoted-pin", fmt::format("`{}` is no PIN: a PIN is a text in quotes", node.text), ""};
}

std::optional<ScalarSlip> slip_in_name(Node const& node) {
    auto const bad = [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f || c == '{' || c == '}';
    };
    if (node.text.empty()) return ScalarSlip{"name", "a name is missing", ""};
    if (!node.quoted && (node.text == "true" || node.text == "false"))
        return ScalarSlip{"boolean-word", fmt::format("`{}` is a boolean, not a name", node.text),
                          "choose another name"};
    if (node.text.size() > name_length_max || node.text == "..." || node.text[0] == '$' ||
        std::any_of(node.text.begin(), node.text.end(), bad))
        return ScalarSlip{"name", fmt::format("`{}` cannot be a name", node.text), ""};
    return std::nullopt;
}

std::optional<ScalarSlip> slip_in_time_name(Node const& node) {
    std::string_view const text = node.text;
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    bool good = !text.empty() && text.size() <= name_length_max && letter(text[0]) && text != "T";
    for (std::size_t at = 1; good && at < text.size(); ++at)
        good = letter(text[at]) || digit(text[at]) || (text[at] == '-' && at + 1 < text.size() && letter(text[at + 1]));
    if (good && text != "any" && text != "end") return slip_in_name(node);
    return ScalarSlip{"name", fmt::format("`{}` cannot be a name here", text),
                      "letters, digits and `_`; not `T`, `any` or `end`"};
}

std::optional<ScalarSlip> slip_in_length(Node const& node, Shape const& shape) {
    auto const parsed = parse_count(node.text);
    if (parsed && parsed->min >= 1 && static_cast<double>(parsed->max) <= shape.max) return std::nullopt;
    return ScalarSlip{"value", fmt::format("`{}` is not {}, at most {}", node.text, shape.says, shape.max), ""};
}

std::optional<ScalarSlip> slip_in_zone(Node const& node) {
    auto const zone = find_zone(node.text);
    if (zone) return std::nullopt;
    return ScalarSlip{"zone", fmt::format("no time zone called `{}`: {}", node.text, message(zone.error())), ""};
}

std::optional<ScalarSlip> slip_in_request(Node const& node, Shape const& shape) {
    auto const space = node.text.find(' ');
    std::string_view const method = std::string_view{node.text}.substr(0, space);
    constexpr std::array<std::string_view, 6> methods{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
    bool const known = std::find(methods.begin(), methods.end(), method) != methods.end();
    bool const path = space != std::string::npos && space + 1 < node.text.size() && node.text[space + 1] == '/' &&
                      node.text.find_first_of(" \t\r\n", space + 1) == std::string::npos;
    if (known && path) return std::nullopt;
    return want(node, shape);
}

}  // namespace

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
    std::uint64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !all_digits(text)) return std::nullopt;
    return value;
}

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<CountText> parse_count(std::string_view text) {
    auto const dots = text.find("..");
    if (dots == std::string_view::npos) {
        auto const count = parse_unsigned(text);
        if (!count) return std::nullopt;
        return CountText{*count, *count};
    }
    auto const min = parse_unsigned(text.substr(0, dots));
    std::string_view const after = text.substr(dots + 2);
    auto const max = after.empty() ? std::optional<std::uint64_t>{UINT64_MAX} : parse_unsigned(after);
    if (!min || !max || *max < *min) return std::nullopt;
    return CountText{*min, *max};
}

bool is_boolean_word(Node const& node) {
    if (!node.is_scalar() || node.quoted || node.text.empty() || node.text.size() > 5) return false;
    static constexpr std::array<std::string_view, 20> words{"y",   "Y",   "yes",  "Yes",  "YES",   "n",    "N",
                                                            "no",  "No",  "NO",   "on",   "On",    "ON",   "off",
                                                            "Off", "OFF", "True", "TRUE", "False", "FALSE"};
    return std::find(words.begin(), words.end(), node.text) != words.end();
}

std::optional<ScalarSlip> slip_in_scalar(Node const& node, Shape const& shape) {
    switch (shape.scalar) {
        case ScalarKind::none:
        case ScalarKind::word:
            return want(node, shape);
        case ScalarKind::text:
        case ScalarKind::path:
            if (node.text.empty()) return ScalarSlip{"value", "this text is empty", ""};
            return std::nullopt;
        case ScalarKind::reference:
        case ScalarKind::moment:
        case ScalarKind::moment_range:
            return std::nullopt;
        case ScalarKind::name:
            return slip_in_name(node);
        case ScalarKind::time_name:
            return slip_in_time_name(node);
        case ScalarKind::duration:
        case ScalarKind::signed_duration:
            return slip_in_duration(node, shape);
        case ScalarKind::date_time: {
            auto const parsed = parse_instant(node.text);
            if (parsed) return std::nullopt;
            bool const date_only = parse_date(node.text).ok();
            auto const problem = date_only ? TimeTextProblem::missing_zone : parsed.error().problem;
            return ScalarSlip{problem == TimeTextProblem::missing_zone ? "missing-zone" : "instant",
                              fmt::format("`{}` is no instant: {}", node.text, message(problem)), ""};
        }
        case ScalarKind::pin:
            return slip_in_pin(node);
        case ScalarKind::boolean:
            if (node.plain("true") || node.plain("false")) return std::nullopt;
            return want(node, shape);
        case ScalarKind::integer: {
            auto const value = node.quoted ? std::nullopt : parse_unsigned(node.text);
            if (value && static_cast<double>(*value) >= shape.min && static_cast<double>(*value) <= shape.max)
                return std::nullopt;
            return want(node, shape);
        }
        case ScalarKind::number: {
            auto const value = node.quoted ? std::nullopt : parse_number(node.text);
            if (value && *value >= shape.min && *value <= shape.max) return std::nullopt;
            return want(node, shape);
        }
        case ScalarKind::count:
            if (!node.quoted && parse_count(node.text)) return std::nullopt;
            return want(node, shape);
        case ScalarKind::length:
            return slip_in_length(node, shape);
        case ScalarKind::zone:
            return slip_in_zone(node);
        case ScalarKind::time_of_day:
            if (parse_time_of_day(node.text)) return std::nullopt;
            return want(node, shape);
        case ScalarKind::request:
            return slip_in_request(node, shape);
    }
    return std::nullopt;
}

std::optional<ScalarSlip> slip_in_json_scalar(Node const& node, std::string_view key) {
    if (node.quoted || !all_digits(node.text)) return std::nullopt;
    if (key == "code" || key == "pin") return slip_in_pin(node);
    if (node.text.size() > 1 && node.text[0] == '0')
        return ScalarSlip{"leading-zero",
                          fmt::format("`{}` without quotes is a number and loses its leading zero", node.text),
                          fmt::format("write \"{}\"", node.text)};
    return std::nullopt;
}

}  // namespace lockstep::harness
