// The windows that codes can have which a lock works out by itself.
#include "engine/offline_codes.hpp"

#include <string>
#include <vector>

#include "runtime/time_text.hpp"
#include "tests/catch.hpp"

namespace lockstep::engine {
namespace {

Instant at(std::string_view text) {
    if (text == "-") return never;
    auto const instant = parse_instant(text);
    REQUIRE(instant.ok());
    return *instant;
}

TEST_CASE("offline window: rounded outwards to hours or days, or refused", "[engine][offline]") {
    using enum OfflineProblem;
    Instant const now = at("2030-01-10T12:30:00Z");
    Duration const hour{std::chrono::hours{1}}, day{std::chrono::hours{24}};
    struct Row {
        std::string what;
        Instant starts, ends;
        bool one_time = false;
        Duration rounding{};
        OfflineProblem problem = none;
        std::string from, to;
    };
    for (auto const& row : std::vector<Row>{
             {"from now", always, at("2030-01-10T14:00:00Z"), false, hour, none, "2030-01-10T12:00:00Z",
              "2030-01-10T14:00:00Z"},
             {"to the hour", at("2030-01-11T10:01:00Z"), at("2030-01-11T10:02:00Z"), false, hour, none,
              "2030-01-11T10:00:00Z", "2030-01-11T11:00:00Z"},
             {"672 hours", at("2030-01-11T00:00:00Z"), at("2030-02-08T00:00:00Z"), false, hour, none,
              "2030-01-11T00:00:00Z", "2030-02-08T00:00:00Z"},
             {"a minute more", at("2030-01-11T00:00:00Z"), at("2030-02-08T00:01:00Z"), false, hour, rounding_wanted, "",
              ""},
             {"a minute more, and a day's rounding", at("2030-01-11T00:00:00Z"), at("2030-02-08T00:01:00Z"), false, day,
              none, "2030-01-11T00:00:00Z", "2030-02-09T00:00:00Z"},
             {"29 days need no rounding", at("2030-01-11T15:00:00Z"), at("2030-02-09T15:00:00Z"), false, hour, none,
              "2030-01-11T15:00:00Z", "2030-02-09T15:00:00Z"},
             {"a day's rounding leaves short ones alone", at("2030-01-11T15:00:00Z"), at("2030-01-12T11:00:00Z"), false,
              day, none, "2030-01-11T15:00:00Z", "2030-01-12T11:00:00Z"},
             {"367 days", at("2030-01-11T15:00:00Z"), at("2031-01-13T15:00:00Z"), false, hour, none,
              "2030-01-11T15:00:00Z", "2031-01-13T15:00:00Z"},
             {"an hour more", at("2030-01-11T15:00:00Z"), at("2031-01-13T16:00:00Z"), false, day, too_long, "", ""},
             {"no end", at("2030-01-11T15:00:00Z"), never, false, hour, end_missing, "", ""},
             {"over", at("2030-01-10T10:00:00Z"), at("2030-01-10T12:30:00Z"), false, hour, end_in_the_past, "", ""},
             {"begun yesterday", at("2030-01-09T13:00:00Z"), at("2030-01-12T13:00:00Z"), false, hour, none,
              "2030-01-09T13:00:00Z", "2030-01-12T13:00:00Z"},
             {"begun a day ago", at("2030-01-09T12:59:00Z"), at("2030-01-12T13:00:00Z"), false, hour, start_too_old, "",
              ""},
             {"three years ahead", at("2033-02-01T00:00:00Z"), at("2033-02-02T00:00:00Z"), false, hour, start_too_far,
              "", ""},
             {"one time", always, never, true, hour, none, "2030-01-10T12:00:00Z", "2030-01-11T12:00:00Z"},
             {"one time, later", at("2030-01-11T15:59:00Z"), never, true, hour, none, "2030-01-11T15:00:00Z",
              "2030-01-12T15:00:00Z"},
             {"one time with an end", always, at("2030-01-11T15:00:00Z"), true, hour, end_of_one_time, "", ""},
         }) {
        CAPTURE(row.what);
        auto const [problem, window, on_wall] = offline_window({row.starts, row.ends}, row.one_time, row.rounding, now);
        CHECK(problem == row.problem);
        if (problem != none || row.from.empty()) continue;
        CHECK(window.starts == at(row.from));
        CHECK(window.ends == at(row.to));
        CHECK(on_wall == window);  // in UTC
    }
}

TEST_CASE("offline window: on the grid of the lock's wall clock", "[engine][offline]") {
    Instant const now = at("2030-01-10T12:30:00Z");
    Duration const hour{std::chrono::hours{1}};
    struct Row {
        std::string what;
        std::string zone;
        Instant starts, ends;
        OfflineProblem problem = OfflineProblem::none;
        std::string from, to;
        Duration wall{};  // from start to end, as the wall clock shows them
    };
    // New York: forward on 10 March 2030 at 07:00Z, back on 3 November 2030 at 06:00Z.
    for (auto const& row : std::vector<Row>{
             {"half an hour beside UTC's hours", "Asia/Kolkata", at("2030-01-11T10:31:00Z"), at("2030-01-11T12:29:00Z"),
              OfflineProblem::none, "2030-01-11T10:30:00Z", "2030-01-11T12:30:00Z", 2 * hour},
             {"days over a change forward", "America/New_York", at("2030-03-01T20:00:00Z"), at("2030-03-31T19:00:00Z"),
              OfflineProblem::none, "2030-03-01T20:00:00Z", "2030-03-31T19:00:00Z", 720 * hour},
             {"the same in UTC would be other times of day",
              "America/New_York",
              at("2030-03-01T20:00:00Z"),
              at("2030-03-31T20:00:00Z"),
              OfflineProblem::rounding_wanted,
              "",
              "",
              {}},
             {"a start in an hour that comes twice", "America/New_York", at("2030-11-03T06:10:00Z"),
              at("2030-11-03T12:00:00Z"), OfflineProblem::none, "2030-11-03T05:00:00Z", "2030-11-03T12:00:00Z",
              6 * hour},
             {"an end in an hour that comes twice", "America/New_York", at("2030-11-03T03:00:00Z"),
              at("2030-11-03T06:00:00Z"), OfflineProblem::none, "2030-11-03T03:00:00Z", "2030-11-03T07:00:00Z",
              3 * hour},
         }) {
        CAPTURE(row.what);
        auto const found = offline_window({row.starts, row.ends}, false, hour, now, *find_zone(row.zone));
        CHECK(found.problem == row.problem);
        if (row.problem != OfflineProblem::none) continue;
        CHECK(found.window.starts == at(row.from));
        CHECK(found.window.ends == at(row.to));
        CHECK(found.on_wall.ends - found.on_wall.starts == row.wall);
    }
}

}  // namespace
}  // namespace lockstep::engine
