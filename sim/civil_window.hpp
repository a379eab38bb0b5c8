// A window as a vendor writes it who sends what the clock on the wall shows, without a zone.
//
// Something is lost that way, and it is lost here exactly as in the field: a bound inside the hour that comes twice in
// autumn means the first of the two (runtime/zone.hpp has the rules), so it may come back an hour early. Locks store
// UTC; only mocks of such vendors go through this, once a request, and never while a door is being judged.
#pragma once

#include <optional>

#include "runtime/civil.hpp"
#include "runtime/time.hpp"
#include "runtime/zone.hpp"

namespace lockstep::sim {

// A missing bound is unbounded.
struct CivilWindow {
    std::optional<LocalTime> starts;
    std::optional<LocalTime> ends;
    friend bool operator==(CivilWindow const&, CivilWindow const&) = default;
};

struct UtcWindow {
    Instant starts = always;
    Instant ends = never;
    friend bool operator==(UtcWindow const&, UtcWindow const&) = default;
};

CivilWindow as_the_wall_shows(UtcWindow const& window, Zone const& zone);
UtcWindow as_the_lock_means(CivilWindow const& window, Zone const& zone);

}  // namespace lockstep::sim
