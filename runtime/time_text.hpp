// Durations, instants and civil times as text. No locale, no exceptions, and nothing is rounded silently.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/civil.hpp"
#include "runtime/result.hpp"
#include "runtime/time.hpp"

namespace lockstep {

enum class TimeTextProblem : std::uint8_t {
    empty,
    not_a_number,            // a digit was expected
    missing_unit,            // `5`: five of what?
    unknown_unit,            // `5x`; the units are us ms s m h d
    units_out_of_order,      // `30m1h` or `1s1s`: from large to small, each once
    fraction_before_unit,    // `1.5h30m`: only the last number may have a fraction
    finer_than_microsecond,  // `0.5us`
    too_large,               // does not fit into 64 bits of microseconds
    sign_not_allowed,        // `-5s` where only lengths make sense
    malformed_instant,       // not shaped like 2030-01-31T15:00:00Z
    missing_zone,            // an instant without `Z` or an offset means nothing
    no_such_date,            // 30 February, hour 24, second 60
    malformed_date,          // not shaped like 2030-01-31
    malformed_time_of_day,   // not shaped like 15:00
};
std::string_view message(TimeTextProblem problem);

// What is wrong and where: `offset` counts bytes from the start of the text to the part to underline.
struct TimeTextError {
    TimeTextProblem problem;
    std::size_t offset = 0;
    friend bool operator==(TimeTextError const&, TimeTextError const&) = default;
};

enum class Sign : std::uint8_t { refused, allowed };

// `250ms`, `1.5s`, `10m`, `8h`, `3d`, `1h30m`; with Sign::allowed also `-3s` and `+3s`. The whole text must be used.
Result<Duration, TimeTextError> parse_duration(std::string_view text, Sign sign = Sign::refused);

// ISO 8601 with its zone: `2030-01-01T00:00:00Z`, `2030-06-05T16:00:00.250+01:00`; seconds may be left out.
Result<Instant, TimeTextError> parse_instant(std::string_view text);

// `2030-01-31`, as the midnight it starts with.
Result<LocalTime, TimeTextError> parse_date(std::string_view text);

// `15:00` or `15:00:30`, as the time since midnight.
Result<Duration, TimeTextError> parse_time_of_day(std::string_view text);

// Shortest text that parse_duration reads back exactly: `0s`, `12us`, `1.5ms`, `250ms`, `3.3s`, `1h30m`, `3d`, `-3s`.
std::string format_duration(Duration duration);

// For eyes only: the two largest units, rounded: `3.3s`, `2m5s`, `1h30m`, `12d4h`.
std::string brief_duration(Duration duration);

// `2030-01-01T00:00:00.000Z`; with six decimals where milliseconds would lose something.
std::string format_instant(Instant instant);
// The same where four digits of a year and three decimals are enough; nothing elsewhere. In place, for who writes many.
using InstantText = std::array<char, 24>;
std::optional<InstantText> usual_text(Instant instant);

// `2030-01-01T16:00:00`, with decimals only where there are any, and without a zone because there is none.
std::string format_local_time(LocalTime local);

}  // namespace lockstep
