// The door: which PINs open it when, and what it says to the others.
#include "tests/catch.hpp"
#include "tests/sim/fixtures.hpp"

namespace lockstep::sim {
namespace {

// A lock whose memory somebody filled by hand.
Lock a_lock(std::vector<Record> records, LockSettings settings = plain()) {
    Lock lock{settings, RandomStream{1, "lock"}, noon};
    for (Key key = 1; auto& record : records)
        REQUIRE(lock.add_by_hand(settings, key++, std::move(record)));
    return lock;
}

TEST_CASE("door: a PIN opens inside its window and is denied with a reason outside", "[sim][lock][press]") {
    struct Row {
        std::string_view name;
        std::string_view typed;
        Instant at;
        Denial reason;
    };
    auto const row = GENERATE(values<Row>({
        {"before the window", "4711", noon - 1us, Denial::not_yet_valid},
        {"at its start", "4711", noon, Denial::none},
        {"at its last microsecond", "4711", noon + 1h - 1us, Denial::none},
        {"at its end", "4711", noon + 1h, Denial::expired_code},
        {"another PIN", "4712", noon, Denial::unknown_code},
        {"the beginning of a PIN", "471", noon, Denial::unknown_code},
        {"more than a PIN", "47110", noon, Denial::unknown_code},
        {"leading zeros count", "0420", noon, Denial::none},
        {"and are not made up", "420", noon, Denial::unknown_code},
        {"nothing", "", noon, Denial::unknown_code},
    }));
    CAPTURE(row.name);
    auto const lock = a_lock({a_record("4711", noon, noon + 1h), a_record("0420")});

    auto const pressed = lock.press(row.typed, row.at);

    CHECK(pressed.reason == row.reason);
    CHECK(pressed.opens == (row.reason == Denial::none));
}

TEST_CASE("door: where several slots hold a PIN, the nearest to opening speaks", "[sim][lock][press]") {
    struct Row {
        std::string_view name;
        std::vector<Record> records;
        Denial reason;
        Key key;
    };
    auto const past = a_record("4711", noon - 2h, noon - 1h);
    auto const present = a_record("4711", noon, noon + 1h);
    auto const future = a_record("4711", noon + 2h, noon + 3h);
    auto const row = GENERATE_COPY(values<Row>({
        {"any usable one opens", {past, future, present}, Denial::none, 3},
        {"the first of two usable ones", {present, present}, Denial::none, 1},
        {"not yet before expired", {past, future}, Denial::not_yet_valid, 2},
        {"in either order", {future, past}, Denial::not_yet_valid, 1},
        {"the first of two expired ones", {past, past}, Denial::expired_code, 1},
        {"a window that ends before it starts counts as early before its start",
         {a_record("4711", noon + 1h, noon - 1h)},
         Denial::not_yet_valid,
         1},
    }));
    CAPTURE(row.name);
    auto const lock = a_lock(row.records);

    auto const pressed = lock.press("4711", noon);

    CHECK(pressed.reason == row.reason);
    CHECK(pressed.key == row.key);
}

TEST_CASE("door: windows are judged by the lock's own clock", "[sim][lock][press][clock]") {
    struct Row {
        std::string_view name;
        Duration skew, drift;
        Instant opens_from, shut_from;
    };
    constexpr auto next_day = noon + Duration{24h};
    constexpr auto day_after = noon + Duration{48h};
    auto const row = GENERATE_COPY(values<Row>({
        {"right", 0s, 0s, next_day, day_after},
        {"ahead: early", 5s, 0s, next_day - 5s, day_after - 5s},
        {"behind: late", -5s, 0s, next_day + 5s, day_after + 5s},
        {"an hour a day slow", 0s, -1h, noon + (next_day - noon) * 24 / 23, noon + (day_after - noon) * 24 / 23},
    }));
    CAPTURE(row.name);
    auto settings = plain();
    settings.clock_skew = row.skew;
    settings.clock_drift = row.drift;
    auto const lock = a_lock({a_record("4711", next_day, day_after)}, settings);
    auto const opens_from = lock.true_time(next_day);
    auto const shut_from = lock.true_time(day_after);

    CHECK(opens_from - row.opens_from < 2us);
    CHECK(row.opens_from - opens_from < 2us);
    CHECK(shut_from - row.shut_from < 2us);
    CHECK(row.shut_from - shut_from < 2us);
    CHECK(lock.press("4711", opens_from - 1us).reason == Denial::not_yet_valid);
    CHECK(lock.press("4711", opens_from).opens);
    CHECK(lock.press("4711", shut_from - 1us).opens);
    CHECK(lock.press("4711", shut_from).reason == Denial::expired_code);
}

TEST_CASE("door: the next edge is where some record changes its mind", "[sim][lock][clock]") {
    auto settings = plain();
    settings.clock_skew = 10s;
    auto const lock = a_lock({a_record("1111", noon + 1h, noon + 3h), a_record("2222", always, noon + 2h),
                              a_record("3333", noon + 90min, noon + 80min)},
                             settings);

    std::vector<Duration> edges;
    for (auto at = lock.next_edge(noon); at != never; at = lock.next_edge(at))
        edges.push_back(at - noon);

    // The third can never be used, so nothing changes at its bounds.
    CHECK(edges == std::vector<Duration>{1h - 10s, 2h - 10s, 3h - 10s});
    CHECK(a_lock({a_record("1111")}).next_edge(noon) == never);
}

TEST_CASE("door: a slot is usable exactly while its PIN alone would open", "[sim][lock][clock]") {
    auto settings = plain();
    settings.clock_skew = -7s;
    auto const lock = a_lock({a_record("1111", noon + 1h, noon + 3h), a_record("2222", always, noon + 2h)}, settings);

    for (auto at = noon; at != never; at = lock.next_edge(at))
        for (auto const instant : {at - 1us, at})
            for (Slot const& slot : lock.slots())
                CHECK(lock.usable(slot, instant) == lock.press(slot.record.pin, instant).opens);
}

TEST_CASE("door: every denial has a name that scenarios write", "[sim][lock]") {
    CHECK(name_of(Denial::none) == "none");
    CHECK(name_of(Denial::unknown_code) == "unknown_code");
    CHECK(name_of(Denial::not_yet_valid) == "not_yet_valid");
    CHECK(name_of(Denial::expired_code) == "expired_code");
    CHECK(name_of(Denial::disabled_code) == "disabled_code");
}

}  // namespace
}  // namespace lockstep::sim
