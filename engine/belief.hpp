// What the engine believes about one code, derived from its record: pure questions, no decisions.
#pragma once

#include "engine/capabilities.hpp"
#include "engine/records.hpp"
#include "engine/settings.hpp"
#include "engine/status.hpp"
#include "runtime/time.hpp"

namespace lockstep::engine {

// One code with all that its questions depend on. Made for a moment, never kept.
struct Belief {
    CodeRecord const& code;
    Capabilities const& capabilities;
    Settings const& settings;
    Instant now;

    // The window in which the code is to be usable; other than native codes may be on the lock `jit_lead` earlier.
    Instant active_from() const;
    bool started() const { return active_from() <= now; }
    bool ended() const { return code.window.ended(now); }
    bool in_range() const { return started() && !ended(); }

    // When a native code may be written to its lock.
    Instant preload_from() const;

    // What the vendor is to store for the code: its window (on the vendor's grid) if it keeps windows, else none.
    Window wanted_window() const;

    // A put, or a removal, has left and it is not known yet how it ended.
    bool put_in_doubt() const { return code.operation == Operation::put && in_doubt(); }
    bool removal_in_doubt() const { return code.operation == Operation::remove && in_doubt(); }
    bool in_doubt() const { return code.phase >= Phase::sent && code.phase <= Phase::blind; }

    // The lock's confirmed record is the one that is wanted.
    bool held_is_wanted() const;
    bool mutant(Mutation mutation) const { return settings.mutation == mutation; }

    bool held_usable() const { return code.holds && code.held_window.contains(now); }

    // Before the window: a record that is or may be usable now. In it: the wanted record is confirmed usable. For a
    // deletion and after the end: not known to be absent.
    bool on_provider() const;

    // `connected` is the account's.
    Facts facts(bool connected) const;
    Status status(bool connected) const;

    // The next instant after `now` at which time alone changes what is wanted; never when none does.
    Instant next_edge() const;
};

}  // namespace lockstep::engine
