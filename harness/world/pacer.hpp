// Another clock that a world has to keep up with: it goes on to an instant only when that has come.
#pragma once

#include "runtime/time.hpp"

namespace lockstep::harness {

class Pacer {
  public:
    virtual ~Pacer() = default;
    // Waits for this instant of simulated time; returns what time it is then, never earlier.
    virtual Instant reach(Instant at) = 0;
};

}  // namespace lockstep::harness
