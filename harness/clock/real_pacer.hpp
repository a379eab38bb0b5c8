// Real time, or a multiple of it, for runs against the clock on the wall (`run --clock real|scaled:N`).
#pragma once

#include <optional>

#include "harness/clock/simulated_clock.hpp"
#include "harness/world/pacer.hpp"
#include "http/loop.hpp"

namespace lockstep::harness {

class RealPacer final : public Pacer {
  public:
    explicit RealPacer(ClockMode mode) : mode_(mode) {}

    // The first instant that is asked for is now.
    Instant reach(Instant at) override;

  private:
    ClockMode mode_;
    std::optional<SimulatedClock> clock_;
    http::Loop loop_;
};

}  // namespace lockstep::harness
