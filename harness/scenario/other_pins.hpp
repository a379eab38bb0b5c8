// The PINs of a case, mapped one to one onto the rules of another vendor.
#pragma once

#include "engine/pin_rules.hpp"
#include "harness/scenario/model.hpp"

namespace lockstep::harness {

// Every PIN that `before` accepts becomes one that `after` accepts too: itself where it can, and no two the same. PINs
// that a scenario means to be refused stay as they are.
void map_pins(Scenario& scenario, engine::PinRules const& before, engine::PinRules const& after);

}  // namespace lockstep::harness
