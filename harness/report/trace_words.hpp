// One word for each kind of trace event: what run files call it and `show --what` takes.
#pragma once

#include <string_view>

#include "harness/world/trace.hpp"

namespace lockstep::harness {

std::string_view word_of(TraceKind kind);

}  // namespace lockstep::harness
