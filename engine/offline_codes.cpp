#include "engine/offline_codes.hpp"

namespace lockstep::engine {

namespace {

constexpr Duration hour{std::chrono::hours{1}};
constexpr Duration day{std::chrono::hours{24}};

Instant hour_before(Instant at) { return rounded_outwards({at, never}, hour).starts; }
Instant hour_after(Instant at) { return rounded_outwards({always, at}, hour).ends; }

OfflineWindow impossible(OfflineProblem problem) { return {problem, {}}; }

}  // namespace

OfflineWindow offline_window(Window const& wanted, bool one_time, Duration max_rounding, Instant now) {
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

}  // namespace lockstep::engine
