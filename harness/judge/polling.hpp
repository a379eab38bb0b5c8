// What a poller sees of a code: the distinct values of regular `get`s, worked out from the transitions.
#pragma once

#include <vector>

#include "engine/status.hpp"
#include "harness/run/record.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

struct Poll {
    Instant at{};  // of the first poll that saw it
    engine::Status status = engine::Status::unset;
    TraceId trace = 0;
};

// Polls at `from`, `from + every`, ... up to `to`, both ends in; equal neighbours are one. A poll comes after the
// steps of its instant and before all else. The cost depends on the transitions, not on the number of polls.
std::vector<Poll> polls(CodeHistory const& history, Instant from, Duration every, Instant to);

}  // namespace lockstep::harness
