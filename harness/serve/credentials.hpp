// With what clients ask a served world: a world that names no keys is given some, since there one is wanted.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "api/api.hpp"
#include "harness/scenario/model.hpp"

namespace lockstep::harness {

// A workspace that holds everything where there is none, a key for each workspace without one, and a person's token
// that opens them all where there is none.
void give_credentials(Scenario& scenario, std::uint64_t seed);

// What a client needs to know of them: the first key and its workspace, and all workspaces by name.
void announce_credentials(nlohmann::ordered_json& out, Scenario const& scenario, api::Api const& api);

}  // namespace lockstep::harness
