// Runs what was planned, side by side, and tells the reporters in the order of the plan.
#pragma once

#include <functional>
#include <vector>

#include "harness/command/selection.hpp"
#include "harness/report/reporter.hpp"
#include "harness/report/summary.hpp"

namespace lockstep::harness {

struct CampaignOptions {
    unsigned jobs = 1;
    bool fail_fast = false;  // stop after the first failure, in the order of the plan
    bool twice = false;      // run every case twice and compare the traces
};

// Runs one case to its end. Called from several threads at once.
using Execute = std::function<RunRecord(Case const& one, std::uint64_t seed)>;

RunSummary run_campaign(std::vector<PlannedRun> const& runs, CampaignOptions const& options, Execute const& execute,
                        std::vector<Reporter*> const& reporters);

}  // namespace lockstep::harness
