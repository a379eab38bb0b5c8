// The window [starts, ends) in which a code is to open its door; a missing bound is infinite.
#pragma once

#include "runtime/time.hpp"

namespace lockstep::engine {

struct Window {
    Instant starts = always;
    Instant ends = never;

    constexpr bool contains(Instant now) const { return starts <= now && now < ends; }
    constexpr bool ended(Instant now) const { return ends <= now; }
    constexpr bool bounded() const { return starts != always || ends != never; }
    constexpr bool overlaps(Window const& other) const { return starts < other.ends && other.starts < ends; }

    friend constexpr bool operator==(Window const&, Window const&) = default;
};

// The smallest window on a grid of `step` that holds `window`: what a vendor stores that rounds outwards. A step of
// zero is no grid.
Window rounded_outwards(Window const& window, Duration step);

}  // namespace lockstep::engine
