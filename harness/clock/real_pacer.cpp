#include "harness/clock/real_pacer.hpp"

#include <algorithm>

#include "harness/clock/real_time.hpp"

namespace lockstep::harness {

Instant RealPacer::reach(Instant at) {
    if (!clock_) clock_.emplace(mode_, at, real_now());
    for (;;) {
        auto const now = clock_->now(real_now());
        if (now >= at) return now;
        auto const left = clock_->real_time_until(at, real_now()).value_or(Duration{});
        loop_.after(left, [] {});
        loop_.wait_one(left + 1ms);
    }
}

}  // namespace lockstep::harness
