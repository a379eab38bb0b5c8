// Steps and faults: what a step promised and the run did not keep, and faults that never had anything to do.
#include <fmt/format.h>

#include "harness/judge/bench.hpp"

namespace lockstep::harness {

void judge_steps(Bench& bench) {
    for (StepFailure const& failure : bench.record().step_failures) {
        Step const& step = bench.scenario().steps[failure.step];
        std::vector<Row> rows;
        if (!failure.want.empty() || !failure.got.empty())
            rows.push_back(
                {true, "", failure.want, bench.at(step.at.instant), failure.got, bench.because(failure.trace)});
        bench.fail(failure.place.known() ? failure.place : step.place,
                   fmt::format("{} at {}: {}", bench.record().names.steps[failure.step], bench.at(step.at.instant),
                               failure.what),
                   std::move(rows));
    }

    std::vector<bool> failed(bench.scenario().steps.size());
    for (StepFailure const& failure : bench.record().step_failures)
        failed[failure.step] = true;
    for (StepReply const& reply : bench.record().replies)
        if (bench.scenario().steps[reply.step].reply && !failed[reply.step]) bench.asserted(reply.trace);
    for (StepPress const& press : bench.record().presses)
        if (!failed[press.step]) bench.asserted(press.trace);
}

void judge_faults(Bench& bench) {
    auto const& faults = bench.scenario().faults;
    for (std::size_t i = 0; i < faults.size(); ++i) {
        FaultCount const count = i < bench.record().faults.size() ? bench.record().faults[i] : FaultCount{};
        if (faults[i].optional || count.fired != 0) continue;
        std::string const matched =
            count.matched == 0 ? "nothing matched it" : fmt::format("it matched {} messages", count.matched);
        bench.fail(faults[i].place,
                   fmt::format("faults[{}]: it never fired ({}); `optional: true` allows that", i + 1, matched));
    }
}

}  // namespace lockstep::harness
