// Approved output of the harness: see tests/approved.hpp.
#pragma once

#include <string>

#include "tests/approved.hpp"

namespace lockstep::harness {

// `name` is relative to tests/harness/, like "report/approved/failure.txt".
inline void check_approved(std::string const& name, std::string const& got) {
    check_approved_file("harness/" + name, got);
}

}  // namespace lockstep::harness
