// What keeps a case from being played with another vendor: manners of that vendor that no setting stands for.
#pragma once

#include <optional>
#include <vector>

#include "harness/scenario/model.hpp"
#include "providers/contract.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// What stands against playing `scenario` with `vendor`, whose settings have been put in for the `replaced` providers
// already: its manners, which it names among what it fixes. `slack`: how long the vendor looks before it writes.
std::optional<Case::Unsupported> stands_against(Scenario const& scenario, providers::Vendor const& vendor,
                                                std::vector<bool> const& replaced, Duration slack);

}  // namespace lockstep::harness
