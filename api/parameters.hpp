// What a route takes, as data: from this come parsing, checking and, later, the API's own description.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace lockstep::api {

enum class ParameterKind : std::uint8_t {
    text,
    flag,    // true or false
    number,  // a whole number from `least` to `most`
    uuid,
    instant,   // ISO 8601 with Z or an offset
    pin,       // 4 to 12 digits
    choice,    // one of `choices`
    object,    // anything under braces; only that it is an object is checked
    texts,     // a list
    numbers,   // a list
    uuids,     // a list
    instants,  // a list
};

enum class Need : std::uint8_t { optional, required };

// What an explicit null says. Most fields: nothing. A window's bound on update: that it shall go.
enum class NullMeans : std::uint8_t { absent, null };

struct Parameter {
    std::string_view name;
    ParameterKind kind = ParameterKind::text;
    Need need = Need::optional;
    NullMeans null_means = NullMeans::absent;
    std::int64_t least = 0;  // of a number
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::span<std::string_view const> choices = {};  // of a choice
    std::string_view about = {};                     // one sentence for whoever reads the API's description
};

constexpr bool is_list(ParameterKind kind) {
    return kind == ParameterKind::texts || kind == ParameterKind::numbers || kind == ParameterKind::uuids ||
           kind == ParameterKind::instants;
}

}  // namespace lockstep::api
