// A hash of an engine's records: two engines that hash alike will live alike.
#pragma once

#include "engine/engine.hpp"
#include "runtime/hash.hpp"

namespace lockstep::harness {

// Everything from which the future follows: codes, devices, accounts, attempts, settings aside. Timers are derived from
// the records, so only their number is taken in.
void hash_engine(engine::Engine const& engine, StateHash& hash);

}  // namespace lockstep::harness
