#include "sim/clock.hpp"

#include <algorithm>

namespace lockstep::sim {

namespace {

// Products of two spans of years in microseconds need more than 64 bits.
__extension__ using Wide = __int128;

constexpr Wide day = Duration{std::chrono::hours{24}}.count();

constexpr Wide floor_divide(Wide value, Wide by) { return value >= 0 ? value / by : -((-value + by - 1) / by); }
constexpr Wide ceil_divide(Wide value, Wide by) { return -floor_divide(-value, by); }

// A clock that stands still, and one that races; beyond the latter products would not fit.
constexpr Duration drift_min = -std::chrono::hours{24};
constexpr Duration drift_max = 1000 * std::chrono::hours{24};

// Into the range between the sentinels; what lies after it is `never`.
Instant instant_from(Wide value) {
    if (value >= microseconds(never)) return never;
    return Instant{Duration{static_cast<std::int64_t>(std::max<Wide>(value, Wide{microseconds(always)} + 1))}};
}

}  // namespace

Clock::Clock(Duration skew, Duration drift_per_day, Instant since) { touch(skew, drift_per_day, since); }

void Clock::touch(Duration ahead, Duration drift, Instant now) {
    drift_ = std::clamp(drift, drift_min, drift_max);
    ahead_ = ahead;
    base_ = drift_ == Duration::zero() ? Instant{} : now;
}

Instant Clock::local_time(Instant at) const {
    if (!is_finite(at)) return at;
    Wide const truth = microseconds(at);
    Wide const gained =
        drift_ == Duration::zero() ? 0 : floor_divide((truth - microseconds(base_)) * drift_.count(), day);
    return instant_from(truth + ahead_.count() + gained);
}

Instant Clock::true_time(Instant local) const {
    if (!is_finite(local)) return local;
    Wide const to_show = Wide{microseconds(local)} - ahead_.count();
    if (drift_ == Duration::zero()) return instant_from(to_show);
    // With x the time since the last touch the clock shows floor(x * pace / day) more than it did then.
    Wide const pace = day + drift_.count();
    Wide const more = to_show - microseconds(base_);
    if (pace == 0) return more <= 0 ? base_ : never;
    return instant_from(microseconds(base_) + ceil_divide(more * day, pace));
}

void Clock::set_skew(Duration skew, Instant now) { touch(skew, drift_, now); }

void Clock::set_drift(Duration per_day, Instant now) { touch(local_time(now) - now, per_day, now); }

}  // namespace lockstep::sim
