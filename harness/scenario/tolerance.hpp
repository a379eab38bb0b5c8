// Allows for a clock that is not exact: what is expected at an instant may come so much later.
#pragma once

#include "harness/scenario/model.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

void allow_later(Scenario& scenario, Duration tolerance);

}  // namespace lockstep::harness
