// One event of a trace as JSON: in run files, and for whoever watches a served world.
#pragma once

#include <nlohmann/json.hpp>

#include "harness/world/trace.hpp"
#include "harness/world/trace_text.hpp"

namespace lockstep::harness {

nlohmann::ordered_json json_of(TraceEvent const& event, RunNames const& names);

}  // namespace lockstep::harness
