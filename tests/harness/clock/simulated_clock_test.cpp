#include "harness/clock/simulated_clock.hpp"

#include <string>

#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

constexpr Instant real_noon{std::chrono::hours{12}};
constexpr Instant new_year{std::chrono::hours{24 * 365}};

}  // namespace

TEST_CASE("served clock: its modes as words", "[serve][clock]") {
    struct Spelling {
        std::string text;
        std::optional<double> factor;
    };
    auto const [text, factor] = GENERATE(values<Spelling>({{"real", 1.0},
                                                           {"manual", 0.0},
                                                           {"scaled:60", 60.0},
                                                           {"scaled:0.5", 0.5},
                                                           {"scaled:0", std::nullopt},
                                                           {"scaled:-1", std::nullopt},
                                                           {"scaled:1e9", std::nullopt},
                                                           {"scaled:nan", std::nullopt},
                                                           {"scaled:", std::nullopt},
                                                           {"scaled:60x", std::nullopt},
                                                           {"Real", std::nullopt},
                                                           {"", std::nullopt}}));
    CAPTURE(text);
    auto const mode = parse_clock_mode(text);
    REQUIRE(mode.has_value() == factor.has_value());
    if (!mode) return;
    CHECK(mode->factor == *factor);
    CHECK(text_of(*mode) == text);
}

TEST_CASE("served clock: stands still, runs, runs faster, and never backwards", "[serve][clock]") {
    SimulatedClock clock{{0}, new_year, real_noon};
    CHECK(clock.now(real_noon + 1h) == new_year);
    CHECK_FALSE(clock.real_time_until(new_year + 1s, real_noon).has_value());

    clock.turn_to(new_year + 24h, real_noon + 1h);
    CHECK(clock.now(real_noon + 2h) == new_year + 24h);
    clock.turn_to(new_year, real_noon + 2h);
    CHECK(clock.now(real_noon + 2h) == new_year + 24h);

    clock.set_mode({60}, real_noon + 2h);
    CHECK(clock.now(real_noon + 2h + 1min) == new_year + 25h);
    CHECK(clock.real_time_until(new_year + 25h, real_noon + 2h) == Duration{1min});
    CHECK(clock.real_time_until(new_year, real_noon + 2h) == Duration{});
    CHECK_FALSE(clock.real_time_until(never, real_noon + 2h).has_value());
    // A real clock that somebody set back does not turn this one back.
    CHECK(clock.now(real_noon) == new_year + 24h);

    clock.set_mode({1}, real_noon + 3h);
    CHECK(clock.now(real_noon + 3h + 5s) == new_year + 24h + 60h + 5s);
}

}  // namespace lockstep::harness
