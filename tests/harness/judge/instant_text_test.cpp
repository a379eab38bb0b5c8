// Instants and durations read as a scenario would write them.
#include "harness/judge/instant_text.hpp"

#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

constexpr Instant epoch{Duration{1'893'456'000'000'000}};  // 2030-01-01T00:00:00Z

TEST_CASE("duration text: exact, in the units of the language", "[harness][judge][text]") {
    struct Case {
        Duration duration;
        char const* text;
    };
    auto const c = GENERATE(values<Case>({
        {Duration{0}, "0s"},
        {250ms, "250ms"},
        {1500ms, "1.5s"},
        {Duration{1}, "0.000001s"},
        {Duration{1'500}, "0.0015s"},
        {10s, "10s"},
        {90s, "1m30s"},
        {8h + 5min, "8h5m"},
        {72h, "3d"},
        {72h + 1ms, "3d0.001s"},
        {-250ms, "-250ms"},
        {-90s, "-1m30s"},
        {Duration::min(), "-106751991d4h54.775808s"},
    }));

    CHECK(duration_text(c.duration) == c.text);
}

TEST_CASE("instant text: since the epoch while that can be read, then the date", "[harness][judge][text]") {
    CHECK(instant_text(epoch, epoch) == "T+0s");
    CHECK(instant_text(epoch + 13300ms, epoch) == "T+13.3s");
    CHECK(instant_text(epoch + 13 * 24h, epoch) == "T+13d");
    CHECK(instant_text(epoch + 14 * 24h, epoch) == "2030-01-15T00:00:00Z");
    CHECK(instant_text(epoch - 1ms, epoch) == "2029-12-31T23:59:59.999Z");
    CHECK(instant_text(never, epoch) == "never");
    CHECK(instant_text(always, epoch) == "always");
    CHECK(instant_text(Instant{Duration{-1}}, Instant{Duration::max() - Duration{1}}) == "1969-12-31T23:59:59.999999Z");
}

}  // namespace
}  // namespace lockstep::harness
