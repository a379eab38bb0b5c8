// One case in words, as a person reads it on a console: what failed, where, why, and how to see it again.
#pragma once

#include <string>

#include "harness/judge/case_result.hpp"
#include "harness/report/paint.hpp"

namespace lockstep::harness {

// The command that repeats this very case: "lockstep run FILE --case '...' --seed 1".
std::string again_command(CaseResult const& result, std::string const& extra_options = {});

// Findings, comparisons, breaches and troubles, without heading and last line; empty when all is well.
std::string details_text(CaseResult const& result, Paint const& paint = Paint{});

// Everything a console says about this case: nothing for one that simply passed.
std::string case_text(CaseResult const& result, std::string const& extra_options = {}, Paint const& paint = Paint{});

}  // namespace lockstep::harness
