// What time it really is. The one place where a served world asks.
#pragma once

#include "runtime/time.hpp"

namespace lockstep::harness {

Instant real_now();

}  // namespace lockstep::harness
