// Plays one case with one seed from its first instant to its end, and hands over what it leaves behind.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "harness/clock/simulated_clock.hpp"
#include "harness/run/record.hpp"
#include "harness/scenario/model.hpp"
#include "harness/world/observer.hpp"
#include "harness/world/world.hpp"

namespace lockstep::harness {

enum class Wire : std::uint8_t {
    none,  // messages cross in process
    tcp,   // over sockets on loopback
};

enum class Store : std::uint8_t {
    memory,
    sqlite,  // what goes into the engine is kept in a file, and a restart makes the engine again from it
};

struct RunOptions {
    WorldOptions world;
    Wire wire = Wire::none;
    bool through_http = false;  // steps reach the API over a socket on loopback
    Store store = Store::memory;
    std::optional<ClockMode> clock;  // real or scaled; nothing: time jumps to whatever happens next
    // Called once for the run: who is to watch it. Nobody when empty.
    std::function<std::vector<std::unique_ptr<Observer>>(Case const&)> watchers;
    // Stop at the first breach of an invariant instead of at the end.
    bool stop_at_breach = false;
    // When the run is over, heal a copy of its world and see whether every code comes to rest (I-22).
    bool heals = false;
};

// Keeps everything for a case of ordinary size, and only totals for one with a large workload.
WorldOptions world_options_for(Case const& the_case);

// A vendor that nobody has registered, or a world out of its bounds, is told by RunRecord::end; it never throws on
// account of what a scenario says.
RunRecord run_case(Case const& the_case, std::uint64_t seed, RunOptions const& options);

}  // namespace lockstep::harness
