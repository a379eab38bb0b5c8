// The run file: JSON with every case, its findings and its whole trace with causes, for `lockstep show` and for tools.
//
// Written case by case, so that a long run needs no memory for it; one event a line, so that it can be compared and
// searched with ordinary tools. Nothing in it depends on when or where the run was made.
#pragma once

#include <iosfwd>

#include "harness/report/reporter.hpp"

namespace lockstep::harness {

class RunFileReporter : public Reporter {
  public:
    explicit RunFileReporter(std::ostream& out);

    bool wants_record() const override { return true; }
    void case_over(CaseResult const& result) override;
    void run_over(RunSummary const& summary) override;

  private:
    std::ostream& out_;
    bool first_ = true;
};

}  // namespace lockstep::harness
