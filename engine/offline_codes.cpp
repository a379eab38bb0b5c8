#include "engine/offline_codes.hpp"

namespace lockstep::engine {

namespace {

constexpr Duration hour{std::chrono::hours{1}};
constexpr Duration day{std::chrono::hours{24}};

Instant hour_before(Instant at) { return rounded_outwards({at, never}, hour).starts; }
Instant hour_after(Instant at) { return rounded_outwards({always, at}, hour).ends; }

OfflineWindow impossible(OfflineProblem problem) { return {problem, {}}; }

// Readings of the wall clock, counted as instants are.
Instant on_wall(Instant at, Zone zone) { return is_finite(at) ? Instant{zone.to_local(at).time_since_epoch()} : at; }
Instant off_wall(Instant reading, Zone zone) { return zone.to_instant(LocalTime{reading.time_since_epoch()}); }

// A reading that comes twice means its first time. An end that is meant the second time is read as if the clock had not
// gone back: nobody is to be shut out early.
Instant end_on_wall(Instant at, Zone zone) {
    auto const reading = on_wall(at, zone);
    return is_finite(at) ? reading + (at - off_wall(reading, zone)) : reading;
}

// All in readings of the wall clock.
OfflineWindow on_grid(Window const& wanted, bool one_time, Duration max_rounding, Instant now) {
    Instant const starts = hour_before(wanted.starts == always ? now : wanted.starts);
    if (later_by(starts, offline_first_use) <= now) return impossible(OfflineProblem::start_too_old);
    if (later_by(now, offline_ahead_max) < starts) return impossible(OfflineProblem::start_too_far);
    if (one_time) {
        if (wanted.ends != never) return impossible(OfflineProblem::end_of_one_time);
        return {OfflineProblem::none, {starts, later_by(starts, one_time_life)}};
    }
    if (wanted.ends == never) return impossible(OfflineProblem::end_missing);
    if (wanted.ends <= now) return impossible(OfflineProblem::end_in_the_past);
    Instant ends = hour_after(wanted.ends);
    if (ends - starts > hourly_offline_max) {
        auto const beyond = (ends - starts) % day;
        if (beyond != Duration::zero() && max_rounding < day) return impossible(OfflineProblem::rounding_wanted);
        if (beyond != Duration::zero()) ends = later_by(ends, day - beyond);
        if (ends - starts > daily_offline_max) return impossible(OfflineProblem::too_long);
    }
    return {OfflineProblem::none, {starts, ends}};
}

}  // namespace

OfflineWindow offline_window(Window const& wanted, bool one_time, Duration max_rounding, Instant now, Zone zone) {
    Window const readings{on_wall(wanted.starts, zone), end_on_wall(wanted.ends, zone)};
    auto found = on_grid(readings, one_time, max_rounding, on_wall(now, zone));
    if (found.problem != OfflineProblem::none) return found;
    found.on_wall = found.window;
    found.window = {off_wall(found.on_wall.starts, zone), off_wall(found.on_wall.ends, zone)};
    return found;
}

}  // namespace lockstep::engine
