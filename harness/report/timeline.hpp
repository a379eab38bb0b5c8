// A run file as a text timeline: what happened, when, and which event caused it.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::harness {

// Which events to show: all that is given must fit.
struct TimelineFilter {
    std::vector<std::string> cases;  // variants or ids
    std::vector<std::string> codes;  // names of access codes
    std::vector<std::string> devices;
    std::vector<std::string> what;     // kinds of events: status, event, operation_sent ...
    std::optional<std::uint64_t> why;  // only this event and what led to it
    bool failed_only = false;
    bool json = false;  // one JSON object a line instead of a table
};

struct TimelineReport {
    std::string error;  // why the file could not be read; empty when it could
    std::size_t cases = 0;
    std::size_t events = 0;
};

TimelineReport write_timeline(std::istream& run_file, TimelineFilter const& filter, std::ostream& out);

}  // namespace lockstep::harness
