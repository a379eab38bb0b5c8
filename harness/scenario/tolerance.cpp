#include "harness/scenario/tolerance.hpp"

#include <fmt/format.h>

#include "harness/scenario/expected_instants.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

void allow_later(Scenario& scenario, Duration tolerance) {
    if (tolerance <= Duration{}) return;
    auto const words = fmt::format(", or up to {} later", format_duration(tolerance));
    for_each_expected_instant(scenario.expect, [&](MomentRange& when, Expected) {
        if (when.any() || when.to == never) return;
        when.to = later_by(when.to, tolerance);
        when.text += words;
    });
    scenario.until = later_by(scenario.until, tolerance);
}

}  // namespace lockstep::harness
