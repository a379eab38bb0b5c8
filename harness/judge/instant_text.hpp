// How reports write instants and durations: as a scenario would, so that a reader can paste them back.
#pragma once

#include <string>

#include "runtime/time.hpp"

namespace lockstep::harness {

// "3.3s", "8h5m", "3d", "-250ms"; exact to the microsecond.
std::string duration_text(Duration duration);

// "2030-06-05T16:00:00Z", with as many decimals as it needs.
std::string iso_text(Instant instant);

// "T+10.4s" while that can still be read, the date from two weeks on; "always" and "never" for the sentinels.
std::string instant_text(Instant instant, Instant epoch);

}  // namespace lockstep::harness
