#include "harness/run/run_case.hpp"

#include <fmt/format.h>

#include "harness/clock/real_pacer.hpp"
#include "harness/invariants/convergence.hpp"
#include "harness/run/sqlite_log.hpp"
#include "harness/wire/api_socket.hpp"
#include "harness/wire/tcp_carrier.hpp"

namespace lockstep::harness {
namespace {

// Beyond this many stays a trace would take gigabytes and nobody would read it.
constexpr std::size_t stays_kept_in_detail = 200;
// Nor does a small case that runs for decades need more than its beginning: a quarter of a gigabyte.
constexpr std::size_t trace_events_kept = 4'000'000;

}  // namespace

WorldOptions world_options_for(Case const& the_case) {
    auto const& workload = the_case.scenario.workload;
    bool const small = !workload || workload->stays.size() <= stays_kept_in_detail;
    return {.keep_trace = small, .keep_details = small, .trace_events_max = trace_events_kept};
}

RunRecord run_case(Case const& the_case, std::uint64_t seed, RunOptions const& options) {
    if (auto const vendor = World::unknown_vendor(the_case.scenario); !vendor.empty()) {
        RunRecord record;
        record.seed = seed;
        record.end = RunEnd::broken;
        record.stall = fmt::format("there is no vendor called `{}`", vendor);
        return record;
    }
    auto world_options = options.world;
    std::unique_ptr<Carrier> carrier;
    if (options.wire == Wire::tcp) carrier = std::make_unique<TcpCarrier>();
    if (carrier) world_options.carrier = carrier.get();
    std::unique_ptr<ApiRoad> api_road;
    if (options.through_http) api_road = std::make_unique<ApiSocket>();
    if (api_road) world_options.api_road = api_road.get();
    std::unique_ptr<Pacer> pacer;
    if (options.clock) pacer = std::make_unique<RealPacer>(*options.clock);
    if (pacer) world_options.pacer = pacer.get();
    std::unique_ptr<EngineLog> log;
    if (options.store == Store::sqlite) {
        auto opened = SqliteLog::open();
        if (!opened) {
            RunRecord record;
            record.seed = seed;
            record.end = RunEnd::broken;
            record.stall = opened.error();
            return record;
        }
        log = std::move(opened).value();
    }
    if (log) world_options.log = log.get();
    World world(the_case, seed, world_options);
    Watch watch;
    if (options.watchers)
        for (auto& observer : options.watchers(the_case))
            watch.add(std::move(observer));

    auto const until = the_case.scenario.until;
    watch.begins(world);
    while (world.next_instant(watch) <= until && world.play_instant(watch))
        if (options.stop_at_breach && !watch.breaches().empty()) break;
    if (options.heals && world.stall().empty()) check_convergence(world, watch);
    return world.finish(until, watch);
}

}  // namespace lockstep::harness
