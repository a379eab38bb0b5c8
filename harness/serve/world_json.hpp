// What the controls tell of a served world's things, as JSON: keypads, accounts, providers, codes, what happened.
#pragma once

#include <cstdint>

#include "api/json.hpp"
#include "harness/serve/served_world.hpp"
#include "harness/world/trace.hpp"

namespace lockstep::harness {

// What the lock really holds, and how it stands.
api::Json json_of_device(ServedWorld const& world, DeviceIndex device);
api::Json json_of_account(ServedWorld const& world, AccountIndex account);
api::Json json_of_provider(ServedWorld const& world, std::size_t provider);
// Who sees which accounts.
api::Json json_of_workspaces(ServedWorld const& world);
// A code that is or was on a device: the trace goes on knowing those which the API has forgotten.
api::Json json_of_code(ServedWorld const& world, CodeNumber code);
// The lock that an event is about, if any: a step about no code is about that of the answer which it took.
std::uint32_t device_of(World const& world, TraceEvent const& event);
// An event of the trace, its text taken apart again for programs.
api::Json json_of_event(ServedWorld const& world, TraceEvent const& event);

}  // namespace lockstep::harness
