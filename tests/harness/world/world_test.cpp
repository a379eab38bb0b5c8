#include "harness/world/world.hpp"

#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/harness/world/small_case.hpp"

using namespace lockstep;
using namespace lockstep::harness;

TEST_CASE("world: a code is set, read back and deleted at the instants that the legs add up to", "[world]") {
    auto const vendor = GENERATE(as<std::string>{}, "open", "direct");
    CAPTURE(vendor);
    SmallCase built(vendor);
    struct Row {
        std::string name;
        ConfirmSettings::By by;
        std::string set, gone;
    };
    auto const row = GENERATE(values<Row>({{"pushed", ConfirmSettings::By::webhook, "T+3.3s", "T+31.3s"},
                                           {"polled", ConfirmSettings::By::poll, "T+5.8s", "T+35.8s"},
                                           {"answered", ConfirmSettings::By::answer, "T+3.4s", "T+31.4s"}}));
    CAPTURE(row.name);
    built.provider().confirm.by = row.by;
    built.create(0s, "guest", "0420", "c1");
    built.get(20s, "guest").reply = reply(200, R"({"status": "set", "code": "0420"})");
    built.press(25s, "0420", true);
    built.remove(30s, "guest", "d1");
    built.get(40s, "guest").reply = reply(404);
    built.press(40s, "0420", false);

    auto const record = built.run();

    INFO(timeline_of(record));
    CHECK(failures_of(record).empty());
    CHECK(life_of(record, "guest") == fmt::format("T+0s setting, {} set, T+30s removing, {} 404", row.set, row.gone));
    CHECK(life_of_attempt(record, "c1") == fmt::format("T+0s pending, {} success", row.set));
    CHECK(life_of_attempt(record, "d1") == fmt::format("T+30s pending, {} success", row.gone));
    CHECK(record.totals.operations[0] == 1);
    CHECK(record.totals.operations[1] == 1);
    CHECK(record.end == RunEnd::reached);
    CHECK(record.ended_at == SmallCase::epoch + hours{1});
}

TEST_CASE("world: a vendor that keeps a diary hears of PINs that open the door", "[world]") {
    // All that differs is what was typed; only a vendor that heard of it is another one afterwards.
    auto const world_after = [](std::string const& vendor, std::string const& pin) {
        SmallCase built(vendor);
        built.provider().confirm.by = ConfirmSettings::By::poll;
        built.create(0s, "guest", "0420");
        built.press(60s, pin, pin == "0420");
        Watch watch;
        World world(built.built(), 1, {});
        while (world.next_instant(watch) <= SmallCase::epoch + 60s)
            REQUIRE(world.play_instant(watch));
        StateHash hash;
        world.hash(hash);
        return hash.value();
    };
    CHECK(world_after("august", "0420") != world_after("august", "9999"));
    CHECK(world_after("open", "0420") == world_after("open", "9999"));
}
