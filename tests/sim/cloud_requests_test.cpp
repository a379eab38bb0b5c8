// What a cloud accepts, what it refuses, and in which order it looks.
#include "tests/catch.hpp"
#include "tests/sim/fixtures.hpp"

namespace lockstep::sim {
namespace {

TEST_CASE("cloud: outage is judged before credentials, credentials before the lock", "[sim][cloud]") {
    Cloud cloud = a_cloud();
    cloud.add_lock(4, 1, plain(), noon);

    CHECK(cloud.may_serve(0, 0, noon) == Refused::no);
    CHECK(cloud.may_serve(0, 1, noon) == Refused::no_such_lock);
    CHECK(cloud.may_serve(0, 99, noon) == Refused::no_such_lock);
    CHECK(cloud.may_serve(0, 4, noon) == Refused::no_such_lock);  // another account's
    CHECK(cloud.may_serve(1, 4, noon) == Refused::no);

    cloud.set_connected(0, false);
    CHECK(cloud.may_serve(0, 99, noon) == Refused::unauthorized);
    CHECK(cloud.may_serve(1, 4, noon) == Refused::no);
    cloud.set_outage(true);
    CHECK(cloud.may_serve(0, 0, noon) == Refused::unavailable);
    CHECK(cloud.may_serve(1, 4, noon) == Refused::unavailable);

    cloud.set_outage(false);
    cloud.set_connected(0, true);
    CHECK(cloud.may_serve(0, 0, noon) == Refused::no);
}

TEST_CASE("cloud: a put tells how the record will be stored", "[sim][cloud]") {
    auto const wish = a_record("4711", noon + 1us, noon + 1h);

    auto const exact = a_cloud().put(0, std::nullopt, wish, noon);
    auto const rounded = a_cloud(plain(), {.rounding = 1min}).put(0, std::nullopt, wish, noon);
    auto const without_windows = a_cloud(plain(), {.stores_windows = false}).put(0, std::nullopt, wish, noon);

    REQUIRE(exact);
    CHECK(exact.key == 1);
    CHECK(exact.job == 1);
    CHECK(exact.record == wish);
    CHECK(rounded.record == a_record("4711", noon, noon + 1h));
    CHECK(without_windows.record == a_record("4711"));
}

TEST_CASE("cloud: a PIN conflicts with what another code holds or will hold at the same time",
          "[sim][cloud][conflict]") {
    struct Row {
        std::string_view name;
        Record wish;
        bool conflict;
    };
    auto const row = GENERATE(values<Row>({
        {"same PIN, overlapping", a_record("1111", noon + 1h, noon + 3h), true},
        {"same PIN, for ever", a_record("1111"), true},
        {"same PIN, right after", a_record("1111", noon + 2h, noon + 3h), false},
        {"same PIN, right before", a_record("1111", noon - 1h, noon), false},
        {"another PIN", a_record("2222", noon, noon + 2h), false},
        {"leading zeros are digits", a_record("01111", noon, noon + 2h), false},
    }));
    CAPTURE(row.name);
    Cloud cloud = a_cloud();
    auto const holder = cloud.put(0, std::nullopt, a_record("1111", noon, noon + 2h), noon).key;
    auto const expected = row.conflict ? Refused::pin_conflict : Refused::no;

    CHECK(Cloud{cloud}.put(0, std::nullopt, row.wish, noon).refused == expected);  // accepted
    settle(cloud);
    CHECK(Cloud{cloud}.put(0, std::nullopt, row.wish, noon + 1min).refused == expected);  // stored
    cloud.remove(0, holder, noon + 2min);
    CHECK(Cloud{cloud}.put(0, std::nullopt, row.wish, noon + 2min).refused == expected);  // being removed
    settle(cloud);
    CHECK(Cloud{cloud}.put(0, std::nullopt, row.wish, noon + 3min).refused == Refused::no);  // gone
}

TEST_CASE("cloud: conflicts are judged on windows as they are stored", "[sim][cloud][conflict]") {
    auto const first = a_record("1111", noon, noon + 30min);
    auto const second = a_record("1111", noon + 40min, noon + 2h);
    auto const outcome = [&](CloudSettings settings) {
        Cloud cloud = a_cloud(plain(), settings);
        cloud.put(0, std::nullopt, first, noon);
        return cloud.put(0, std::nullopt, second, noon).refused;
    };

    CHECK(outcome({}) == Refused::no);
    CHECK(outcome({.rounding = 1h}) == Refused::pin_conflict);
    CHECK(outcome({.stores_windows = false}) == Refused::pin_conflict);
}

TEST_CASE("cloud: a code never conflicts with itself, and counts with its old PIN until the new one is stored",
          "[sim][cloud][conflict]") {
    Cloud cloud = a_cloud();
    auto const key = stored(cloud, a_record("1111", noon, noon + 1h));

    CHECK(cloud.put(0, key, a_record("1111", noon, noon + 2h), noon + 10s));
    CHECK(cloud.put(0, key, a_record("2222", noon, noon + 2h), noon + 10s));
    CHECK(cloud.put(0, std::nullopt, a_record("1111"), noon + 11s).refused == Refused::pin_conflict);
    CHECK(cloud.put(0, std::nullopt, a_record("2222"), noon + 11s).refused == Refused::pin_conflict);
    settle(cloud);
    CHECK(cloud.put(0, std::nullopt, a_record("1111"), noon + 1min));
    CHECK(cloud.put(0, std::nullopt, a_record("2222"), noon + 1min).refused == Refused::pin_conflict);
}

TEST_CASE("cloud: names must differ where the vendor wants that", "[sim][cloud][conflict]") {
    Cloud relaxed = a_cloud();
    Cloud strict = a_cloud(plain(), {.unique_names = true});
    for (Cloud* const cloud : {&relaxed, &strict})
        REQUIRE(cloud->put(0, std::nullopt, a_named("1111", "guest"), noon));

    CHECK(relaxed.put(0, std::nullopt, a_named("2222", "guest"), noon));
    CHECK(strict.put(0, std::nullopt, a_named("2222", "guest"), noon).refused == Refused::name_conflict);
    CHECK(strict.put(0, 1, a_named("3333", "guest"), noon));
    CHECK(strict.put(0, std::nullopt, a_named("2222", "another"), noon));
}

TEST_CASE("cloud: stored and accepted codes fill the slots until a removal is done", "[sim][cloud][slots]") {
    Cloud cloud = a_cloud();  // three slots
    auto const first = stored(cloud, a_record("1111"));
    cloud.put(0, std::nullopt, a_record("2222"), noon + 1min);
    cloud.put(0, std::nullopt, a_record("3333"), noon + 1min);

    CHECK(cloud.put(0, std::nullopt, a_record("4444"), noon + 1min).refused == Refused::no_space);
    CHECK(cloud.put(0, first, a_record("1112"), noon + 1min));  // an edit needs no room
    cloud.remove(0, first, noon + 1min);
    CHECK(cloud.put(0, std::nullopt, a_record("4444"), noon + 1min).refused == Refused::no_space);
    settle(cloud);
    CHECK(cloud.put(0, std::nullopt, a_record("4444"), noon + 2min));
}

TEST_CASE("cloud: removing what is not there is refused, removing twice is not", "[sim][cloud]") {
    Cloud cloud = a_cloud();
    auto const key = stored(cloud, a_record("1111"));

    CHECK(cloud.remove(0, key + 1, noon + 10s).refused == Refused::no_such_code);
    auto const first = cloud.remove(0, key, noon + 10s);
    auto const again = cloud.remove(0, key, noon + 10s + 100ms);
    REQUIRE(first);
    REQUIRE(again);
    CHECK(again.job > first.job);
    CHECK(cloud.run_due(noon + 11s).size() == 1);
    CHECK(cloud.list(0, noon + 11s).empty());  // gone, although a job for it is open
    auto const late = cloud.run_due(noon + 12s);
    REQUIRE(late.size() == 1);
    CHECK(late[0].job == again.job);
    CHECK(late[0].succeeded);
    CHECK(cloud.remove(0, key, noon + 13s).refused == Refused::no_such_code);
}

TEST_CASE("cloud: nothing is written over a code that is not there or is leaving", "[sim][cloud]") {
    Cloud cloud = a_cloud();
    auto const key = stored(cloud, a_record("1111"));

    CHECK(cloud.put(0, key + 1, a_record("2222"), noon + 10s).refused == Refused::no_such_code);
    cloud.remove(0, key, noon + 10s);
    CHECK(cloud.put(0, key, a_record("2222"), noon + 10s).refused == Refused::no_such_code);
}

TEST_CASE("cloud: the first thing that is wrong refuses", "[sim][cloud]") {
    auto settings = plain();
    settings.slots = 1;
    Cloud cloud = a_cloud(settings, {.unique_names = true});
    auto const key = stored(cloud, a_named("1111", "guest"));

    auto const everything_wrong = [&](std::optional<Key> over, std::string pin) {
        return cloud.put(0, over, a_named(std::move(pin), "guest"), noon + 1min).refused;
    };
    CHECK(everything_wrong(std::nullopt, "2222") == Refused::name_conflict);
    CHECK(everything_wrong(std::nullopt, "1111") == Refused::pin_conflict);
    CHECK(everything_wrong(std::nullopt, "11a1") == Refused::invalid_pin);
    CHECK(everything_wrong(key + 7, "11a1") == Refused::no_such_code);
    CHECK(cloud.put(0, std::nullopt, a_named("2222", "other"), noon + 1min).refused == Refused::no_space);
    cloud.set_online(0, false, noon + 1min);
    CHECK(everything_wrong(key + 7, "11a1") == Refused::device_offline);
    CHECK(cloud.remove(0, key + 7, noon + 1min).refused == Refused::device_offline);
    cloud.remove_lock(0, noon + 1min);
    CHECK(everything_wrong(key + 7, "11a1") == Refused::no_such_lock);
    CHECK(cloud.remove(0, key, noon + 1min).refused == Refused::no_such_lock);
    CHECK(cloud.put(55, std::nullopt, a_record("1111"), noon).refused == Refused::no_such_lock);
}

TEST_CASE("cloud: a refusal changes nothing", "[sim][cloud]") {
    Cloud cloud = a_cloud();
    stored(cloud, a_record("1111"));
    auto const before = hash_of(cloud);

    cloud.put(0, std::nullopt, a_record("1111"), noon + 1min);
    cloud.put(0, 7, a_record("2222"), noon + 1min);
    cloud.remove(0, 7, noon + 1min);
    cloud.edit_by_hand(0, "9999", {.pin = "1234"}, noon + 1min);
    cloud.erase_by_hand(0, "9999", noon + 1min);

    CHECK(hash_of(cloud) == before);
}

TEST_CASE("cloud: an offline lock rejects, queues or swallows", "[sim][cloud][offline]") {
    struct Row {
        std::string_view name;
        OfflineMode mode;
        Refused refused;
        std::size_t listed_while_offline;
        std::vector<std::string> stored_in_the_end;
    };
    auto const row = GENERATE(values<Row>({
        {"reject", OfflineMode::reject, Refused::device_offline, 1, {"1111"}},
        {"queue", OfflineMode::queue, Refused::no, 2, {"2222"}},
        {"swallow", OfflineMode::swallow, Refused::no, 1, {"1111"}},
    }));
    CAPTURE(row.name);
    auto settings = plain();
    settings.offline = row.mode;
    Cloud cloud = a_cloud(settings);
    auto const key = stored(cloud, a_record("1111"));
    cloud.set_online(0, false, noon + 1min);

    auto const put = cloud.put(0, std::nullopt, a_record("2222"), noon + 2min);
    auto const removed = cloud.remove(0, key, noon + 2min);

    CHECK(put.refused == row.refused);
    CHECK(removed.refused == row.refused);
    CHECK((put.job != 0) == (row.mode == OfflineMode::queue));
    CHECK((removed.job != 0) == (row.mode == OfflineMode::queue));
    CHECK(cloud.list(0, noon + 2min).size() == row.listed_while_offline);
    CHECK(cloud.next_due() == never);

    cloud.set_online(0, true, noon + 1h);
    CHECK(cloud.next_due() == (row.mode == OfflineMode::queue ? noon + 1h + 1s : never));
    settle(cloud);
    CHECK(pins(cloud.lock(0)) == row.stored_in_the_end);
}

TEST_CASE("cloud: even what will be swallowed is judged", "[sim][cloud][offline]") {
    auto settings = plain();
    settings.offline = OfflineMode::swallow;
    Cloud cloud = a_cloud(settings);
    stored(cloud, a_record("1111"));
    cloud.set_online(0, false, noon + 1min);

    CHECK(cloud.put(0, std::nullopt, a_record("1111"), noon + 2min).refused == Refused::pin_conflict);
    CHECK(cloud.remove(0, 99, noon + 2min).refused == Refused::no_such_code);
}

TEST_CASE("cloud: work accepted before an outage, a cut or an offline lock goes on", "[sim][cloud]") {
    Cloud cloud = a_cloud();
    cloud.put(0, std::nullopt, a_record("1111"), noon);
    cloud.set_outage(true);
    cloud.set_connected(0, false);
    cloud.set_online(0, false, noon + 1s);

    auto const done = cloud.run_due(noon + 3s);

    REQUIRE(done.size() == 1);
    CHECK(done[0].succeeded);
    CHECK(cloud.lock(0).press("1111", noon + 3s).opens);
}

TEST_CASE("cloud: every refusal has a name", "[sim][cloud]") {
    for (auto refused = Refused::no; refused <= Refused::name_conflict;
         refused = static_cast<Refused>(static_cast<int>(refused) + 1))
        CHECK(name_of(refused) != "?");
}

}  // namespace
}  // namespace lockstep::sim
