// The console: each case that did not simply pass, as it ends, and the summary.
#pragma once

#include <iosfwd>
#include <string>

#include "harness/report/paint.hpp"
#include "harness/report/progress.hpp"
#include "harness/report/reporter.hpp"

namespace lockstep::harness {

class ConsoleReporter : public Reporter {
  public:
    // `extra_options` belong into every line that reproduces a case.
    ConsoleReporter(std::ostream& out, Paint paint, Progress& progress, std::string extra_options = {})
        : out_(out), paint_(paint), progress_(progress), extra_options_(std::move(extra_options)) {}

    void begins(std::size_t runs) override;
    void case_over(CaseResult const& result) override;
    void run_over(RunSummary const& summary) override;

  private:
    std::ostream& out_;
    Paint paint_;
    Progress& progress_;
    std::string extra_options_;
    std::size_t runs_ = 0;
    std::size_t done_ = 0;
    std::size_t failed_ = 0;
    bool said_anything_ = false;
    bool last_was_long_ = false;
};

}  // namespace lockstep::harness
