// Times as people write them: what is read, what is refused and why, and what is printed.
#include "runtime/time_text.hpp"

#include <string_view>

#include "runtime/random.hpp"
#include "tests/catch.hpp"

namespace lockstep {
namespace {

using Problem = TimeTextProblem;

TEST_CASE("duration text: what is written is what is meant", "[runtime][time_text]") {
    struct Row {
        std::string_view text;
        Duration expected;
    };
    auto const row = GENERATE(values<Row>({
        {"0s", 0s},
        {"7us", 7us},
        {"250ms", 250ms},
        {"1.5s", 1500ms},
        {"10m", 10min},
        {"8h", 8h},
        {"3d", 72h},
        {"1h30m", 90min},
        {"1d2h3m4s5ms6us", 26h + 3min + 4s + 5ms + 6us},
        {"1h0.5s", 1h + 500ms},
        {"0.000001s", 1us},
        {"1.500000000000000s", 1500ms},
        {"0.0001220703125d", 10'546'875us},
        {"106751991d", 106'751'991 * 24h},
        {"9223372036854775807us", Duration::max()},
        {"000000000000000000000000010s", 10s},
    }));
    CAPTURE(row.text);

    auto const parsed = parse_duration(row.text);

    REQUIRE(parsed.ok());
    CHECK(*parsed == row.expected);
}

TEST_CASE("duration text: what is refused, why and where", "[runtime][time_text]") {
    struct Row {
        std::string_view text;
        Problem problem;
        std::size_t offset;
    };
    auto const row = GENERATE(values<Row>({
        {"", Problem::empty, 0},
        {"5", Problem::missing_unit, 1},
        {"1h5", Problem::missing_unit, 3},
        {"5x", Problem::unknown_unit, 1},
        {"5min", Problem::unknown_unit, 1},
        {"5S", Problem::unknown_unit, 1},
        {"5 s", Problem::unknown_unit, 1},
        {"1s ", Problem::not_a_number, 2},
        {" 1s", Problem::not_a_number, 0},
        {"s", Problem::not_a_number, 0},
        {".5s", Problem::not_a_number, 0},
        {"5.s", Problem::not_a_number, 2},
        {"1,5s", Problem::unknown_unit, 1},
        {"30m1h", Problem::units_out_of_order, 4},
        {"1s1s", Problem::units_out_of_order, 3},
        {"1.5h30m", Problem::fraction_before_unit, 4},
        {"0.5us", Problem::finer_than_microsecond, 0},
        {"1s0.0001ms", Problem::finer_than_microsecond, 2},
        {"0.00000000000001d", Problem::finer_than_microsecond, 0},
        {"9223372036854775808us", Problem::too_large, 0},
        {"106751992d", Problem::too_large, 0},
        {"106751991d8h", Problem::too_large, 10},
        {"-5s", Problem::sign_not_allowed, 0},
        {"+5s", Problem::sign_not_allowed, 0},
        {"1e3s", Problem::unknown_unit, 1},
    }));
    CAPTURE(row.text);

    auto const parsed = parse_duration(row.text);

    REQUIRE_FALSE(parsed.ok());
    CHECK(message(parsed.error().problem) == message(row.problem));
    CHECK(parsed.error().offset == row.offset);
}

TEST_CASE("duration text: signs only where asked for", "[runtime][time_text]") {
    CHECK(parse_duration("-1.5s", Sign::allowed) == Result<Duration, TimeTextError>{-1500ms});
    CHECK(parse_duration("+3s", Sign::allowed) == Result<Duration, TimeTextError>{3s});
    CHECK(parse_duration("3s", Sign::allowed) == Result<Duration, TimeTextError>{3s});
    CHECK(parse_duration("--3s", Sign::allowed).error() == TimeTextError{Problem::not_a_number, 1});
    CHECK(parse_duration("-", Sign::allowed).error() == TimeTextError{Problem::not_a_number, 1});
}

TEST_CASE("duration text: the shortest exact form is printed", "[runtime][time_text]") {
    struct Row {
        Duration duration;
        std::string_view expected;
    };
    auto const row = GENERATE(values<Row>({
        {0s, "0s"},
        {12us, "12us"},
        {1500us, "1.5ms"},
        {250ms, "250ms"},
        {3300ms, "3.3s"},
        {10400ms, "10.4s"},
        {90s, "1m30s"},
        {90min, "1h30m"},
        {72h, "3d"},
        {-3s, "-3s"},
        {24h + 1us, "1d0.000001s"},
        {Duration::max(), "106751991d4h54.775807s"},
        {Duration::min(), "-106751991d4h54.775808s"},
    }));

    CHECK(format_duration(row.duration) == row.expected);
}

TEST_CASE("duration text: everything printed is read back exactly", "[runtime][time_text]") {
    RandomStream random{1, "durations"};
    for (int round = 0; round < 5'000; ++round) {
        auto const bits = static_cast<int>(random.below(63));
        Duration const duration{static_cast<std::int64_t>(random.next_u64() >> 1 >> bits) *
                                (random.chance(0.5) ? 1 : -1)};
        CAPTURE(duration.count());
        auto const parsed = parse_duration(format_duration(duration), Sign::allowed);
        REQUIRE(parsed.ok());
        REQUIRE(*parsed == duration);
    }
}

TEST_CASE("duration text: the brief form keeps two units and rounds the rest", "[runtime][time_text]") {
    struct Row {
        Duration duration;
        std::string_view expected;
    };
    auto const row = GENERATE(values<Row>({
        {0s, "0s"},
        {999us, "999us"},
        {1234us, "1.2ms"},
        {3333ms, "3.3s"},
        {59'960ms, "1m"},
        {125'400ms, "2m5s"},
        {90min + 29s, "1h30m"},
        {90min + 30s, "1h31m"},
        {12 * 24h + 4h + 10min, "12d4h"},
        {-3333ms, "-3.3s"},
    }));

    CHECK(brief_duration(row.duration) == row.expected);
}

TEST_CASE("instant text: zones are understood", "[runtime][time_text]") {
    struct Row {
        std::string_view text;
        std::string_view expected;
    };
    auto const row = GENERATE(values<Row>({
        {"2030-01-01T00:00:00Z", "2030-01-01T00:00:00.000Z"},
        {"2030-06-05T16:00:00+01:00", "2030-06-05T15:00:00.000Z"},
        {"2030-01-01T00:00:00+05:30", "2029-12-31T18:30:00.000Z"},
        {"2029-12-31T20:30:00-03:30", "2030-01-01T00:00:00.000Z"},
        {"2030-06-05T16:00Z", "2030-06-05T16:00:00.000Z"},
        {"2030-06-05T16:00:00.25Z", "2030-06-05T16:00:00.250Z"},
        {"2030-06-05T16:00:00.000001Z", "2030-06-05T16:00:00.000001Z"},
        {"2030-06-05T16:00:00.250000000Z", "2030-06-05T16:00:00.250Z"},
        {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
        {"2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"},
        {"0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"},
    }));
    CAPTURE(row.text);

    auto const parsed = parse_instant(row.text);

    REQUIRE(parsed.ok());
    CHECK(format_instant(*parsed) == row.expected);
}

TEST_CASE("instant text: what is refused and why", "[runtime][time_text]") {
    struct Row {
        std::string_view text;
        Problem problem;
    };
    auto const row = GENERATE(values<Row>({
        {"", Problem::empty},
        {"2030-01-01", Problem::malformed_instant},
        {"2030-01-01 00:00:00Z", Problem::malformed_instant},
        {"2030-1-1T00:00:00Z", Problem::malformed_instant},
        {"2030-01-01T00:00:00", Problem::missing_zone},
        {"2030-01-01T00:00", Problem::missing_zone},
        {"2030-01-01T00:00:00.5", Problem::missing_zone},
        {"2030-01-01T00:00:00z", Problem::malformed_instant},
        {"2030-01-01T00:00:00+0100", Problem::malformed_instant},
        {"2030-01-01T00:00:00+01", Problem::malformed_instant},
        {"2030-01-01T00:00:00+24:00", Problem::no_such_date},
        {"2030-01-01T00:00:00Z ", Problem::malformed_instant},
        {"2030-01-01T00:00:00.Z", Problem::malformed_instant},
        {"2030-01-01T00:00:00.0000001Z", Problem::finer_than_microsecond},
        {"2030-02-30T00:00:00Z", Problem::no_such_date},
        {"2030-13-01T00:00:00Z", Problem::no_such_date},
        {"2030-01-01T24:00:00Z", Problem::no_such_date},
        {"2030-12-31T23:59:60Z", Problem::no_such_date},
        {"+2030-01-01T00:00:00Z", Problem::malformed_instant},
    }));
    CAPTURE(row.text);

    auto const parsed = parse_instant(row.text);

    REQUIRE_FALSE(parsed.ok());
    CHECK(message(parsed.error().problem) == message(row.problem));
}

TEST_CASE("instant text: the sentinels have names", "[runtime][time_text]") {
    CHECK(format_instant(always) == "always");
    CHECK(format_instant(never) == "never");
}

TEST_CASE("date and time of day: read alone, for calendars", "[runtime][time_text]") {
    CHECK(format_local_time(parse_date("2030-01-31").value() + parse_time_of_day("15:00").value()) ==
          "2030-01-31T15:00:00");
    CHECK(parse_time_of_day("23:59:59").value() == 24h - 1s);
    CHECK(parse_date("2030-02-30").error().problem == Problem::no_such_date);
    CHECK(parse_date("31.1.2030").error().problem == Problem::malformed_date);
    CHECK(parse_time_of_day("15").error().problem == Problem::malformed_time_of_day);
    CHECK(parse_time_of_day("24:00").error().problem == Problem::no_such_date);
    CHECK(parse_time_of_day("15:00 ").error().problem == Problem::malformed_time_of_day);
}

}  // namespace
}  // namespace lockstep
