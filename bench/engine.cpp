// Whole lives of access codes on the direct road: created, preloaded, set, ended, removed, 404.
//
// All codes are booked at once and live through one month (bench/stays.hpp), eight on each lock, in virtual time and on
// one core. Item: one code's whole life.
//   life_cycle/lockstep       the engine with the direct vendor, its cloud and its locks
//   life_cycle/engine_alone   the same engine with a vendor that does at once what it is asked
// Counters, per code: calls to the vendor, events sent, timers set and heap entries moved (those of the engine),
// allocations (of all), and what the engine holds while a code waits for its day.
#include "bench/allocations.hpp"
#include "bench/ratio_report.hpp"
#include "bench/stays.hpp"
#include "bench/vendors.hpp"

namespace lockstep::bench {
namespace {

template <class Vendor>
void life_cycle(benchmark::State& state, std::uint32_t count) {
    Stays const stays{count};
    auto const per_code = [count](std::uint64_t amount) { return static_cast<double>(amount) / count; };
    for (auto _ : state) {
        state.PauseTiming();
        auto road = std::make_unique<Road<Vendor>>(stays.doors, Stays::booked);
        auto const before = allocations;
        state.ResumeTiming();

        book(*road, stays);
        auto const pending_bytes = allocations.live_bytes - before.live_bytes;
        road->pass_until(Stays::all_over);

        state.PauseTiming();
        auto const& work = road->work();
        if (work.ended != count) state.SkipWithError("not every code lived its life");
        state.counters["calls/code"] = per_code(work.calls);
        state.counters["events/code"] = per_code(work.events);
        state.counters["timers/code"] = per_code(road->engine().timer_work().scheduled);
        state.counters["moves/code"] = per_code(road->engine().timer_work().moves);
        state.counters["allocations/code"] = per_code(allocations.count - before.count);
        state.counters["bytes/pending"] = per_code(pending_bytes);
        road.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * count);
}

template <class Vendor>
void register_for(std::string const& structure) {
    for (std::uint32_t const count : {1'000u, 10'000u, 100'000u})
        benchmark::RegisterBenchmark(fmt::format("life_cycle/{}/{}", structure, count).c_str(), life_cycle<Vendor>,
                                     count)
            ->Unit(benchmark::kMillisecond)
            ->Iterations(std::max<std::int64_t>(5, 100'000 / count));
}

}  // namespace
}  // namespace lockstep::bench

int main(int argc, char** argv) {
    using namespace lockstep::bench;
    keep_memory();
    register_for<DirectVendor>("lockstep");
    register_for<ObligingVendor>("engine_alone");
    return run_with_ratios(argc, argv);
}
