// Calls end in three ways, and each way has its consequence: done, refused, unknown.
#include "tests/catch.hpp"
#include "tests/engine/a_vendor.hpp"

using namespace lockstep;
using namespace lockstep::engine;
using namespace lockstep::engine::test;

using Lines = std::vector<std::string>;

TEST_CASE("a code that is stored and erased goes through its life", "[engine]") {
    House house;

    auto const created = house.create("0420");
    house.wait(1s);
    house.succeed();
    house.wait(1s);
    auto const removed = house.remove(created.code);
    house.wait(1s);
    house.succeed();

    CHECK(house.statuses == Lines{"0 setting", "1000 set", "2000 removing", "3000 404"});
    CHECK(house.events == Lines{"access_code.created", "access_code.set_on_device", "access_code.removed_from_device",
                                "access_code.deleted"});
    CHECK(house.engine.attempt(created.attempt).state == AttemptState::success);
    CHECK(house.engine.attempt(created.attempt).pin == *Pin::parse("0420"));
    CHECK(house.engine.attempt(removed.attempt).state == AttemptState::success);
    CHECK(house.engine.live_codes() == 0);
    CHECK(house.engine.pending_timers() == 0);
    CHECK(house.engine.open_calls() == 0);
}

TEST_CASE("after an unknown outcome the engine looks before it repeats", "[engine][outcome]") {
    House house;
    auto const code = house.create("0420").code;
    house.wait(1s);

    auto const put = house.lose_answer();

    REQUIRE(house.calls.size() == 1);
    CHECK(house.calls.front().kind == CallKind::read);
    SECTION("it had been stored: done, and no second write") {
        house.list({{"k1", put.record, ListedState::active}});
        CHECK(house.status(code) == Status::set);
        CHECK(house.calls.empty());
    }
    SECTION("it had been taken: wait on") {
        house.list({{"k1", put.record, ListedState::pending}});
        CHECK(house.status(code) == Status::setting);
        CHECK(house.calls.empty());
    }
    SECTION("nothing there: the same again, one back-off after the look") {
        house.wait(1s);
        house.list({});
        CHECK(house.calls.empty());
        house.wait(1999ms);
        CHECK(house.calls.empty());
        house.wait(1ms);
        REQUIRE(house.calls.size() == 1);
        CHECK(house.calls.front().kind == CallKind::put);
    }
}

TEST_CASE("what time does not cure is not tried again unchanged", "[engine][outcome]") {
    struct Row {
        Refusal refusal;
        Issue issue;
    };
    auto const row = GENERATE(values<Row>({
        {Refusal::pin_conflict, Issue::duplicate_code_on_device},
        {Refusal::no_space, Issue::no_space_for_access_code_on_device},
        {Refusal::invalid_pin, Issue::failed_to_set_on_device},
        {Refusal::forbidden, Issue::insufficient_permissions},
    }));
    CAPTURE(name_of(row.refusal));
    House house;
    auto const code = house.create("0420").code;

    house.refuse(row.refusal);
    house.wait(std::chrono::hours{24});

    CHECK(house.calls.empty());
    CHECK(house.status(code) == Status::setting);
    CHECK(house.engine.record(code).issues.has(row.issue));

    house.update({.code = code,
                  .pin = Pin::parse("7531"),
                  .name = {},
                  .starts = {},
                  .ends = {},
                  .allow_external_modification = {},
                  .prefer_native_scheduling = {}});
    REQUIRE(house.calls.size() == 1);
    CHECK_FALSE(house.engine.record(code).issues.has(row.issue));
    house.succeed();
    CHECK(house.status(code) == Status::set);
}

TEST_CASE("a PIN that a vendor does not share between windows is tried once for each change around it",
          "[engine][outcome]") {
    auto settings = House::quiet();
    settings.resync = 15min;
    settings.same_pin = SamePin::disjoint_windows;
    House house{{}, settings};
    auto const ann = house.create("4711", {always, noon + 12h});
    auto const stored = house.succeed();
    auto const bob = house.create("4711", {noon + 12h, noon + 24h});
    house.refuse(Refusal::pin_conflict);
    CHECK(house.engine.record(bob.code).issues.has(Issue::duplicate_code_on_device));
    auto const next_read = [&] {
        house.wait_for_call();
        REQUIRE(house.calls.size() == 1);
        REQUIRE(house.calls.front().kind == CallKind::read);
    };
    std::string const ref = "k" + std::to_string(stored.id.value);

    // As far as the engine knows the PIN is free in bob's window.
    next_read();
    house.list({{ref, stored.record, ListedState::active}});
    REQUIRE(house.calls.size() == 1);
    CHECK(house.calls.front().kind == CallKind::put);
    house.refuse(Refusal::pin_conflict);

    for (int again = 0; again < 3; ++again) {
        next_read();
        house.list({{ref, stored.record, ListedState::active}});
        CHECK(house.calls.empty());
    }

    house.remove(ann.code);
    house.succeed();
    REQUIRE(house.calls.size() == 1);
    CHECK(house.calls.front().kind == CallKind::put);
    house.succeed();
    CHECK(house.engine.record(bob.code).issues.empty());
}

TEST_CASE("an edit that silence has failed may have come through where listings tell no PINs", "[engine][outcome]") {
    auto const [reads, refusal, may_be_there] =
        GENERATE(table<Reads, Refusal, bool>({{Reads::names, Refusal::other, true},
                                              {Reads::names, Refusal::invalid_pin, false},
                                              {Reads::pins, Refusal::other, false}}));
    Capabilities names;
    names.reads = reads;
    names.confirmation = Confirmation::push;
    House house{names};
    auto const code = house.create("4711").code;
    auto const stored = house.succeed();
    UpdateCode edit{code};
    edit.pin = Pin::parse("4712");
    house.update(edit);
    REQUIRE(house.calls.size() == 1);
    auto const call = house.take_call();
    house.answer(House::to(call, Verdict::accepted));

    Push failed{.account = house.account, .device = house.door, .what = Push::What::failed_to_store};
    failed.vendor_ref = "k" + std::to_string(stored.id.value);
    failed.refusal = refusal;
    house.engine.pushed(failed, house.now, house.effects);
    house.note();
    auto const& doubted = house.engine.cold(code).rare->maybe_held;
    CHECK(doubted == (may_be_there ? std::vector{*Pin::parse("4712")} : std::vector<Pin>{}));
}

TEST_CASE("where listings tell no PINs a read for another code does not confirm an edit under way",
          "[engine][outcome]") {
    Capabilities names;
    names.reads = Reads::names;
    names.confirmation = Confirmation::poll;
    names.poll_interval = 5s;
    House house{names};
    auto const code = house.create("4711").code;
    auto const first = house.take_call();
    ListedCode const listed{"k1", first.record, ListedState::active};
    house.answer(House::to(first, Verdict::accepted));
    house.wait_for_call();
    house.list({listed});
    REQUIRE(house.status(code) == Status::set);

    UpdateCode edit{code};
    edit.pin = Pin::parse("4712");
    house.update(edit);
    house.answer(House::to(house.take_call(), Verdict::accepted));
    house.wait(1s);
    house.create("0815");
    house.lose_answer();
    REQUIRE(house.calls.size() == 1);
    REQUIRE(house.calls.front().kind == CallKind::read);
    house.list({listed});  // the lock has not done the edit yet, and its listing looks the same when it has
    CHECK(house.status(code) == Status::setting);

    house.wait(4s);
    while (!house.calls.empty() && house.calls.front().kind != CallKind::read)
        house.answer(House::to(house.take_call(), Verdict::accepted));
    REQUIRE_FALSE(house.calls.empty());
    house.list({listed});  // its own look, after the time that this vendor takes
    CHECK(house.status(code) == Status::set);
}

TEST_CASE("an id that was meant for one code and given to another is the other's, by its name", "[engine][outcome]") {
    bool const told_by_push = GENERATE(false, true);
    CAPTURE(told_by_push);
    Capabilities names;
    names.reads = Reads::names;
    names.confirmation = told_by_push ? Confirmation::push : Confirmation::poll;
    House house{names};
    auto const never_came = house.create("4711").code;
    auto const first = house.lose_answer();
    REQUIRE(house.calls.front().kind == CallKind::read);
    house.list({{"k1", first.record, ListedState::pending}});  // thought to be on its way there
    auto const other = house.create("4712").code;
    house.remove(never_came);
    REQUIRE(house.calls.front().kind == CallKind::put);
    auto const second = house.take_call();
    auto accepted = House::to(second, Verdict::accepted);
    accepted.vendor_ref = "k1";
    house.answer(accepted);
    if (told_by_push) {
        Push push{.account = house.account, .device = house.door, .pin_known = false};
        push.vendor_ref = "k1";
        push.record = second.record;
        push.record.pin = {};
        house.engine.pushed(push, house.now, house.effects);
        house.note();
        CHECK(house.status(other) == Status::set);
    }
    for (int reads = 0; reads < 4 && house.status(never_came) != Status::gone; ++reads) {
        house.wait_for_call();
        REQUIRE_FALSE(house.calls.empty());
        REQUIRE(house.calls.front().kind == CallKind::read);  // nothing is erased: the id is not its own any more
        house.list({{"k1", second.record, ListedState::active}});
    }
    CHECK(house.status(never_came) == Status::gone);
    CHECK(house.status(other) == Status::set);
}

TEST_CASE("a refusal that time may cure is tried again by back-off, and Retry-After is a floor", "[engine][outcome]") {
    House house;
    house.create("0420");

    house.refuse(Refusal::device_offline);
    house.wait(1999ms);
    CHECK(house.calls.empty());
    house.wait(1ms);
    REQUIRE(house.calls.size() == 1);
    house.refuse(Refusal::rate_limited, 30s);
    house.wait(29999ms);
    CHECK(house.calls.empty());
    house.wait(1ms);
    CHECK(house.calls.size() == 1);
}

TEST_CASE("the failure error comes with the fifth failure in a row, and goes when the code is set", "[engine][issue]") {
    House house;
    auto const code = house.create("0420").code;

    for (int failure = 1; failure <= 5; ++failure) {
        CHECK_FALSE(house.engine.record(code).issues.has(Issue::failed_to_set_on_device));
        house.refuse(Refusal::other);
        house.wait_for_call();
    }

    CHECK(house.engine.record(code).issues.has(Issue::failed_to_set_on_device));
    CHECK(house.status(code) == Status::setting);
    house.succeed();
    CHECK(house.status(code) == Status::set);
    CHECK(house.engine.record(code).issues.empty());
}

TEST_CASE("a delete while the write is in flight waits for its outcome", "[engine][delete]") {
    House house;
    auto const created = house.create("0420");
    house.wait(1s);

    auto const removed = house.remove(created.code);

    CHECK(house.status(created.code) == Status::removing);
    CHECK(house.engine.attempt(created.attempt).state == AttemptState::error);
    CHECK(house.calls.size() == 1);  // the put only
    SECTION("stored: taken off, and never told to have been set") {
        house.succeed();
        CHECK(house.calls.front().kind == CallKind::remove);
        house.succeed();
        CHECK(house.events == Lines{"access_code.created", "access_code.removed_from_device", "access_code.deleted"});
    }
    SECTION("refused: gone at once") {
        house.refuse(Refusal::device_offline);
        CHECK(house.events == Lines{"access_code.created", "access_code.deleted"});
    }
    CHECK(house.status(created.code) == Status::gone);
    CHECK(house.engine.attempt(removed.attempt).state == AttemptState::success);
}

TEST_CASE("an absence that contradicts a confirmed presence needs a second read", "[engine][readback]") {
    Settings settings = House::quiet();
    settings.resync = 15min;
    House house{{}, settings};
    auto const code = house.create("0420").code;
    auto const put = house.succeed();
    house.wait(15min);

    house.list({});

    CHECK(house.status(code) == Status::set);
    CHECK(house.calls.empty());
    house.wait(2s);
    REQUIRE(house.calls.size() == 1);
    SECTION("there after all") {
        house.list({{"k1", put.record, ListedState::active}});
        CHECK(house.status(code) == Status::set);
        CHECK(house.calls.empty());
    }
    SECTION("really gone: put back, in a new cycle") {
        house.list({});
        CHECK(house.status(code) == Status::setting);
        house.succeed();
        CHECK(house.events == Lines{"access_code.created", "access_code.set_on_device",
                                    "access_code.deleted_external_to_seam", "access_code.set_on_device"});
    }
}

TEST_CASE("two codes that swap PINs do not wait for each other for ever", "[engine][pin]") {
    House house;
    auto const first = house.create("1111").code;
    auto const second = house.create("2222").code;
    house.succeed();
    house.succeed();
    auto const wants = [](CodeId code, char const* pin) {
        return UpdateCode{.code = code,
                          .pin = Pin::parse(pin),
                          .name = {},
                          .starts = {},
                          .ends = {},
                          .allow_external_modification = {},
                          .prefer_native_scheduling = {}};
    };

    house.update(wants(second, "3333"));
    house.refuse(Refusal::device_offline);
    house.update(wants(first, "2222"));
    CHECK(house.calls.empty());  // the lock still holds the other's 2222
    house.update(wants(second, "1111"));

    for (int i = 0; i < 8 && !house.calls.empty(); ++i)
        house.succeed();
    CHECK(house.status(first) == Status::set);
    CHECK(house.status(second) == Status::set);
    CHECK(house.engine.record(first).held_pin == *Pin::parse("2222"));
    CHECK(house.engine.record(second).held_pin == *Pin::parse("1111"));
}

TEST_CASE("a restart looks at every open call, and loses none", "[engine][restart]") {
    House house;
    auto const code = house.create("0420").code;
    auto const put = house.take_call();
    house.wait(1s);

    house.engine.restart(house.now, house.effects);
    house.note();

    REQUIRE(house.calls.size() == 1);
    CHECK(house.calls.front().kind == CallKind::read);
    house.list({{"k1", put.record, ListedState::active}});
    CHECK(house.status(code) == Status::set);
    CHECK(house.calls.empty());
}

TEST_CASE("an engine is a value: its copy lives the same life", "[engine][value]") {
    House house;
    house.create("0420", {noon + 1h, noon + 2h});
    House copy = house;

    for (House* each : {&house, &copy}) {
        each->succeed();
        each->wait(3h);
    }

    CHECK(house.statuses == copy.statuses);
    CHECK(house.events == copy.events);
    CHECK(house.statuses == Lines{"0 unset", "3600000 set", "7200000 removing"});
}
