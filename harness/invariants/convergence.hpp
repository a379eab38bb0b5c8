// I-22: when everything that ails the world is healed, every code comes to rest and every lock to hold what is wanted.
#pragma once

#include "harness/invariants/checker.hpp"

namespace lockstep::harness {

inline constexpr InvariantFacts convergence_facts{22, "convergence",
                                                  "When all is healed, every lock comes to hold what is wanted."};

// Plays a healed copy of the world for as long as healing may take and reports the codes that have not come to rest.
void check_convergence(World const& world, Findings& findings);

}  // namespace lockstep::harness
