// What a run of checks has found: one outcome a check, in order of number.
//
// Without times, so that two runs against equal servers give equal reports.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/conform/check.hpp"
#include "harness/judge/exit_code.hpp"

namespace lockstep::harness {

enum class CheckVerdict : std::uint8_t {
    passed,
    failed,
    unsupported,  // the provider does not offer what this is about
    unobserved,   // nobody could see whether it holds
};

// What a baseline makes of a verdict.
enum class AgainstBaseline : std::uint8_t {
    none,
    known,            // it is in the baseline, and failed as expected
    unexpected_pass,  // it is in the baseline, and passed
};

struct CheckOutcome {
    Check check;
    CheckVerdict verdict = CheckVerdict::unobserved;
    std::string detail;  // what was seen instead, or why nothing was
    AgainstBaseline baseline = AgainstBaseline::none;

    bool differs() const { return verdict == CheckVerdict::failed && check.kind == CheckKind::compatibility; }
    bool broken() const { return verdict == CheckVerdict::failed && check.kind == CheckKind::contract; }
    // What makes a run red.
    bool red() const {
        return (broken() && baseline != AgainstBaseline::known) || baseline == AgainstBaseline::unexpected_pass;
    }
};

// The word of a report: `passed`, `FAILED`, `differs`, `known`, ...
std::string_view word_of(CheckOutcome const& outcome);

struct ConformCounts {
    std::size_t passed = 0;
    std::size_t failed = 0;   // contract
    std::size_t differs = 0;  // compatibility
    std::size_t known = 0;
    std::size_t unexpected = 0;
    std::size_t unsupported = 0;
    std::size_t unobserved = 0;
};

struct ConformResult {
    std::string vendor;
    std::string url;
    std::string lock;
    bool safe = false;
    std::vector<CheckOutcome> outcomes;
    std::vector<std::pair<std::string, std::string>> found;  // what the provider can do, as it was seen
    std::vector<std::string> notes;
    std::string trouble;  // why the checks could not be made, or not to their end
    ExitCode trouble_code = ExitCode::ok;

    ConformCounts counts() const;
    ConformCounts counts(ConformProfile profile) const;
    ExitCode exit() const;
};

std::string id_of(ConformResult const& result, CheckOutcome const& outcome);  // `open/3.2/4`

}  // namespace lockstep::harness
