// `--vendor V`: the same case, with every `vendor: open` provider replaced by V (rule 37 of the house).
//
// Legs are kept and what V fixes is taken from V. Exact instants that may depend on a confirmation become windows as
// wide as V's additional round trips. A case that asks for what V cannot do is marked, and is UNSUPPORTED.
#pragma once

#include "harness/scenario/model.hpp"
#include "providers/contract.hpp"

namespace lockstep::harness {

void speak_to(Case& one, providers::Vendor const& vendor);

}  // namespace lockstep::harness
