// Locks that leave, are emptied, lose their time, or are changed by somebody in the vendor's app.
#include "tests/catch.hpp"
#include "tests/sim/fixtures.hpp"

namespace lockstep::sim {
namespace {

TEST_CASE("cloud: completions of all locks come in order of job", "[sim][cloud][time]") {
    Cloud cloud = a_cloud();
    auto slow = plain();
    slow.apply = 5s;
    cloud.add_lock(7, 3, slow, noon);
    // All are done in one jump, and the locks' turns are mixed.
    auto const removable = stored(cloud, a_record("9999"), noon - 1min);
    auto const early = cloud.put(7, std::nullopt, a_record("7777"), noon);
    auto const late = cloud.put(0, std::nullopt, a_record("1111"), noon + 2s);
    auto const other = cloud.put(7, early.key, a_record("7778"), noon + 2s);
    auto const last = cloud.remove(0, removable, noon + 4s);
    REQUIRE((early && late && other && last));

    CHECK(cloud.next_due() == noon + 5s);
    auto const done = cloud.run_due(noon + 10s);

    REQUIRE(done.size() == 4);
    CHECK(done[0].job == early.job);
    CHECK(done[0].lock == 7);
    CHECK(done[0].account == 3);
    CHECK(done[0].kind == JobKind::store);
    CHECK(done[0].record == early.record);
    CHECK(done[1].job == late.job);
    CHECK(done[1].lock == 0);
    CHECK(done[2].job == other.job);
    CHECK(done[3].job == last.job);
    CHECK(done[3].kind == JobKind::erase);
    CHECK(cloud.next_due() == never);
}

TEST_CASE("cloud: a store that finds no slot after all has failed", "[sim][cloud][slots]") {
    auto settings = plain();
    settings.slots = 1;
    Cloud cloud = a_cloud(settings);
    auto const accepted = cloud.put(0, std::nullopt, a_record("1111"), noon);
    REQUIRE(cloud.add_by_hand(0, a_record("9999"), noon + 1s));

    auto const done = cloud.run_due(noon + 3s);

    REQUIRE(done.size() == 1);
    CHECK(done[0].job == accepted.job);
    CHECK_FALSE(done[0].succeeded);
    CHECK(pins(cloud.lock(0)) == std::vector<std::string>{"9999"});
}

TEST_CASE("cloud: dropped records end nothing but themselves", "[sim][cloud][expired]") {
    auto settings = plain();
    settings.keeps_expired = false;
    Cloud cloud = a_cloud(settings);
    auto const key = stored(cloud, a_record("1111", noon, noon + 1h));

    CHECK(cloud.next_due() == noon + 1h);
    CHECK(cloud.run_due(noon + 1h).empty());  // nobody is told
    CHECK(cloud.list(0, noon + 1h).empty());
    CHECK(cloud.remove(0, key, noon + 1h).refused == Refused::no_such_code);
}

TEST_CASE("cloud: a removed lock is gone for the cloud and not for the door", "[sim][cloud][remove]") {
    Cloud cloud = a_cloud();
    auto const key = stored(cloud, a_record("1111"));
    cloud.put(0, std::nullopt, a_record("2222"), noon + 1min);
    cloud.remove(0, key, noon + 1min);

    cloud.remove_lock(0, noon + 1min);

    CHECK_FALSE(cloud.has_lock(0));
    CHECK(cloud.may_serve(0, 0, noon + 1min) == Refused::no_such_lock);
    CHECK(cloud.list(0, noon + 1min).empty());
    CHECK(cloud.next_due() == never);  // accepted work will never be done
    CHECK_FALSE(cloud.add_by_hand(0, a_record("3333"), noon + 2min));
    CHECK_FALSE(cloud.edit_by_hand(0, "1111", {.pin = "3333"}, noon + 2min));
    CHECK_FALSE(cloud.erase_by_hand(0, "1111", noon + 2min));
    CHECK(cloud.lock(0).press("1111", noon + 2min).opens);
}

TEST_CASE("cloud: a factory reset forgets codes and work, the lock stays", "[sim][cloud][reset]") {
    Cloud cloud = a_cloud();
    stored(cloud, a_record("1111"));
    cloud.put(0, std::nullopt, a_record("2222"), noon + 1min);

    cloud.factory_reset(0, noon + 1min);

    CHECK(cloud.has_lock(0));
    CHECK(cloud.list(0, noon + 1min).empty());
    CHECK(cloud.next_due() == never);
    CHECK(cloud.put(0, std::nullopt, a_record("1111"), noon + 2min).key == 3);  // numbers are not used again
}

TEST_CASE("cloud: a clock set past a window's end drops the record now", "[sim][cloud][clock][expired]") {
    auto settings = plain();
    settings.keeps_expired = false;
    Cloud cloud = a_cloud(settings);
    stored(cloud, a_record("1111", noon, noon + 10h));

    cloud.set_clock_skew(0, 1h, noon + 1h);
    CHECK(cloud.next_due() == noon + 9h);
    cloud.set_clock_drift(0, 24h, noon + 5h);  // twice as fast: shows 6h, needs 4h, takes 2h
    CHECK(cloud.next_due() == noon + 7h);
    cloud.set_clock_skew(0, 9h, noon + 6h);
    CHECK(cloud.next_due() == noon + 6h);  // and not in the past
    cloud.run_due(noon + 6h);
    CHECK(cloud.list(0, noon + 6h).empty());
    CHECK(cloud.next_due() == never);
}

TEST_CASE("cloud: the drift a lock is made with counts from when it is added", "[sim][cloud][clock]") {
    auto settings = plain();
    settings.clock_skew = -2s;
    settings.clock_drift = 3s;
    Cloud const cloud = a_cloud(settings);

    CHECK(cloud.lock(0).local_time(noon) == noon - 2s);
    CHECK(cloud.lock(0).local_time(noon + 24h) == noon + 24h + 1s);
}

TEST_CASE("cloud: hands in the vendor's app act at once, offline or not", "[sim][cloud][hands]") {
    Cloud cloud = a_cloud(plain(), {.rounding = 1h});
    cloud.set_online(0, false, noon);

    CHECK(cloud.add_by_hand(0, a_record("1111", noon + 1min, noon + 2min), noon));
    CHECK(cloud.lock(0).slots()[0].record == a_record("1111", noon, noon + 1h));
    CHECK(cloud.edit_by_hand(0, "1111", {.ends = noon + 90min}, noon));
    CHECK(cloud.lock(0).slots()[0].record == a_record("1111", noon, noon + 2h));
    CHECK(cloud.edit_by_hand(0, "1111", {.pin = "2222", .starts = noon + 1h}, noon));
    CHECK(cloud.lock(0).slots()[0].record == a_record("2222", noon + 1h, noon + 2h));
    CHECK_FALSE(cloud.edit_by_hand(0, "1111", {.pin = "3333"}, noon));
    CHECK_FALSE(cloud.erase_by_hand(0, "1111", noon));
    CHECK(cloud.erase_by_hand(0, "2222", noon));
    CHECK(cloud.lock(0).slots().empty());
}

TEST_CASE("cloud: hands may make two codes with one PIN; the oldest is meant after that", "[sim][cloud][hands]") {
    Cloud cloud = a_cloud();
    auto const older = stored(cloud, a_record("1111"));
    CHECK(cloud.add_by_hand(0, a_record("1111"), noon + 1min));

    CHECK(cloud.erase_by_hand(0, "1111", noon + 2min));

    CHECK(cloud.lock(0).find(older) == nullptr);
    CHECK(pins(cloud.lock(0)) == std::vector<std::string>{"1111"});
}

TEST_CASE("cloud: hands need a free slot, whatever was promised", "[sim][cloud][hands][slots]") {
    Cloud cloud = a_cloud();
    for (auto const* const pin : {"1111", "2222", "3333"})
        CHECK(cloud.add_by_hand(0, a_record(pin), noon));

    CHECK_FALSE(cloud.add_by_hand(0, a_record("4444"), noon));
    CHECK(cloud.put(0, std::nullopt, a_record("4444"), noon).refused == Refused::no_space);
}

TEST_CASE("cloud: work goes on over what hands did meanwhile", "[sim][cloud][hands]") {
    Cloud cloud = a_cloud();
    auto const key = stored(cloud, a_record("1111"));
    cloud.put(0, key, a_record("2222"), noon + 1min);

    REQUIRE(cloud.erase_by_hand(0, "1111", noon + 1min));
    settle(cloud);

    CHECK(pins(cloud.lock(0)) == std::vector<std::string>{"2222"});
}

TEST_CASE("cloud: a million idle keypads fit, because locks of a make share their settings", "[sim][cloud][memory]") {
    constexpr LockNumber many = 10'000;
    Cloud cloud{{}, 1, "fleet"};
    auto settings = plain();
    settings.zone = "America/Argentina/ComodRivadavia";  // too long to be held inside a string
    for (LockNumber number = 0; number < many; ++number) {
        settings.clock_skew = Duration{number};
        cloud.add_lock(number, 0, settings, noon);
    }

    CHECK(cloud.lock(7).local_time(noon) == noon + 7us);
    CHECK(cloud.lock_settings(9'999).zone == settings.zone);
    CHECK(cloud.memory_bytes() / many < 350);  // with the vectors' reserve, at worst as much again
}

}  // namespace
}  // namespace lockstep::sim
