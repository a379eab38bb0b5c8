// Reporters listen: they hear every case in the order of the plan, then the end, and decide nothing.
#pragma once

#include <cstdint>

#include "harness/judge/case_result.hpp"

namespace lockstep::harness {

struct RunSummary;

class Reporter {
  public:
    virtual ~Reporter() = default;
    // True when case_over() must find the whole record, trace and all, in the result.
    virtual bool wants_record() const { return false; }
    virtual void begins(std::size_t /*runs*/) {}
    virtual void case_over(CaseResult const& result) = 0;
    virtual void run_over(RunSummary const& summary) = 0;
};

}  // namespace lockstep::harness
