// Decides what one access code needs next of its lock. Does no IO and reads no clock.
#pragma once

#include <cstdint>

#include "engine/belief.hpp"

namespace lockstep::engine {

enum class NextStep : std::uint8_t {
    nothing,  // the lock holds what it should, or may not be touched now
    put,      // store the wanted record, over the held one if there is one
    replace,  // take the held record off, then put: the vendor cannot edit
    remove,   // take it off
};

// Not to be asked while an operation is in doubt: its outcome comes first.
NextStep next_step(Belief const& belief);

}  // namespace lockstep::engine
