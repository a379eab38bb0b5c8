// How much work a small fixed run takes, counted in units that are equal on every machine and in every build. Times may
// never fail a test; these may, so that no change makes the engine or a replay busier without anybody noticing.
#include <fmt/format.h>

#include <string>

#include "bench/stays.hpp"
#include "bench/vendors.hpp"
#include "harness/command/execute.hpp"
#include "harness/scenario/load.hpp"
#include "tests/approved.hpp"

namespace lockstep::bench {
namespace {

std::string line(std::string_view what, std::uint64_t count) { return fmt::format("{:>9}  {}\n", count, what); }

TEST_CASE("work: a thousand codes that live their lives on the direct road", "[bench][work]") {
    Stays const stays{1'000};
    Road<DirectVendor> road{stays.doors, Stays::booked};

    book(road, stays);
    std::string text = line("timers pending when all are booked", road.engine().pending_timers());
    road.pass_until(Stays::all_over);

    auto const& work = road.work();
    auto const& timers = road.engine().timer_work();
    text += line("codes gone", work.ended);
    text += line("engine steps", work.steps);
    text += line("provider calls", work.calls);
    text += line("transitions", work.transitions);
    text += line("events", work.events);
    text += line("timers scheduled", timers.scheduled);
    text += line("timers cancelled", timers.cancelled);
    text += line("timers expired", timers.expired);
    text += line("heap entries moved", timers.moves);
    text += line("timers pending at the end", road.engine().pending_timers());
    check_approved_file("bench/approved/engine-work.txt", text);
}

TEST_CASE("work: replays of three hundred hotel stays", "[bench][work]") {
    auto const report = harness::load_suite({"scenarios/workload/hotel.yaml"}, {.directory = LOCKSTEP_ROOT});
    REQUIRE(report.ok());
    auto const execute = harness::make_execute({.invariants = false});

    std::string text;
    for (auto const& one : report.cases) {
        auto const totals = (*execute)(one, one.seeds.front()).totals;
        text += one.id + "\n";
        text += line("codes created", totals.created);
        text += line("turns of the world", totals.world_events);
        text += line("engine steps", totals.engine_steps);
        text += line("provider calls", totals.provider_calls);
        text += line("pushes", totals.pushes);
        text += line("transitions", totals.transitions);
    }
    check_approved_file("bench/approved/replay-work.txt", text);
}

}  // namespace
}  // namespace lockstep::bench
