// What a clock on a wall shows: a date and a time of day without a zone. It becomes an Instant only through a Zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "runtime/time.hpp"

namespace lockstep {

// A third kind of time point beside Instant and Tick, so that nobody takes 15:00 in Lisbon for 15:00 UTC.
struct CivilClock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<CivilClock, Duration>;
    static constexpr bool is_steady = false;
};
using LocalTime = CivilClock::time_point;  // microseconds since 1970-01-01T00:00:00 as that wall shows it

// The same, taken apart.
struct CivilFields {
    std::int32_t year = 1970;
    std::uint8_t month = 1;
    std::uint8_t day = 1;
    std::uint8_t hour = 0;
    std::uint8_t minute = 0;
    std::uint8_t second = 0;
    std::uint32_t microsecond = 0;

    friend constexpr auto operator<=>(CivilFields const&, CivilFields const&) = default;
};

constexpr CivilFields fields_of(LocalTime local) {
    using namespace std::chrono;
    auto const midnight = floor<days>(local.time_since_epoch());
    year_month_day const date{sys_days{midnight}};
    hh_mm_ss const time{local.time_since_epoch() - midnight};
    return {.year = static_cast<int>(date.year()),
            .month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month())),
            .day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day())),
            .hour = static_cast<std::uint8_t>(time.hours().count()),
            .minute = static_cast<std::uint8_t>(time.minutes().count()),
            .second = static_cast<std::uint8_t>(time.seconds().count()),
            .microsecond = static_cast<std::uint32_t>(time.subseconds().count())};
}

// Nothing for a date or time that no calendar has (30 February, 24:00, a leap second), or a year beyond 0..9999.
constexpr std::optional<LocalTime> local_time(CivilFields const& fields) {
    using namespace std::chrono;
    year_month_day const date{year{fields.year}, month{fields.month}, day{fields.day}};
    if (!date.ok() || fields.year < 0 || fields.year > 9999) return std::nullopt;
    if (fields.hour > 23 || fields.minute > 59 || fields.second > 59 || fields.microsecond > 999'999)
        return std::nullopt;
    return LocalTime{Duration{sys_days{date}.time_since_epoch()} + hours{fields.hour} + minutes{fields.minute} +
                     seconds{fields.second} + Duration{fields.microsecond}};
}

}  // namespace lockstep
