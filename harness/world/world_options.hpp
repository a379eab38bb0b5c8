// How a world is run: what it keeps, how far it may go, and what stands between it and the outside.
#pragma once

#include <cstddef>
#include <cstdint>

#include "api/webhooks.hpp"
#include "engine/mutation.hpp"
#include "harness/world/api_road.hpp"
#include "harness/world/carrier.hpp"
#include "harness/world/engine_log.hpp"
#include "harness/world/pacer.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

struct WorldOptions {
    engine::Mutation mutation = engine::Mutation::none;  // a bug put in on purpose
    bool keep_trace = true;                              // keep the events, not only their hash
    bool keep_details = true;                            // lists of events and traffic; totals are always kept
    Carrier* carrier = nullptr;                          // brings messages across; none: they cross as they are
    ApiRoad* api_road = nullptr;                         // brings steps to the API; none: they cross as they are
    EngineLog* log = nullptr;  // keeps what goes into the engine; none: a restart finds it in memory
    Pacer* pacer = nullptr;    // a clock to keep up with; none: time jumps
    Duration lateness{};       // by how much that clock may be late, for the invariants
    // More turns than this at one instant, or in all, and the run counts as stalled. 0: a bound that follows from the
    // size of the case.
    std::uint64_t turns_per_instant_max = 0;
    std::uint64_t turns_max = 0;
    std::size_t trace_events_max = 0;                 // keep no more than these first ones; 0: all
    std::size_t trace_events_last = 0;                // keep at least these last ones, and not much more; 0: all
    api::Receivers receivers = api::Receivers::none;  // of the API's events: who has webhooks may be told
};

}  // namespace lockstep::harness
