// What time it really is. The one place in the house that asks.
#pragma once

#include "runtime/time.hpp"

namespace lockstep::harness {

Instant real_now();

}  // namespace lockstep::harness
