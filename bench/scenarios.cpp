// What the harness makes of scenarios: how quickly it reads them, replays them, and watches them while it does.
//
//   load/library               every scenario file of the library, checked and put together       item: a case
//   library/.../cases          every case but the slow ones, each with its first seed             item: a case
//   stays/.../hotel            the first case of workload/hotel-full.yaml: all bookings of two    item: a code's life
//                              hotels over three and a half years, without periodic read-back
// "bare" replays and nothing else; "watched" does so under every invariant and lets each world heal at its end, as
// `lockstep run` does. Judging is not part of either.
#include <algorithm>

#include "bench/ratio_report.hpp"
#include "harness/command/execute.hpp"
#include "harness/scenario/load.hpp"

namespace lockstep::bench {
namespace {

using harness::Case;

std::vector<Case> load(std::string const& path) {
    auto report = harness::load_suite({path}, {.directory = LOCKSTEP_ROOT});
    if (!report.ok()) throw std::runtime_error("the scenarios have errors: run `lockstep check`");
    return std::move(report.cases);
}

std::vector<Case> quick_cases() {
    auto cases = load("scenarios");
    std::erase_if(cases, [](Case const& one) {
        auto const& tags = one.scenario.tags;
        return std::find(tags.begin(), tags.end(), "slow") != tags.end();
    });
    return cases;
}

std::vector<Case> hotel_stays() {
    auto cases = load("scenarios/workload/hotel-full.yaml");
    cases.resize(1);
    return cases;
}

void load_library(benchmark::State& state) {
    std::size_t cases = 0;
    for (auto _ : state)
        cases += load("scenarios").size();
    state.SetItemsProcessed(static_cast<std::int64_t>(cases));
}

// What a few replays did, in units that are equal on every machine.
struct Replayed {
    std::uint64_t codes = 0, calls = 0, steps = 0, turns = 0;
    std::chrono::duration<double> virtual_time{};

    void add(harness::Totals const& totals) {
        codes += totals.created;
        calls += totals.provider_calls;
        steps += totals.engine_steps;
        turns += totals.world_events;
        virtual_time += totals.virtual_time;
    }
};

enum class Item { a_case, a_code };

void replay(benchmark::State& state, std::vector<Case> (*choose)(), bool watched, Item item) {
    auto const cases = choose();
    auto const execute = harness::make_execute({.invariants = watched});
    Replayed sum;
    for (auto _ : state)
        for (auto const& one : cases)
            sum.add((*execute)(one, one.seeds.front()).totals);

    auto const replays = static_cast<std::uint64_t>(state.iterations()) * cases.size();
    auto const items = item == Item::a_case ? replays : sum.codes;
    state.SetItemsProcessed(static_cast<std::int64_t>(items));
    auto const per_item = [items](std::uint64_t amount) {
        return static_cast<double>(amount) / static_cast<double>(items);
    };
    state.counters["calls/item"] = per_item(sum.calls);
    state.counters["steps/item"] = per_item(sum.steps);
    state.counters["turns/item"] = per_item(sum.turns);
    state.counters["virtual/real"] = {sum.virtual_time.count(), benchmark::Counter::kIsRate};
}

void register_all() {
    benchmark::RegisterBenchmark("load/library", load_library)->Unit(benchmark::kMillisecond);
    for (bool const watched : {false, true}) {
        std::string const how = watched ? "watched" : "bare";
        benchmark::RegisterBenchmark(("library/" + how + "/cases").c_str(), replay, quick_cases, watched, Item::a_case)
            ->Unit(benchmark::kMillisecond)
            ->MinTime(2);
        benchmark::RegisterBenchmark(("stays/" + how + "/hotel").c_str(), replay, hotel_stays, watched, Item::a_code)
            ->Unit(benchmark::kMillisecond)
            ->Iterations(1);
    }
}

}  // namespace
}  // namespace lockstep::bench

int main(int argc, char** argv) {
    lockstep::bench::register_all();
    return lockstep::bench::run_with_ratios(argc, argv, "bare");
}
