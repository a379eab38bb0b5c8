// Words of the domain that the loader knows: enough to tell a slip from a name it has never heard of.
#pragma once

#include <string>
#include <vector>

namespace lockstep::harness {

// error_code and warning_code values that codes, devices and accounts can carry.
std::vector<std::string> const& known_errors();
std::vector<std::string> const& known_warnings();

// event_type values.
std::vector<std::string> const& known_events();

}  // namespace lockstep::harness
