#include "engine/window.hpp"

namespace lockstep::engine {

namespace {

// Floor division: instants before 1970 round towards the past as well.
std::int64_t floor_to(std::int64_t value, std::int64_t step) {
    auto const rest = value % step;
    return rest < 0 ? value - rest - step : value - rest;
}

}  // namespace

Window rounded_outwards(Window const& window, Duration step) {
    if (step <= Duration::zero()) return window;
    Window grid = window;
    if (is_finite(window.starts)) grid.starts = Instant{Duration{floor_to(microseconds(window.starts), step.count())}};
    if (is_finite(window.ends)) grid.ends = Instant{Duration{-floor_to(-microseconds(window.ends), step.count())}};
    return grid;
}

}  // namespace lockstep::engine
