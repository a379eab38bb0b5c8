#include "harness/serve/recording.hpp"

#include <string>

#include "harness/judge/judge.hpp"
#include "harness/run/run_case.hpp"
#include "harness/scenario/load.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/lively_world.hpp"

namespace lockstep::harness {
namespace {

// The scenario that a recording makes, played.
RunRecord played(std::string const& scenario, std::size_t& failures) {
    auto loaded = load_text(scenario, "recorded.yaml", {});
    INFO(scenario);
    INFO(render(loaded.diagnostics, loaded.sources));
    REQUIRE(loaded.ok());
    REQUIRE(loaded.cases.size() == 1);
    auto const& one = loaded.cases.front();
    auto record = run_case(one, one.seeds.front(), {});
    failures = judge(one.scenario, record).failures.size();
    return record;
}

TEST_CASE("recording: what was done by hand is done again by a scenario", "[serve][recording]") {
    ServedWorld world{small_world(), 5, {0}, first_real};
    Recording recording;
    world.listen(recording);
    live(world);
    auto const scenario = recording.scenario(world, small_world_text);

    std::size_t failures = 1;
    auto const record = played(scenario, failures);
    CAPTURE(scenario);
    CHECK(failures == 0);
    auto const& done = world.world().record();
    REQUIRE(record.codes.size() == done.codes.size());
    for (std::size_t code = 0; code < done.codes.size(); ++code) {
        CAPTURE(done.names.codes[code]);
        REQUIRE(record.codes[code].status.size() == done.codes[code].status.size());
        for (std::size_t i = 0; i < done.codes[code].status.size(); ++i)
            CHECK(record.codes[code].status[i].status == done.codes[code].status[i].status);
    }
}

TEST_CASE("recording: what was before a reset is not in it", "[serve][recording]") {
    ServedWorld world{small_world(), 5, {0}, first_real};
    Recording recording;
    world.listen(recording);
    live(world);
    world.apply(WorldReset{9, {0}}, first_real);
    auto const scenario = recording.scenario(world, small_world_text);
    CHECK(scenario.find("seeds: [9]") != std::string::npos);
    CHECK(scenario.find("create:") == std::string::npos);
}

}  // namespace
}  // namespace lockstep::harness
