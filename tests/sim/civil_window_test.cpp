// Windows that travel as local times: what survives, and what a clock change takes away.
#include "sim/civil_window.hpp"

#include "runtime/time_text.hpp"
#include "tests/catch.hpp"
#include "tests/sim/fixtures.hpp"

namespace lockstep::sim {
namespace {

Zone zone(std::string_view name) {
    auto const found = find_zone(name);
    REQUIRE(found.ok());
    return *found;
}

Instant instant(std::string_view text) {
    auto const parsed = parse_instant(text);
    REQUIRE(parsed.ok());
    return *parsed;
}

TEST_CASE("civil window: away from clock changes nothing is lost", "[sim][civil]") {
    auto const name = GENERATE(values<std::string_view>(
        {"UTC", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"}));
    CAPTURE(name);
    auto const here = zone(name);
    UtcWindow const window{noon, noon + 48h};

    auto const shown = as_the_wall_shows(window, here);

    CHECK(*shown.ends - *shown.starts == 48h);
    CHECK(as_the_lock_means(shown, here) == window);
    CHECK(as_the_wall_shows({}, here) == CivilWindow{});
    CHECK(as_the_lock_means({}, here) == UtcWindow{});
}

TEST_CASE("civil window: across a clock change", "[sim][civil][dst]") {
    struct Row {
        std::string_view name, zone, starts, ends;
        Duration shown;              // how long the window looks on the wall
        std::string_view ends_kept;  // what the lock makes of its end
    };
    auto const row = GENERATE(values<Row>({
        {"a spring night of 11 hours looks like 12", "Europe/Lisbon", "2030-03-30T20:00:00Z", "2030-03-31T07:00:00Z",
         12h, "2030-03-31T07:00:00Z"},
        {"an autumn night of 12 hours looks like 11", "Europe/Lisbon", "2030-10-26T19:00:00Z", "2030-10-27T07:00:00Z",
         11h, "2030-10-27T07:00:00Z"},
        {"an end in the first half past one stays", "Europe/Lisbon", "2030-10-26T23:30:00Z", "2030-10-27T00:30:00Z", 1h,
         "2030-10-27T00:30:00Z"},
        {"an end in the second half past one comes an hour early", "Europe/Lisbon", "2030-10-26T23:30:00Z",
         "2030-10-27T01:30:00Z", 1h, "2030-10-27T00:30:00Z"},
        {"a spring night west of the sea", "America/New_York", "2030-03-10T00:00:00Z", "2030-03-10T12:00:00Z", 13h,
         "2030-03-10T12:00:00Z"},
        {"an end in the second half past one there", "America/New_York", "2030-11-03T04:30:00Z", "2030-11-03T06:30:00Z",
         1h, "2030-11-03T05:30:00Z"},
        {"a change of half an hour", "Australia/Lord_Howe", "2030-10-05T12:00:00Z", "2030-10-05T20:00:00Z", 8h + 30min,
         "2030-10-05T20:00:00Z"},
        {"an end in the half hour that comes twice", "Australia/Lord_Howe", "2030-04-06T14:00:00Z",
         "2030-04-06T15:15:00Z", 45min, "2030-04-06T14:45:00Z"},
    }));
    CAPTURE(row.name);
    auto const here = zone(row.zone);

    auto const shown = as_the_wall_shows({instant(row.starts), instant(row.ends)}, here);
    auto const kept = as_the_lock_means(shown, here);

    CHECK(*shown.ends - *shown.starts == row.shown);
    CHECK(kept.starts == instant(row.starts));
    CHECK(format_instant(kept.ends) == format_instant(instant(row.ends_kept)));
}

TEST_CASE("civil window: a bound that no clock ever shows means as much later", "[sim][civil][dst]") {
    auto const half_past_two = local_time({.year = 2030, .month = 3, .day = 10, .hour = 2, .minute = 30});

    auto const kept = as_the_lock_means({.starts = half_past_two, .ends = {}}, zone("America/New_York"));

    CHECK(format_instant(kept.starts) == format_instant(instant("2030-03-10T03:30:00-04:00")));
}

}  // namespace
}  // namespace lockstep::sim
