// Wall clocks and instants, in particular where a wall clock jumps. All dates lie before 2037, where the database ends.
#include "runtime/zone.hpp"

#include <string_view>

#include "runtime/time_text.hpp"
#include "tests/catch.hpp"

namespace lockstep {
namespace {

Instant instant(std::string_view text) { return parse_instant(text).value(); }
LocalTime local(std::string_view date, std::string_view time) {
    return parse_date(date).value() + parse_time_of_day(time).value();
}

TEST_CASE("zone: a wall clock's reading becomes one instant, in gaps and folds too", "[runtime][zone]") {
    struct Row {
        std::string_view name;
        std::string_view zone;
        std::string_view date;
        std::string_view time;
        std::string_view expected;
    };
    auto const row = GENERATE(values<Row>({
        {"UTC", "UTC", "2030-07-01", "15:00", "2030-07-01T15:00:00Z"},
        {"Lisbon in winter", "Europe/Lisbon", "2030-01-10", "15:00", "2030-01-10T15:00:00Z"},
        {"Lisbon in summer", "Europe/Lisbon", "2030-07-10", "15:00", "2030-07-10T14:00:00Z"},
        {"Lisbon, just before the gap", "Europe/Lisbon", "2030-03-31", "00:59:59", "2030-03-31T00:59:59Z"},
        {"Lisbon, the gap's start", "Europe/Lisbon", "2030-03-31", "01:00", "2030-03-31T01:00:00Z"},
        {"Lisbon, inside the gap", "Europe/Lisbon", "2030-03-31", "01:30", "2030-03-31T01:30:00Z"},
        {"Lisbon, just after the gap", "Europe/Lisbon", "2030-03-31", "02:00", "2030-03-31T01:00:00Z"},
        {"Lisbon, the fold counts first time", "Europe/Lisbon", "2030-10-27", "01:30", "2030-10-27T00:30:00Z"},
        {"Lisbon, after the fold", "Europe/Lisbon", "2030-10-27", "02:00", "2030-10-27T02:00:00Z"},
        {"New York, inside the gap", "America/New_York", "2030-03-10", "02:30", "2030-03-10T07:30:00Z"},
        {"New York, the fold counts first time", "America/New_York", "2030-11-03", "01:30", "2030-11-03T05:30:00Z"},
        {"New York, after the fold", "America/New_York", "2030-11-03", "02:00", "2030-11-03T07:00:00Z"},
        {"Lord Howe, inside its half-hour gap", "Australia/Lord_Howe", "2030-10-06", "02:15", "2030-10-05T15:45:00Z"},
        {"Lord Howe, after its gap", "Australia/Lord_Howe", "2030-10-06", "02:30", "2030-10-05T15:30:00Z"},
        {"Lord Howe, its half-hour fold", "Australia/Lord_Howe", "2030-04-07", "01:45", "2030-04-06T14:45:00Z"},
    }));
    CAPTURE(row.name);
    auto const zone = find_zone(row.zone);
    REQUIRE(zone.ok());

    auto const meant = zone->to_instant(local(row.date, row.time));

    CHECK(format_instant(meant) == format_instant(instant(row.expected)));
}

TEST_CASE("zone: an instant shows on the wall with the offset of that moment", "[runtime][zone]") {
    struct Row {
        std::string_view name;
        std::string_view zone;
        std::string_view instant;
        std::string_view shows;
        Duration offset;
    };
    auto const row = GENERATE(values<Row>({
        {"Lisbon, last moment of winter", "Europe/Lisbon", "2030-03-31T00:59:59.999999Z", "2030-03-31T00:59:59.999999",
         0h},
        {"Lisbon, first moment of summer", "Europe/Lisbon", "2030-03-31T01:00:00Z", "2030-03-31T02:00:00", 1h},
        {"New York, second time round", "America/New_York", "2030-11-03T06:30:00Z", "2030-11-03T01:30:00", -5h},
        {"Lord Howe in summer", "Australia/Lord_Howe", "2030-12-31T13:30:00Z", "2031-01-01T00:30:00", 11h},
        {"Lord Howe in winter", "Australia/Lord_Howe", "2030-06-30T13:30:00Z", "2030-07-01T00:00:00", 10h + 30min},
        {"before the epoch", "Asia/Kolkata", "1969-12-31T23:59:59.999999Z", "1970-01-01T05:29:59.999999", 5h + 30min},
    }));
    CAPTURE(row.name);
    auto const zone = find_zone(row.zone);
    REQUIRE(zone.ok());

    CHECK(format_local_time(zone->to_local(instant(row.instant))) == row.shows);
    CHECK(zone->offset_at(instant(row.instant)) == row.offset);
}

TEST_CASE("zone: the next change of offset can be asked for", "[runtime][zone]") {
    auto const lisbon = find_zone("Europe/Lisbon").value();
    auto const spring = instant("2030-03-31T01:00:00Z");

    CHECK(lisbon.next_offset_change(instant("2030-01-01T00:00:00Z")) == spring);
    CHECK(lisbon.next_offset_change(spring - 1us) == spring);
    CHECK(lisbon.next_offset_change(spring) == instant("2030-10-27T01:00:00Z"));
    CHECK(find_zone("Asia/Tokyo")->next_offset_change(spring) == never);
    CHECK(Zone{}.next_offset_change(spring) == never);
}

TEST_CASE("zone: names are those of the database and nothing else", "[runtime][zone]") {
    struct Row {
        std::string_view name;
        bool known;
    };
    auto const row = GENERATE(values<Row>({
        {"UTC", true},
        {"Etc/UTC", true},
        {"US/Eastern", true},
        {"Europe/Lisbon", true},
        {"Europe/Lisboa", false},
        {"europe/lisbon", false},
        {"localtime", false},
        {"../../../etc/passwd", false},
        {"tzdata.zi", false},
        {"", false},
    }));
    CAPTURE(row.name);

    auto const found = find_zone(row.name);

    CHECK(found.ok() == row.known);
    if (found.ok())
        CHECK(found->name() == row.name);
    else
        CHECK(found.error() == ZoneError::unknown_zone);
}

TEST_CASE("zone: the database says which edition it is", "[runtime][zone]") { CHECK(tz_version().size() >= 5); }

}  // namespace
}  // namespace lockstep
