// A lock's own clock: skew, drift, and exact answers in both directions.
#include "sim/clock.hpp"

#include "runtime/random.hpp"
#include "tests/catch.hpp"
#include "tests/sim/fixtures.hpp"

namespace lockstep::sim {
namespace {

constexpr Duration day = 24h;

TEST_CASE("clock: it shows the truth, its skew, and what it gained since", "[sim][clock]") {
    struct Row {
        std::string_view name;
        Duration skew, drift, after, ahead;
    };
    auto const row = GENERATE(values<Row>({
        {"right", 0s, 0s, 5 * day, 0s},
        {"ahead", 3s, 0s, 5 * day, 3s},
        {"behind", -3s, 0s, 5 * day, -3s},
        {"gains 3 s a day", 0s, 3s, 2 * day, 6s},
        {"loses 3 s a day", 0s, -3s, day / 2, -1500ms},
        {"ahead and losing", 10s, -3s, 4 * day, -2s},
        {"less than a microsecond gained is nothing", 0s, 1us, day - 1us, 0us},
        {"less than a microsecond lost is one", 0s, -1us, 1us, -1us},
        {"a month of drift each day", 0s, 30 * day, 1h, 30h},
        {"standing still", 0s, -day, 3h, -3h},
        {"it cannot run backwards", 0s, -2 * day, 3h, -3h},
    }));
    CAPTURE(row.name);
    Clock const clock{row.skew, row.drift, noon};

    CHECK(clock.local_time(noon) == noon + row.skew);
    CHECK(clock.local_time(noon + row.after) == noon + row.after + row.ahead);
    CHECK(clock.ahead_at(noon + row.after) == row.ahead);
}

TEST_CASE("clock: true_time is the first instant at which the clock shows a time or later", "[sim][clock]") {
    RandomStream random{7, "clocks"};
    auto const some = [&](Duration most) { return Duration{random.between(-most.count(), most.count())}; };

    for (int i = 0; i < 5000; ++i) {
        Clock const clock{some(2h), random.chance(0.2) ? Duration{} : some(day - 1us), noon};
        auto const at = noon + some(400 * day);
        CAPTURE(i, microseconds(clock.ahead_at(noon)), microseconds(clock.drift_per_day()), microseconds(at));

        // From local to true: reached there, and not a microsecond earlier.
        auto const first = clock.true_time(at);
        REQUIRE(clock.local_time(first) >= at);
        REQUIRE(clock.local_time(first - 1us) < at);
        // From true to local and back: not later than where it came from, and no other reading in between.
        auto const back = clock.true_time(clock.local_time(at));
        REQUIRE(back <= at);
        REQUIRE(clock.local_time(back) == clock.local_time(at));
    }
}

TEST_CASE("clock: setting it does away with what it gained, the drift goes on", "[sim][clock]") {
    Clock clock{0s, 4s, noon};
    auto const later = noon + 10 * day;
    REQUIRE(clock.ahead_at(later) == 40s);

    clock.set_skew(-5s, later);

    CHECK(clock.ahead_at(later) == -5s);
    CHECK(clock.ahead_at(later + day) == -1s);
}

TEST_CASE("clock: another drift changes the pace and not the reading", "[sim][clock]") {
    Clock clock{1s, 4s, noon};
    auto const later = noon + 10 * day;

    clock.set_drift(-2s, later);

    CHECK(clock.ahead_at(later) == 41s);
    CHECK(clock.ahead_at(later + day) == 39s);
}

TEST_CASE("clock: without drift it does not matter when it was touched", "[sim][clock]") {
    Clock touched{0s, 4s, noon};
    touched.set_drift(0s, noon + day);

    CHECK(touched == Clock{4s, 0s, noon + 5 * day});
    CHECK(hash_of(touched) == hash_of(Clock{4s, 0s, noon}));
}

TEST_CASE("clock: a clock that stands still never shows what is still to come", "[sim][clock]") {
    Clock const stopped{0s, -day, noon};

    CHECK(stopped.true_time(noon) == noon);
    CHECK(stopped.true_time(noon - 1h) == noon);
    CHECK(stopped.true_time(noon + 1us) == never);
}

TEST_CASE("clock: the ends of time stay what they are, and nothing overflows", "[sim][clock]") {
    auto const clock = GENERATE(Clock{}, Clock{5s, -3s, noon}, Clock{Duration::max(), 1s, noon},
                                Clock{-1h, Duration::max(), noon}, Clock{Duration::min(), Duration::min(), noon});

    CHECK(clock.local_time(always) == always);
    CHECK(clock.local_time(never) == never);
    CHECK(clock.true_time(always) == always);
    CHECK(clock.true_time(never) == never);
    CHECK(clock.local_time(noon) != always);
    CHECK(clock.local_time(later_by(never - 1us, -1us)) != always);
    CHECK(clock.true_time(noon) != always);
}

}  // namespace
}  // namespace lockstep::sim
