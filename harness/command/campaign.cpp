#include "harness/command/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "harness/command/in_order.hpp"
#include "providers/contract.hpp"

namespace lockstep::harness {
namespace {

CaseResult run_one(PlannedRun const& planned, CampaignOptions const& options, Execute const& execute,
                   bool keep_record) {
    Case const& one = *planned.what;
    for (ProviderSettings const& provider : one.scenario.providers)
        if (providers::find_vendor(provider.vendor) == nullptr)
            return unsupported(one, planned.seed, fmt::format("vendor `{}` is not in this build", provider.vendor),
                               provider.place);
    if (one.unsupported) return unsupported(one, planned.seed, one.unsupported->reason, one.unsupported->place);
    if (auto const missing = missing_capability(one.scenario)) return unsupported(one, planned.seed, *missing);

    auto record = std::make_shared<RunRecord>(execute(one, planned.seed));
    CaseResult result = judged(one, planned.seed, *record);
    if (options.twice) {
        RunRecord const second = execute(one, planned.seed);
        if (second.hash() != record->hash() || second.world_hash != record->world_hash)
            note_difference(result, *record, second);
    }
    if (keep_record) result.record = std::move(record);
    return result;
}

// An exception is the machine's trouble (no memory, no file), and ends only its own case.
CaseResult run_one_safely(PlannedRun const& planned, CampaignOptions const& options, Execute const& execute,
                          bool keep_record) {
    try {
        return run_one(planned, options, execute, keep_record);
    } catch (std::exception const& problem) {
        return could_not_run(*planned.what, planned.seed, problem.what());
    }
}

}  // namespace

RunSummary run_campaign(std::vector<PlannedRun> const& runs, CampaignOptions const& options, Execute const& execute,
                        std::vector<Reporter*> const& reporters) {
    bool const keep_record =
        std::any_of(reporters.begin(), reporters.end(), [](Reporter const* one) { return one->wants_record(); });
    for (Reporter* reporter : reporters)
        reporter->begins(runs.size());

    RunSummary summary;
    in_order<CaseResult>(
        runs.size(), options.jobs,
        [&](std::size_t index) { return run_one_safely(runs[index], options, execute, keep_record); },
        [&](std::size_t, CaseResult result) {
            summary.add(result);
            for (Reporter* reporter : reporters)
                reporter->case_over(result);
            return !options.fail_fast || result.outcome != CaseOutcome::failed;
        });
    summary.close();
    for (Reporter* reporter : reporters)
        reporter->run_over(summary);
    return summary;
}

}  // namespace lockstep::harness
