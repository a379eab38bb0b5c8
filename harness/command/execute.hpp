// How this command runs one case: with which watchers, and with which bug put in on purpose.
#pragma once

#include <string>

#include "harness/command/campaign.hpp"
#include "harness/run/run_case.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

struct ExecuteOptions {
    bool invariants = true;
    bool whole_trace = false;  // also of large workloads, whose traces are long
    Wire wire = Wire::none;
    bool through_http = false;
    Store store = Store::memory;
    std::optional<ClockMode> clock;  // nothing: virtual time
    Duration tolerance{};            // by how much that clock may be late
    std::string mutant;              // empty: the engine as it is
};

// The error is a sentence: there is no mutant of that name, and these are the ones there are.
Result<Execute, std::string> make_execute(ExecuteOptions const& options);

}  // namespace lockstep::harness
