// Judges a finished run: every expectation of the scenario against what the run left behind.
//
// Pure: the same scenario and record give the same findings, in the order of the file's sections. Invariants are not
// judged here; whoever watched the run has noted their breaches in the record.
#pragma once

#include <vector>

#include "harness/judge/finding.hpp"
#include "harness/run/record.hpp"
#include "harness/scenario/model.hpp"

namespace lockstep::harness {

struct Judgement {
    std::vector<Finding> failures;
    std::vector<Finding> warnings;  // "vacuous": an absence that proves nothing
    // What happened and was asked for by an item of its own, not merely let through by a `...`: sorted, each once.
    // Coverage counts nothing else.
    std::vector<TraceId> asserted;

    bool holds() const { return failures.empty(); }
};

Judgement judge(Scenario const& scenario, RunRecord const& record);

}  // namespace lockstep::harness
