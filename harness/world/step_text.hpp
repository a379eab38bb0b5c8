// A step in a few words, as reports name it: `create: guest`, `press: front 0420`.
#pragma once

#include <string>

#include "harness/scenario/model.hpp"

namespace lockstep::harness {

std::string step_text(Step const& step, Scenario const& scenario);

}  // namespace lockstep::harness
