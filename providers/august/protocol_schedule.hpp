// When a PIN is good, as the vendor writes it: a text of `NAME=value` parts for the times, and an RFC 2445 rule for
// what comes again every week.
//
//     temporary   accessTimes "DTSTART=2026-03-01T22:00:00.000Z;DTEND=2026-03-04T17:00:00.000Z"
//     recurring   accessTimes "STARTSEC=32400;ENDSEC=61200", accessRecurrence "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace lockstep::providers::august {

// A missing bound is unbounded.
struct Bounds {
    Instant starts = always;
    Instant ends = never;
    bool bounded() const { return starts != always || ends != never; }
    friend bool operator==(Bounds const&, Bounds const&) = default;
};

// A temporary PIN needs both bounds on the wire. Whoever has only one writes these for the other, and reads them back
// as no bound.
inline constexpr Instant far_past{Duration{946'684'800'000'000}};      // 2000-01-01T00:00:00Z
inline constexpr Instant far_future{Duration{4'102'444'799'000'000}};  // 2099-12-31T23:59:59Z

std::string write_times(Bounds const& bounds);  // as they are; nothing for a bound that is missing
Bounds filled(Bounds bounds);                   // missing bounds become far ones
Bounds opened(Bounds bounds);                   // and the way back

// Nothing when the text is not of that form or names a part twice. A part that is not there is unbounded.
std::optional<Bounds> read_times(std::string_view text);

// Seconds from local midnight on certain days of the week, at the lock.
struct Recurrence {
    std::uint32_t start_second = 0;
    std::uint32_t end_second = 0;  // of the same day
    std::uint8_t days = 0;         // bit 0: Monday
    friend bool operator==(Recurrence const&, Recurrence const&) = default;
};
inline constexpr std::uint8_t every_day = 0x7f;

// Weekly on named days, or daily; every single week. Nothing for any other rule.
std::optional<Recurrence> read_recurrence(std::string_view times, std::string_view rule);

}  // namespace lockstep::providers::august
