// The words for what a trace holds: made on demand, from the event's numbers and the run's names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/world/trace.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// What the numbers in a run's trace are called.
struct RunNames {
    Instant epoch{};
    std::vector<std::string> codes;     // by CodeNumber
    std::vector<std::string> devices;   // by engine::DeviceId
    std::vector<std::string> accounts;  // by engine::AccountId
    std::vector<std::string> providers;
    std::vector<std::string> attempts;  // by engine::AttemptId; empty text: nobody labelled it
    std::vector<std::string> steps;     // "create: guest", by index
    std::vector<std::string> faults;    // "faults[1]" is the first, by index
};

// "T+10.4s", "T+3d2h", "T-5m", "never".
std::string instant_text(Instant at, Instant epoch);

// One event in a few words, without its instant: "write #2 for guest sent", "guest: setting -> set".
std::string text_of(TraceEvent const& event, RunNames const& names);

// Why an event happened, in a line as a report prints it: "write #1 sent", "write #2 sent at T+10s when write #1 timed
// out". A status that changed together with a call leaving names that call; else the nearest call behind it, else the
// step or the timer that began it. Empty when the trace kept no events.
std::string because(TraceId id, Trace const& trace, RunNames const& names);

}  // namespace lockstep::harness
