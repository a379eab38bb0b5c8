// A clock for simulated time: real time, a multiple of it, or turned by hand. Asks no clock itself: real time is
// handed in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace lockstep::harness {

struct ClockMode {
    double factor = 1;  // simulated seconds in a real one; 0: turned by hand

    bool manual() const { return factor == 0; }
    friend bool operator==(ClockMode const&, ClockMode const&) = default;
};

// `real`, `manual` or `scaled:N`, N more than 0 and at most a million; nothing for anything else.
std::optional<ClockMode> parse_clock_mode(std::string_view text);
std::string text_of(ClockMode mode);

class SimulatedClock {
  public:
    SimulatedClock(ClockMode mode, Instant starts_at, Instant real_now)
        : mode_(mode), simulated_(starts_at), real_(real_now) {}

    ClockMode mode() const { return mode_; }
    void set_mode(ClockMode mode, Instant real_now);
    // Never backwards.
    Instant now(Instant real_now) const;
    void turn_to(Instant simulated, Instant real_now);
    // How long in real time until then; nothing when it will not come by itself.
    std::optional<Duration> real_time_until(Instant simulated, Instant real_now) const;

  private:
    ClockMode mode_;
    Instant simulated_;  // the time it was at ...
    Instant real_;       // ... this real instant
};

}  // namespace lockstep::harness
