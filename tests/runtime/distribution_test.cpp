// Latencies come out where their distribution says, the same on every machine.
#include "runtime/distribution.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"

namespace lockstep {
namespace {

std::vector<Duration> draws(Distribution const& distribution, std::size_t count) {
    RandomStream random{1, "latency"};
    std::vector<Duration> drawn(count);
    for (auto& duration : drawn)
        duration = distribution.draw(random);
    return drawn;
}

TEST_CASE("distribution: a constant is what it is and takes no number", "[runtime][distribution]") {
    RandomStream random{1, "latency"};
    RandomStream const untouched = random;
    Distribution const apply = 3s;

    CHECK(apply.draw(random) == 3s);
    CHECK(random == untouched);
    CHECK(apply.is_constant());
    CHECK(apply.longest() == 3s);
    CHECK(Distribution{}.draw(random) == 0s);
}

TEST_CASE("distribution: a uniform one reaches both ends and no further", "[runtime][distribution]") {
    auto const drawn = draws(Distribution::uniform(2us, 5us), 1'000);

    auto const [low, high] = std::minmax_element(drawn.begin(), drawn.end());
    CHECK(*low == 2us);
    CHECK(*high == 5us);
    CHECK(Distribution::uniform(2us, 5us).longest() == 5us);
}

TEST_CASE("distribution: many draws fall around the named quantiles", "[runtime][distribution]") {
    struct Row {
        std::string_view name;
        Distribution distribution;
        Duration median;
        Duration percentile_99;
    };
    auto const row = GENERATE(values<Row>({
        {"uniform", Distribution::uniform(1s, 3s), 2s, 2980ms},
        {"exponential", Distribution::exponential(2s), 1386294us, 9210340us},
        {"lognormal", Distribution::lognormal(200ms, 2s), 200ms, 2s},
    }));
    CAPTURE(row.name);

    auto drawn = draws(row.distribution, 20'000);

    std::sort(drawn.begin(), drawn.end());
    CHECK(row.distribution.quantile(0.5) == row.median);
    CHECK(std::chrono::abs(row.distribution.quantile(0.99) - row.percentile_99) <= 1us);
    CHECK(std::chrono::abs(drawn[10'000] - row.median) < row.median / 20);
    CHECK(std::chrono::abs(drawn[19'800] - row.percentile_99) < row.percentile_99 / 10);
    CHECK(drawn.front() >= 0s);
    CHECK(drawn.back() <= row.distribution.longest());
}

TEST_CASE("distribution: the pinned draws hold on every machine", "[runtime][distribution]") {
    CHECK(draws(Distribution::uniform(1s, 3s), 2) == std::vector<Duration>{1816395us, 2960743us});
    CHECK(draws(Distribution::exponential(2s), 2) == std::vector<Duration>{986259us, 5465359us});
    CHECK(draws(Distribution::lognormal(200ms, 2s), 2) == std::vector<Duration>{151413us, 894803us});
}

TEST_CASE("distribution: even the longest tail ends, and nothing overflows", "[runtime][distribution]") {
    CHECK(Distribution::exponential(2s).longest() < 40 * 2s);
    CHECK(Distribution::exponential(Duration::max()).longest() == hundred_years);
    CHECK(Distribution::lognormal(1us, Duration::max()).longest() == hundred_years);
    CHECK(Distribution::lognormal(5s, 5s).longest() == 5s);
    CHECK(Distribution::exponential(0s).longest() == 0s);
}

}  // namespace
}  // namespace lockstep
