// How one case ended: what reporters hear, with everything they print already in words.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/judge/exit_code.hpp"
#include "harness/judge/finding.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/record.hpp"
#include "harness/scenario/model.hpp"

namespace lockstep::harness {

enum class CaseOutcome : std::uint8_t {
    passed,
    failed,
    expected_failure,  // `xfail` said so, and it did
    unsupported,       // a provider in use lacks what the scenario requires: neither passed nor failed
};
std::string_view name_of(CaseOutcome outcome);

struct BreachText {
    std::string invariant;  // "I-03"
    std::string title;      // "one copy"
    std::string at;         // "T+13.2s"
    std::string text;       // "lock `front` stores \"8080\" twice"
    std::string last;       // the last thing that happened before it was seen
};

struct CaseResult {
    std::string id;       // file[variant]
    std::string file;     // as printed
    std::string variant;  // what `--case` takes; may be empty
    std::string name;     // of the scenario
    std::uint64_t seed = 1;

    CaseOutcome outcome = CaseOutcome::passed;
    ExitCode exit = ExitCode::ok;
    std::vector<Finding> failures;
    std::vector<Finding> warnings;
    std::vector<BreachText> breaches;
    std::string trouble;  // stalled, broken or not deterministic: what happened
    std::string reason;   // why it is unsupported, or expected to fail
    Spot reason_spot;

    bool has_workload = false;
    std::uint64_t hash = 0;  // of the trace
    Totals totals;
    std::map<std::string, std::uint64_t> reached;
    std::vector<TraceId> asserted;

    // Kept only where a report asks for the whole trace.
    std::shared_ptr<RunRecord const> record;
};

// A case that cannot run here, for want of a capability or of a whole vendor.
CaseResult unsupported(Case const& one, std::uint64_t seed, MissingCapability const& missing);

CaseResult unsupported(Case const& one, std::uint64_t seed, std::string reason, Place const& place);

// A case that the machine kept from running; safe to retry.
CaseResult could_not_run(Case const& one, std::uint64_t seed, std::string_view problem);

// A case that ran. `xfail` is applied: an expected failure passes, an unexpected pass fails. What is expected to fail
// is what the scenario itself expects: a broken invariant, a stall and a broken run are never excused.
CaseResult judged(Case const& one, std::uint64_t seed, RunRecord const& record);

// The case ran twice and left two different traces.
void note_difference(CaseResult& result, RunRecord const& first, RunRecord const& second);

}  // namespace lockstep::harness
