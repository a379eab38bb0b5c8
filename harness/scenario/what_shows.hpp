// Whether a case can show that a provider's setting is another than its file says: a calendar on the lock where no code
// has a window, or how a lock is edited where nothing is.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/scenario/model.hpp"
#include "providers/contract.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

bool can_show(Scenario const& scenario, std::string_view setting);

// What stands against playing `scenario` with `vendor`, whose settings have been put in for the `replaced` providers
// already: its manners, which it names among what it fixes. `slack`: how long the vendor looks before it writes.
std::optional<Case::Unsupported> stands_against(Scenario const& scenario, providers::Vendor const& vendor,
                                                std::vector<bool> const& replaced, Duration slack);

// Something goes wrong on the way, or not everything fits: how often is tried, and when, is then the vendor's.
bool is_troubled(Scenario const& scenario);

// Not everything fits.
bool fills_locks(Scenario const& scenario);

// How often a call is tried, at most, as far as the case tells; 1 where nothing goes wrong.
std::size_t tries_of(Scenario const& scenario);

}  // namespace lockstep::harness
