// JUnit XML, as build servers read it: one suite a scenario file, one test case a case and seed.
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/reporter.hpp"

namespace lockstep::harness {

// Without times and host names: equal runs give equal bytes.
class JunitReporter : public Reporter {
  public:
    explicit JunitReporter(std::ostream& out) : out_(out) {}

    void case_over(CaseResult const& result) override;
    void run_over(RunSummary const& summary) override;

  private:
    struct Suite {
        std::size_t tests = 0;
        std::size_t failures = 0;
        std::size_t errors = 0;
        std::size_t skipped = 0;
        std::string cases;
    };

    std::ostream& out_;
    std::map<std::string, Suite> suites_;  // by file
};

// Text as it may stand in an attribute; characters that XML cannot hold become U+FFFD.
std::string xml_attribute(std::string_view text);
// Text as it may stand between two tags: lines stay lines.
std::string xml_text(std::string_view text);

}  // namespace lockstep::harness
