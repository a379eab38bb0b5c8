// What a run writes down for its judges.
#include "harness/run/record.hpp"

#include "harness/world/world.hpp"
#include "tests/catch.hpp"
#include "tests/harness/world/small_case.hpp"

using namespace lockstep;
using namespace lockstep::harness;

namespace {

constexpr auto epoch = SmallCase::epoch;

std::string issues_of(RunRecord const& record, std::string const& code) {
    std::string text;
    for (auto const& entry : record.codes[record.code_called(code)].issues) {
        if (!text.empty()) text += ", ";
        text += instant_text(entry.at, epoch) + (entry.listed ? " +" : " -") +
                std::string(engine::facts_of(entry.issue).name);
    }
    return text;
}

}  // namespace

TEST_CASE("record: a poll at an instant sees what the steps of that instant left, and no timer of it",
          "[world][record]") {
    SmallCase built;
    built.create(0s, "stay", "0420", minutes{10}, minutes{20});

    auto const record = built.run();

    INFO(timeline_of(record));
    REQUIRE(life_of(record, "stay") == "T+0s unset, T+10m set, T+20m removing, T+20m1.3s 404");
    auto const& code = record.codes[0];
    CHECK_FALSE(code.polled(epoch - 1s));
    CHECK(code.polled(epoch) == engine::Status::unset);
    CHECK(code.polled(epoch + minutes{10}) == engine::Status::unset);
    CHECK(code.polled(epoch + minutes{10} + 1ms) == engine::Status::set);
    CHECK(code.polled(epoch + minutes{30}) == engine::Status::gone);
}

TEST_CASE("record: issues are those that the API shows, copied ones too", "[world][record]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    built.step(10s, "offline", LinkDown{0});
    built.remove(20s, "guest");
    built.step(minutes{1}, "online", LinkUp{0});

    auto const record = built.run();

    INFO(timeline_of(record));
    CHECK(issues_of(record, "guest") ==
          "T+10s +device_disconnected, T+20s +being_deleted, T+52s +failed_to_remove_from_device, "
          "T+1m -device_disconnected, T+1m1.3s -failed_to_remove_from_device, T+1m1.3s -being_deleted");
}

TEST_CASE("record: locks are looked at when expectations want it, after everything else of the instant",
          "[world][record]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    built.remove(minutes{1}, "guest");
    auto const look = [&](MomentRange when) {
        MemoryExpectation item;
        item.when = std::move(when);
        DeviceExpectation device;
        device.items.push_back(item);
        built.scenario().expect.devices.push_back(device);
    };
    look({epoch + 3200ms, epoch + 3200ms, "", {}});
    look({epoch + 3199ms, epoch + 3199ms, "", {}});
    look({epoch + 50s, epoch + 70s, "", {}});

    auto const record = built.run();

    REQUIRE(record.snapshot(0, epoch + 3200ms) != nullptr);
    CHECK(record.snapshot(0, epoch + 3200ms)->slots.size() == 1);
    CHECK(record.snapshot(0, epoch + 3200ms)->slots[0].pin == "0420");
    CHECK(record.snapshot(0, epoch + 3200ms)->slots[0].code == 0);
    CHECK(record.snapshot(0, epoch + 3200ms)->slots[0].usable);
    REQUIRE(record.snapshot(0, epoch + 3199ms) != nullptr);
    CHECK(record.snapshot(0, epoch + 3199ms)->slots.empty());
    // In a span: at its ends and whenever something changed.
    CHECK(record.snapshot(0, epoch + 50s) != nullptr);
    CHECK(record.snapshot(0, epoch + 61200ms) != nullptr);
    CHECK(record.snapshot(0, epoch + 61200ms)->slots.empty());
    CHECK(record.snapshot(0, epoch + 70s) != nullptr);
    // At the end, every lock.
    CHECK(record.snapshot(0, record.ended_at) != nullptr);
    CHECK(record.ever_stored == std::vector<EverStored>{{0, "0420"}});
}

TEST_CASE("record: a span sees a lock's clock open and close a window by itself", "[world][record]") {
    SmallCase built;
    built.device().clock_skew = 5s;
    built.create(0s, "stay", "0420", minutes{10}, minutes{20});
    MemoryExpectation item;
    item.when = {epoch + minutes{9}, epoch + minutes{11}, "", {}};
    DeviceExpectation device;
    device.items.push_back(item);
    built.scenario().expect.devices.push_back(device);

    auto const record = built.run();

    REQUIRE(record.snapshot(0, epoch + minutes{10} - 5s) != nullptr);
    CHECK(record.snapshot(0, epoch + minutes{10} - 5s)->slots[0].usable);
    CHECK_FALSE(record.snapshot(0, epoch + minutes{9})->slots[0].usable);
}

TEST_CASE("record: a finished attempt keeps the result it had then", "[world][record]") {
    SmallCase built;
    built.create(0s, "guest", "0420", "c1");
    built.remove(30s, "guest");

    auto const record = built.run();

    auto const* const attempt = record.attempt_called("c1");
    REQUIRE(attempt != nullptr);
    REQUIRE(attempt->states.size() == 2);
    CHECK(attempt->code == 0);
    CHECK_THAT(attempt->states[1].access_code, Catch::Contains("\"code\":\"0420\""));
    CHECK_THAT(attempt->states[1].access_code, Catch::Contains("\"status\":\"set\""));
}

TEST_CASE("record: steps that were promised otherwise are failures", "[world][record]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    built.press(20s, "0420", false);
    built.get(20s, "guest").reply = reply(200, R"({"status": "unset"})");
    built.create(30s, "again", "0420");

    auto const record = built.run();

    CHECK(failures_of(record) ==
          "press: front 0420: want the door stays shut, got the door opens\n"
          "get: guest: status: want \"unset\", got \"set\"\n"
          "create: again: want success, got 409 duplicate_access_code\n");
    CHECK(record.reached.at("refused duplicate_access_code") == 1);
    CHECK(record.codes[1].status.empty());
}

TEST_CASE("record: totals add up", "[world][record]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    built.create(0s, "other", "0421");
    built.remove(30s, "guest");

    auto const record = built.run();

    CHECK(record.totals.created == 2);
    CHECK(record.totals.deleted == 1);
    CHECK(record.totals.transitions == 6);
    CHECK(record.totals.entered[static_cast<std::size_t>(engine::Status::set)] == 2);
    CHECK(record.totals.codes_in[static_cast<std::size_t>(engine::Status::gone)] == 1);
    CHECK(record.totals.slots_peak == 2);
    CHECK(record.totals.provider_calls == 3);
    CHECK(record.totals.virtual_time == hours{1});
}
