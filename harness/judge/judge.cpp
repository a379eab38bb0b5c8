#include "harness/judge/judge.hpp"

#include <algorithm>

#include "harness/judge/bench.hpp"

namespace lockstep::harness {

Judgement judge(Scenario const& scenario, RunRecord const& record) {
    Judgement judgement;
    Bench bench(scenario, record, judgement);
    judge_steps(bench);
    judge_statuses(bench);
    judge_issues(bench);
    judge_attempts(bench);
    judge_events(bench);
    judge_memory(bench);
    judge_requests(bench);
    judge_totals(bench);
    judge_faults(bench);

    auto& asserted = judgement.asserted;
    std::sort(asserted.begin(), asserted.end());
    asserted.erase(std::unique(asserted.begin(), asserted.end()), asserted.end());
    return judgement;
}

}  // namespace lockstep::harness
