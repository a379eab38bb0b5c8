// The controls of a served world, when that is where the provider is: which of its locks are there, and what time it
// is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/clock/simulated_clock.hpp"
#include "harness/conform/options.hpp"
#include "harness/conform/server_line.hpp"

namespace lockstep::harness {

struct ServedLock {
    std::string name;
    std::string vendor_id;
};
// Those that belong to the provider at this URL, by the vendor's ids; empty when it is no served world.
std::vector<ServedLock> served_locks(ServerLine& wire, ConformOptions const& options);
// Nothing when it is no served world, or its controls are not for us.
std::optional<SimulatedClock> served_clock(ServerLine& wire, ConformOptions const& options);

// Where the path of a URL begins.
std::size_t path_of(std::string const& url);
// One request that is none of the API's: it is not judged.
Heard ask_beside(ServerLine& wire, http::Client& client, http::Request request, Duration patience);

}  // namespace lockstep::harness
