// A lock's own clock: it may be ahead or behind, and gain or lose a little every day. Whole microseconds throughout.
//
//     shown = true time + ahead + floor(drift * elapsed / 1 day)      elapsed: since the clock was last touched
//
// Both directions are exact, so that the harness can say to the microsecond when a lock changes its mind.
#pragma once

#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::sim {

class Clock {
  public:
    Clock() = default;
    // The skew holds at `since`; the drift gains from then on.
    Clock(Duration skew, Duration drift_per_day, Instant since);

    Instant local_time(Instant at) const;

    // The first instant of true time at which this clock, as it runs now, shows `local` or later. It may lie in the
    // past. A clock that stands still shows what it shows from its last touch on, and anything later never.
    Instant true_time(Instant local) const;

    // Somebody sets the clock: at `now` it is ahead by exactly this, whatever it had gained. The drift goes on.
    void set_skew(Duration skew, Instant now);

    // From `now` on it gains this much a day. What it had gained stays. A clock cannot run backwards: a loss of more
    // than a day a day is a clock that stands still; nor does one gain more than a thousand days a day.
    void set_drift(Duration per_day, Instant now);

    Duration ahead_at(Instant at) const { return local_time(at) - at; }  // positive: it shows later than the truth
    Duration drift_per_day() const { return drift_; }

    void hash(StateHash& hash) const { hash.add(base_, ahead_, drift_); }
    friend bool operator==(Clock const&, Clock const&) = default;

  private:
    void touch(Duration ahead, Duration drift, Instant now);

    Instant base_{};    // when it was last touched; the Unix epoch while there is no drift, so equal clocks are equal
    Duration ahead_{};  // at base_
    Duration drift_{};  // gained per day
};

}  // namespace lockstep::sim
