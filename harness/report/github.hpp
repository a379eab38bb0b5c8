// GitHub annotations: workflow commands that put each failure beside its line of the scenario.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "harness/report/reporter.hpp"

namespace lockstep::harness {

class GithubReporter : public Reporter {
  public:
    explicit GithubReporter(std::ostream& out) : out_(out) {}

    void case_over(CaseResult const& result) override;
    void run_over(RunSummary const& summary) override;

  private:
    std::ostream& out_;
};

// One command, "::error file=...,line=...,col=...,title=...::message", with everything escaped.
std::string annotation(std::string_view level, Spot const& spot, std::string_view title, std::string_view message);

}  // namespace lockstep::harness
