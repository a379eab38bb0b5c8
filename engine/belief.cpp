#include "engine/belief.hpp"

#include <algorithm>

namespace lockstep::engine {

Instant Belief::active_from() const {
    return code.native ? code.window.starts : later_by(code.window.starts, -settings.jit_lead);
}

Instant Belief::preload_from() const {
    Duration const preload = mutant(Mutation::preloads_too_early) ? 2 * settings.preload : settings.preload;
    return later_by(code.window.starts, -preload);
}

Window Belief::wanted_window() const {
    return code.native ? rounded_outwards(code.window, capabilities.rounding) : Window{};
}

bool Belief::held_is_wanted() const {
    return code.holds && code.held_pin == code.pin && !code.held_doubtful && code.held_window == wanted_window() &&
           (code.told_name || capabilities.reads != Reads::names);
}

bool Belief::on_provider() const {
    if (code.offline) return in_range() && !code.delete_requested;  // the lock knows its window as well as anybody
    if (mutant(Mutation::purges_too_early) && code.delete_requested) return code.holds;
    if (code.delete_requested || ended()) return code.holds || put_in_doubt();
    if (in_range()) return held_is_wanted() && !in_doubt() && held_usable();
    // A vendor that rounds lets a code in a little early: what holds just the wanted window is loaded, not too much.
    // In the very instant of its end the lock may still open: requests of that instant come before the lock's clock.
    auto const too_early = [&](Window const& window) {
        bool const usable = window.contains(now) || window.ends == now;
        return usable && !(code.native && window == wanted_window());
    };
    return (code.holds && too_early(code.held_window)) || (put_in_doubt() && too_early(code.sent_window));
}

Facts Belief::facts(bool connected) const {
    return {.stale = (!connected || code.unread) && !mutant(Mutation::ignores_disconnection),
            .delete_requested = code.delete_requested,
            .in_range = in_range(),
            .on_provider = on_provider()};
}

Status Belief::status(bool connected) const {
    auto const known = facts(connected);
    auto const status = status_of(known);
    if (mutant(Mutation::skips_removing) && code.delete_requested && held_is_wanted()) return Status::set;
    bool const moved_away = status == Status::removing && !code.delete_requested && !ended();
    if (mutant(Mutation::unsets_too_early) && moved_away && code.phase == Phase::accepted) return Status::unset;
    // An erasure that the caller lets stand is the one state the table does not know: wanted, absent, and at rest.
    if (status == Status::setting && code.erase_honoured) return Status::unset;
    if (status != Status::unset) return status;
    bool const record_ends = code.delete_requested || (ended() && settings.regime == Regime::legacy_404);
    return record_ends ? Status::gone : Status::unset;
}

Instant Belief::next_edge() const {
    Instant edge = never;
    auto const consider = [&](Instant at) {
        if (is_finite(at) && at > now) edge = std::min(edge, at);
    };
    if (code.native && !code.offline) consider(preload_from());
    if (code.issues.has(Issue::must_be_used_within_a_day)) consider(later_by(code.window.starts, offline_first_use));
    consider(active_from());
    consider(code.window.starts);
    consider(code.window.ends);
    // What the lock has, or may have by now, may begin on its own: whoever moved the window may not reach it before.
    if (code.holds && code.held_window != wanted_window()) consider(code.held_window.starts);
    if (put_in_doubt() && code.sent_window != wanted_window()) consider(code.sent_window.starts);
    return edge;
}

}  // namespace lockstep::engine
