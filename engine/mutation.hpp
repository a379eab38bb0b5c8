// Named engine bugs, each there to prove that one invariant catches it. `none` is the engine; nothing else ships to
// anybody: only tests and `lockstep run --mutant` set one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lockstep::engine {

enum class Mutation : std::uint8_t {
    none,
    forgets_window,         // I-01: tells a lock with a calendar nothing of the window
    purges_too_early,       // I-02: a delete does not wait for a write in flight
    edits_by_adding,        // I-03: an edit stores a second code
    believes_acceptance,    // I-04: takes an acknowledgement for a confirmation
    unsets_too_early,       // I-05: a window moved away counts as stored when the vendor has accepted it
    claims_strangers,       // I-06: a stranger's code with the wanted PIN is taken for its own
    drops_leading_zero,     // I-07: sends PINs as numbers
    skips_removing,         // I-08: a deleted code stays `set` until it is off
    reuses_ids,             // I-09: the id of a deleted code is given out again
    ignores_disconnection,  // I-10: a cut account changes no status
    gives_up_at_once,       // I-10: a 403 counts as the end of the account
    preloads_too_early,     // I-11: writes native codes twice as early
    hides_removing,         // I-12: the move to `removing` is not logged
    finishes_at_preload,    // I-13: a creation succeeds when the lock has it, started or not
    announces_again,        // I-14: set_on_device at each move to `set`
    keeps_errors,           // I-15: what was wrong stays listed
    repeats_blindly,        // I-17: tries again without a look
    ignores_backoff,        // I-18: retries at once
    retries_conflicts,      // I-19: a PIN conflict is retried like a timeout
    writes_side_by_side,    // I-20: an update does not wait for the open write
    polls_in_a_storm,       // I-21: asks again as soon as it has an answer
    ignores_drift,          // I-22: what changed outside is not seen
    forgets_lost_push,      // I-23: a push that never comes is waited for for ever
    leaks_a_call,           // I-24: the books of an answered removal are not closed
    restarts_blindly,       // I-25: a restart forgets what was open
};
inline constexpr std::size_t mutation_count = 26;

std::string_view name_of(Mutation mutation);
std::optional<Mutation> mutation_from(std::string_view name);

}  // namespace lockstep::engine
