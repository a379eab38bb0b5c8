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
