// Which events a complete list of events speaks of: whole families, so that a forgotten event of one is a failure.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::harness {

// The text before the first dot, `access_code` or `device`. Events that only some subscribers want are families of
// their own: `access_code.mutations_requested` and `access_code.unmanaged`.
std::string_view family_of(std::string_view type);

// The families that a list of these types is complete for: those it names, and `access_code` always.
std::set<std::string, std::less<>> families_of(std::vector<std::string_view> const& types);

}  // namespace lockstep::harness
