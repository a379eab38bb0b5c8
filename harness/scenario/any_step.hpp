// Whether a scenario has a step of which something holds.
#pragma once

#include <algorithm>
#include <variant>

#include "harness/scenario/model.hpp"
#include "harness/scenario/steps.hpp"

namespace lockstep::harness {

template <typename Asked>
bool any_step(Scenario const& scenario, Asked asked) {
    return std::any_of(scenario.steps.begin(), scenario.steps.end(),
                       [&](Step const& step) { return asked(step.action); });
}

template <typename Verb>
bool has_verb(Scenario const& scenario) {
    return any_step(scenario, [](Action const& action) { return std::holds_alternative<Verb>(action); });
}

}  // namespace lockstep::harness
