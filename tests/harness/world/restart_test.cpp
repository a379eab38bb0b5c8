// Crash and recovery: answers on their way are lost, pushes are not, and what left the house was durable before.
#include "harness/world/world.hpp"
#include "tests/catch.hpp"
#include "tests/harness/world/small_case.hpp"

using namespace lockstep;
using namespace lockstep::harness;

TEST_CASE("restart: an open call is looked at in that instant, and nothing is written twice", "[world][restart]") {
    auto const vendor = GENERATE(as<std::string>{}, "open", "direct");
    CAPTURE(vendor);
    struct Row {
        std::string name;
        Duration at;
        std::string set;
        std::uint64_t writes, reads;
    };
    auto const row = GENERATE(values<Row>({
        {"the answer is on its way", 300ms, "T+3.3s", 1, 1},
        {"the push is on its way", 3250ms, "T+3.3s", 1, 1},
        {"at rest", 20s, "T+3.3s", 1, 0},
    }));
    CAPTURE(row.name);
    SmallCase built(vendor);
    built.create(0s, "guest", "0420");
    built.step(row.at, "restart", RestartEngine{});

    auto const record = built.run();

    INFO(timeline_of(record));
    CHECK(life_of(record, "guest") == "T+0s setting, " + row.set + " set");
    CHECK(record.totals.operations[0] == row.writes);
    CHECK(record.totals.operations[2] == row.reads);
    CHECK(record.devices.back().slots.size() == 1);
}

TEST_CASE("commit: nothing leaves before its record is durable", "[world][restart]") {
    SmallCase built;
    built.scenario().engine.commit = 500ms;
    built.create(0s, "guest", "0420", "c1");

    auto const record = built.run();

    INFO(timeline_of(record));
    CHECK(life_of(record, "guest") == "T+0s setting, T+3.8s set");
    REQUIRE(record.operations.size() >= 1);
    CHECK(record.operations[0].at == SmallCase::epoch + 500ms);
    REQUIRE(record.replies.size() == 1);
    CHECK(record.replies[0].at == SmallCase::epoch + 500ms);
    REQUIRE(record.events.size() == 2);
    CHECK(record.events[0].at == SmallCase::epoch + 500ms);
}

TEST_CASE("commit: an answer waits for whatever it could tell of, and a crash may take it", "[world][restart]") {
    SmallCase built;
    built.scenario().engine.commit = 500ms;
    built.create(0s, "guest", "0420");
    built.get(100ms, "guest").reply = reply(200);
    auto const crashes = GENERATE(false, true);
    CAPTURE(crashes);
    if (crashes) built.step(200ms, "restart", RestartEngine{.lose_unsynced = true});

    auto const record = built.run();

    INFO(timeline_of(record));
    CHECK(failures_of(record) == (crashes ? "get: guest: reply: the engine crashed before it answered\n" : ""));
    REQUIRE(record.replies.size() == (crashes ? 0u : 2u));
    if (!crashes) CHECK(record.replies[1].at == SmallCase::epoch + 500ms);
}

TEST_CASE("commit: a crash may lose what was not durable and not answered, and nothing else", "[world][restart]") {
    struct Row {
        std::string name;
        Duration crash;
        std::string life, attempt;
        std::size_t replies;
    };
    auto const row = GENERATE(values<Row>({
        {"before it is durable", 200ms, "", "", 1},
        {"after it is durable", 600ms, "T+0s setting, T+3.8s set", "T+0s pending, T+3.8s success", 2},
    }));
    CAPTURE(row.name);
    SmallCase built;
    built.scenario().engine.commit = 500ms;
    built.create(0s, "guest", "0420", "c1");
    built.step(row.crash, "restart", RestartEngine{.lose_unsynced = true});
    built.get(20s, "guest").reply = reply(row.life.empty() ? 404 : 200);

    auto const record = built.run();

    INFO(timeline_of(record));
    CHECK(failures_of(record).empty());
    CHECK(life_of(record, "guest") == row.life);
    CHECK(life_of_attempt(record, "c1") == row.attempt);
    CHECK(record.replies.size() == row.replies);
    CHECK(record.devices.back().slots.size() == (row.life.empty() ? 0u : 1u));
}
