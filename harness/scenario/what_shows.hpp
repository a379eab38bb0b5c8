// Whether a case can show that a provider's setting is another than its file says: a calendar on the lock where no code
// has a window, or how a lock is edited where nothing is.
#pragma once

#include <cstddef>
#include <string_view>

#include "harness/scenario/model.hpp"

namespace lockstep::harness {

bool can_show(Scenario const& scenario, std::string_view setting);

// Something goes wrong on the way, or not everything fits: how often is tried, and when, is then the vendor's.
bool is_troubled(Scenario const& scenario);

// Not everything fits.
bool fills_locks(Scenario const& scenario);

// How often a call is tried, at most, as far as the case tells; 1 where nothing goes wrong.
std::size_t tries_of(Scenario const& scenario);

}  // namespace lockstep::harness
