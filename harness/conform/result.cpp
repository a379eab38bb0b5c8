#include "harness/conform/result.hpp"

#include <fmt/format.h>

namespace lockstep::harness {

namespace {

void count_outcome(ConformCounts& counts, CheckOutcome const& outcome) {
    if (outcome.baseline == AgainstBaseline::known)
        ++counts.known;
    else if (outcome.baseline == AgainstBaseline::unexpected_pass)
        ++counts.unexpected;
    else if (outcome.broken())
        ++counts.failed;
    else if (outcome.differs())
        ++counts.differs;
    else if (outcome.verdict == CheckVerdict::passed)
        ++counts.passed;
    else if (outcome.verdict == CheckVerdict::unsupported)
        ++counts.unsupported;
    else
        ++counts.unobserved;
}

}  // namespace

std::string_view word_of(CheckOutcome const& outcome) {
    if (outcome.baseline == AgainstBaseline::known) return "known";
    if (outcome.baseline == AgainstBaseline::unexpected_pass) return "unexpected-pass";
    switch (outcome.verdict) {
        case CheckVerdict::passed:
            return "passed";
        case CheckVerdict::failed:
            return outcome.check.kind == CheckKind::contract ? "failed" : "differs";
        case CheckVerdict::unsupported:
            return "unsupported";
        case CheckVerdict::unobserved:
            return "unobserved";
    }
    return "?";
}

ConformCounts ConformResult::counts() const {
    ConformCounts counts;
    for (auto const& outcome : outcomes)
        count_outcome(counts, outcome);
    return counts;
}

ConformCounts ConformResult::counts(ConformProfile profile) const {
    ConformCounts counts;
    for (auto const& outcome : outcomes)
        if (outcome.check.profile == profile) count_outcome(counts, outcome);
    return counts;
}

ExitCode ConformResult::exit() const {
    bool judged = false;
    ExitCode code = trouble_code;
    for (auto const& outcome : outcomes) {
        judged = judged || outcome.verdict == CheckVerdict::passed || outcome.verdict == CheckVerdict::failed;
        if (outcome.red()) code = worse(code, ExitCode::expectation_failed);
    }
    return judged || code != ExitCode::ok ? code : ExitCode::incomplete;
}

std::string id_of(ConformResult const& result, CheckOutcome const& outcome) {
    return fmt::format("{}/{}", result.vendor, outcome.check.number);
}

}  // namespace lockstep::harness
