#include "harness/judge/case_result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/bench.hpp"
#include "harness/world/trace_text.hpp"

namespace lockstep::harness {
namespace {

CaseResult named(Case const& one, std::uint64_t seed) {
    CaseResult result;
    result.id = one.id;
    result.file = one.file;
    result.variant = one.variant;
    result.name = one.scenario.name;
    result.seed = seed;
    result.has_workload = one.scenario.workload.has_value();
    return result;
}

BreachText text_of(Breach const& breach, RunRecord const& record) {
    BreachText text{breach.invariant, breach.title, instant_text(breach.at, record.names.epoch), breach.text, {}};
    if (auto const* const event = record.trace.find(breach.trace))
        text.last = fmt::format("{} {}", instant_text(event->at, record.names.epoch), text_of(*event, record.names));
    return text;
}

// A broken or stalled run has no end to judge, but what it did until then may still tell.
ExitCode exit_of(CaseResult const& result, RunEnd end) {
    ExitCode code = ExitCode::ok;
    if (!result.failures.empty()) code = worse(code, ExitCode::expectation_failed);
    if (end == RunEnd::stalled) code = worse(code, ExitCode::stalled);
    if (end == RunEnd::broken) code = worse(code, ExitCode::infrastructure);
    if (!result.breaches.empty()) code = worse(code, ExitCode::invariant_broken);
    return code;
}

// A scenario may expect to fail what it expects. Invariants are no scenario's to excuse; `invariants: off` is for that.
void apply_expected_failure(CaseResult& result, Scenario const& scenario) {
    ExpectedFailure const& expected = *scenario.xfail;
    if (result.exit != ExitCode::expectation_failed && result.exit != ExitCode::ok) return;
    result.reason = expected.reason;
    if (!expected.issue.empty()) result.reason += fmt::format(" ({})", expected.issue);
    result.reason_spot = spot_of(expected.place, scenario.files);
    if (result.exit == ExitCode::expectation_failed) {
        result.outcome = CaseOutcome::expected_failure;
        result.exit = ExitCode::ok;
    } else {
        result.outcome = CaseOutcome::failed;
        result.exit = ExitCode::expectation_failed;
        result.failures.push_back(
            {result.reason_spot,
             fmt::format("XPASS: the case passes, but `xfail` expects it to fail: {}", result.reason),
             {},
             {}});
    }
}

}  // namespace

std::string_view name_of(CaseOutcome outcome) {
    switch (outcome) {
        case CaseOutcome::passed:
            return "passed";
        case CaseOutcome::failed:
            return "failed";
        case CaseOutcome::expected_failure:
            return "expected-failure";
        case CaseOutcome::unsupported:
            return "unsupported";
    }
    return "";
}

CaseResult unsupported(Case const& one, std::uint64_t seed, std::string reason, Place const& place) {
    CaseResult result = named(one, seed);
    result.outcome = CaseOutcome::unsupported;
    result.reason = std::move(reason);
    result.reason_spot = spot_of(place, one.scenario.files);
    return result;
}

CaseResult unsupported(Case const& one, std::uint64_t seed, MissingCapability const& missing) {
    return unsupported(one, seed,
                       fmt::format("provider `{}` lacks {}", missing.provider, name_of(missing.requirement.capability)),
                       missing.requirement.place);
}

CaseResult could_not_run(Case const& one, std::uint64_t seed, std::string_view problem) {
    CaseResult result = named(one, seed);
    result.outcome = CaseOutcome::failed;
    result.exit = ExitCode::infrastructure;
    result.trouble = fmt::format("COULD NOT RUN: {}", problem);
    return result;
}

CaseResult judged(Case const& one, std::uint64_t seed, RunRecord const& record) {
    CaseResult result = named(one, seed);
    result.hash = record.hash();
    result.totals = record.totals;
    result.reached = record.reached;
    for (Breach const& breach : record.breaches)
        result.breaches.push_back(text_of(breach, record));
    if (record.end == RunEnd::reached) {
        Judgement judgement = judge(one.scenario, record);
        result.failures = std::move(judgement.failures);
        result.warnings = std::move(judgement.warnings);
        result.asserted = std::move(judgement.asserted);
    } else {
        result.trouble = fmt::format("{} at {}: {}", record.end == RunEnd::stalled ? "STALLED" : "BROKEN",
                                     instant_text(record.ended_at, record.names.epoch), record.stall);
    }
    result.exit = exit_of(result, record.end);
    if (result.exit != ExitCode::ok) result.outcome = CaseOutcome::failed;
    if (one.scenario.xfail) apply_expected_failure(result, one.scenario);
    return result;
}

void note_difference(CaseResult& result, RunRecord const& first, RunRecord const& second) {
    result.outcome = CaseOutcome::failed;
    result.exit = worse(result.exit, ExitCode::not_deterministic);
    result.trouble =
        fmt::format("NOT DETERMINISTIC: two runs left the traces {:016x} ({} events) and {:016x} ({} events)",
                    first.hash(), first.trace.size(), second.hash(), second.trace.size());
    auto const one = first.trace.events();
    auto const two = second.trace.events();
    std::size_t const both = std::min(one.size(), two.size());
    for (std::size_t i = 0; i < both; ++i) {
        StateHash left;
        StateHash right;
        one[i].hash(left);
        two[i].hash(right);
        if (left == right) continue;
        result.trouble += fmt::format("\n     first difference, event {}: {} {}, then {} {}", i + 1,
                                      instant_text(one[i].at, first.names.epoch), text_of(one[i], first.names),
                                      instant_text(two[i].at, second.names.epoch), text_of(two[i], second.names));
        return;
    }
}

}  // namespace lockstep::harness
