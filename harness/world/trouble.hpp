// What ails a device, for whoever has to excuse it.
#pragma once

#include "runtime/time.hpp"

namespace lockstep::harness {

struct Trouble {
    bool offline = false;
    bool cut_off = false;          // its account's credentials are revoked, or its vendor has refused them
    bool outage = false;           // its vendor's cloud is down
    bool removed = false;          // gone from its account
    bool forgotten = false;        // it or its account was deleted in the engine
    Instant over_at = always;      // when the last of offline, cut off and outage ended
    Instant tampered_at = always;  // the last lost bound, poisoned or stale read, reset or hand on the lock
    bool now() const { return offline || cut_off || outage || removed || forgotten; }
};

}  // namespace lockstep::harness
