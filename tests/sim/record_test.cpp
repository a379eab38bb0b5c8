// Windows on a vendor's grid, and when two of them meet.
#include "sim/record.hpp"

#include "tests/catch.hpp"
#include "tests/sim/fixtures.hpp"

namespace lockstep::sim {
namespace {

constexpr Instant early{Duration{-90'000'000}};  // a minute and a half before 1970

TEST_CASE("record: windows are rounded outwards to the vendor's grid", "[sim][record]") {
    struct Row {
        std::string_view name;
        Duration step;
        Instant starts, ends, starts_stored, ends_stored;
    };
    auto const row = GENERATE(values<Row>({
        {"no grid", 0s, noon + 1us, noon + 2us, noon + 1us, noon + 2us},
        {"on the grid already", 1h, noon, noon + 2h, noon, noon + 2h},
        {"a microsecond off", 1min, noon + 1us, noon + 1min + 1us, noon, noon + 2min},
        {"inside one hour", 1h, noon + 10min, noon + 20min, noon, noon + 1h},
        {"unbounded stays so", 1h, always, never, always, never},
        {"before 1970", 1min, early, early, Instant{Duration{-120'000'000}}, Instant{Duration{-60'000'000}}},
    }));
    CAPTURE(row.name);

    auto const kept = rounded_outwards(a_record("1234", row.starts, row.ends), row.step);

    CHECK(kept.starts == row.starts_stored);
    CHECK(kept.ends == row.ends_stored);
}

TEST_CASE("record: windows are half open, so neighbours do not overlap", "[sim][record]") {
    auto const first = a_record("1234", noon, noon + 1h);

    CHECK(overlap(first, a_record("1234", noon + 59min, noon + 2h)));
    CHECK(overlap(first, a_record("1234")));
    CHECK_FALSE(overlap(first, a_record("1234", noon + 1h, noon + 2h)));
    CHECK_FALSE(overlap(a_record("1234", always, noon), first));
}

TEST_CASE("record: a keypad types digits only", "[sim][record]") {
    CHECK(can_be_typed("0420"));
    CHECK_FALSE(can_be_typed(""));
    CHECK_FALSE(can_be_typed("42a0"));
    CHECK_FALSE(can_be_typed("-420"));
}

}  // namespace
}  // namespace lockstep::sim
