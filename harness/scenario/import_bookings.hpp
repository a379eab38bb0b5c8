// `lockstep import`: a scenario for somebody's own bookings, with guesses about what their columns mean.
#pragma once

#include <string>
#include <string_view>

#include "runtime/result.hpp"

namespace lockstep::harness {

struct ImportOptions {
    std::string bookings;      // the file's path, as the scenario is to name it
    std::string name;          // of the scenario; empty: made from the path
    std::string zone = "UTC";  // of the bookings' dates
    std::string check_in = "15:00";
    std::string check_out = "11:00";
};

// The scenario as YAML, ready to be checked and run; guesses are told in its comments. The error is a sentence, with
// the line of the bookings where one is to blame.
Result<std::string, std::string> scenario_from_bookings(std::string_view bookings, ImportOptions const& options);

}  // namespace lockstep::harness
