#include "harness/clock/real_time.hpp"

namespace lockstep::harness {

Instant real_now() {
    auto const since = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<Duration>(since)};
}

}  // namespace lockstep::harness
