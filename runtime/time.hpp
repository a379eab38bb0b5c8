// Time as the whole house speaks it: whole microseconds, UTC, handed down by whoever runs the world.
//
// Two kinds that never convert by accident:
//   Instant  a point on the wall clock (what a guest was promised), microseconds since 1970-01-01T00:00:00Z.
//   Tick     a point on a stopwatch (how long something took), microseconds since the process began.
// A lock's own clock is a third opinion and lives in sim/.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>

namespace lockstep {

using Duration = std::chrono::duration<std::int64_t, std::micro>;

// Tag clocks: they only give the two kinds of time point their types. Nobody can ask them for "now".
struct WallClock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<WallClock, Duration>;
    static constexpr bool is_steady = true;
};
struct StopwatchClock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<StopwatchClock, Duration>;
    static constexpr bool is_steady = true;
};

using Instant = WallClock::time_point;
using Tick = StopwatchClock::time_point;

using namespace std::chrono_literals;

// The longest span that anybody may ask for, and the farthest from the start of a run: sums and products of a few
// thousand of them stay far from overflow.
inline constexpr Duration hundred_years = std::chrono::hours{24 * 36'525};

// Sentinels: before every real instant, after every real instant. Never do arithmetic on them; see later_by().
inline constexpr Instant always{Duration{std::numeric_limits<std::int64_t>::min()}};
inline constexpr Instant never{Duration{std::numeric_limits<std::int64_t>::max()}};

constexpr bool is_finite(Instant instant) { return instant != always && instant != never; }

// `instant + delay` that keeps the sentinels what they are and saturates instead of overflowing.
constexpr Instant later_by(Instant instant, Duration delay) {
    if (!is_finite(instant)) return instant;
    std::int64_t sum = 0;
    if (__builtin_add_overflow(instant.time_since_epoch().count(), delay.count(), &sum))
        return delay.count() < 0 ? always : never;
    return Instant{Duration{sum}};
}

constexpr std::int64_t microseconds(Duration duration) { return duration.count(); }
constexpr std::int64_t microseconds(Instant instant) { return instant.time_since_epoch().count(); }

}  // namespace lockstep
