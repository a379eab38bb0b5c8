// Civil times taken apart and put together.
#include "runtime/civil.hpp"

#include <string_view>

#include "tests/catch.hpp"

namespace lockstep {
namespace {

TEST_CASE("civil: fields and local times turn into each other", "[runtime][civil]") {
    auto const fields = GENERATE(values<CivilFields>({
        {.year = 1970, .month = 1, .day = 1},
        {.year = 2030, .month = 12, .day = 31, .hour = 23, .minute = 59, .second = 59, .microsecond = 999'999},
        {.year = 2028, .month = 2, .day = 29, .hour = 12},
        {.year = 1969, .month = 12, .day = 31, .hour = 23, .microsecond = 1},
        {.year = 0, .month = 1, .day = 1},
        {.year = 9999, .month = 12, .day = 31},
    }));

    auto const local = local_time(fields);

    REQUIRE(local.has_value());
    CHECK(fields_of(*local) == fields);
}

TEST_CASE("civil: what no calendar shows is no local time", "[runtime][civil]") {
    struct Row {
        std::string_view name;
        CivilFields fields;
    };
    auto const row = GENERATE(values<Row>({
        {"29 February of a common year", {.year = 2030, .month = 2, .day = 29}},
        {"31 April", {.year = 2030, .month = 4, .day = 31}},
        {"month 0", {.year = 2030, .month = 0, .day = 1}},
        {"month 13", {.year = 2030, .month = 13, .day = 1}},
        {"day 0", {.year = 2030, .month = 1, .day = 0}},
        {"hour 24", {.year = 2030, .month = 1, .day = 1, .hour = 24}},
        {"a leap second", {.year = 2030, .month = 1, .day = 1, .hour = 23, .minute = 59, .second = 60}},
        {"year 10000", {.year = 10000, .month = 1, .day = 1}},
    }));
    CAPTURE(row.name);

    CHECK_FALSE(local_time(row.fields).has_value());
}

}  // namespace
}  // namespace lockstep
