// The bounds of the invariants, as formulas over a provider's legs, the call timeout, retries and read-backs. All of
// them stand here and in docs/invariants.md, so that a reader can dispute them.
#pragma once

#include "harness/world/world.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

struct Bounds {
    Duration round_trip{};  // request and answer leg
    Duration written{};     // from sending a write to knowing that it is stored, when nothing goes wrong
    Duration removed{};     // the same for a removal
    Duration retry_gap{};   // the longest wait between a failure and the next try
    Duration patience{};    // after the last sign of life of an operation: an open write, a look, a retry, a removal
    Duration excuse{};      // how long after a disturbance its traces are excused; max when nothing reads back
};

Bounds bounds_of(World const& world, engine::DeviceId device);

}  // namespace lockstep::harness
