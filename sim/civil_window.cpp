#include "sim/civil_window.hpp"

namespace lockstep::sim {

CivilWindow as_the_wall_shows(UtcWindow const& window, Zone const& zone) {
    CivilWindow shown;
    if (is_finite(window.starts)) shown.starts = zone.to_local(window.starts);
    if (is_finite(window.ends)) shown.ends = zone.to_local(window.ends);
    return shown;
}

UtcWindow as_the_lock_means(CivilWindow const& window, Zone const& zone) {
    UtcWindow meant;
    if (window.starts) meant.starts = zone.to_instant(*window.starts);
    if (window.ends) meant.ends = zone.to_instant(*window.ends);
    return meant;
}

}  // namespace lockstep::sim
