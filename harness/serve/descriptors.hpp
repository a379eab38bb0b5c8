// How many sockets and files this process may have open at once.
#pragma once

#include <cstddef>

namespace lockstep::harness {

// Asks the system for so many, and says how many it may have: what is wanted, what it had before, or what is allowed.
std::size_t allow_descriptors(std::size_t wanted);

}  // namespace lockstep::harness
