// Random streams repeat anywhere, do not depend on their neighbours, and play fair.
#include "runtime/random.hpp"

#include <array>
#include <vector>

#include "tests/catch.hpp"

namespace lockstep {
namespace {

TEST_CASE("random: the pinned numbers hold on every machine", "[runtime][random]") {
    RandomStream front{1, "front"};

    CHECK(front.next_u64() == 0x5fc924575e97298cu);
    CHECK(front.next_u64() == 0x2cfe4d13dc487cf5u);
    CHECK(front.below(1'000'000) == 599610);
    CHECK(front.unit() == 0x1.c6e1ec2525937p-1);
    CHECK(front.between(-50, 50) == -4);
}

TEST_CASE("random: seed and name both choose the stream", "[runtime][random]") {
    std::uint64_t const first = RandomStream{1, "front"}.next_u64();

    CHECK(RandomStream{1, "front"}.next_u64() == first);
    CHECK(RandomStream{1, "back"}.next_u64() != first);
    CHECK(RandomStream{2, "front"}.next_u64() != first);
}

TEST_CASE("random: a copy goes its own way", "[runtime][random]") {
    RandomStream original{1, "front"};
    RandomStream copy = original;

    copy.next_u64();

    CHECK_FALSE(copy == original);
    original.next_u64();
    CHECK(copy == original);
}

TEST_CASE("random: below stays below and favours nobody", "[runtime][random]") {
    RandomStream random{1, "dice"};
    std::array<int, 6> counts{};

    for (int roll = 0; roll < 60'000; ++roll)
        ++counts.at(random.below(6));

    for (int const count : counts) {
        CHECK(count > 9'600);  // four deviations around 10,000
        CHECK(count < 10'400);
    }
}

TEST_CASE("random: the edges of bounds", "[runtime][random]") {
    RandomStream random{1, "edges"};
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
    constexpr auto highest = std::numeric_limits<std::int64_t>::max();

    CHECK(random.below(0) == 0);
    CHECK(random.below(1) == 0);
    CHECK(random.between(7, 7) == 7);
    CHECK(random.between(highest, highest) == highest);
    bool negative = false;
    bool positive = false;
    for (int draw = 0; draw < 64; ++draw)
        (random.between(lowest, highest) < 0 ? negative : positive) = true;
    CHECK(negative);
    CHECK(positive);
}

TEST_CASE("random: a chance always costs one number", "[runtime][random]") {
    struct Row {
        std::string_view name;
        double probability;
        bool possible;
        bool certain;
    };
    auto const row = GENERATE(values<Row>({
        {"never", 0.0, false, false},
        {"sometimes", 0.25, true, false},
        {"always", 1.0, true, true},
    }));
    CAPTURE(row.name);
    RandomStream random{1, "chance"};
    RandomStream twin = random;
    int hits = 0;

    for (int draw = 0; draw < 1'000; ++draw) {
        hits += random.chance(row.probability) ? 1 : 0;
        twin.next_u64();
    }

    CHECK((hits > 0) == row.possible);
    CHECK((hits == 1'000) == row.certain);
    CHECK(random == twin);
}

TEST_CASE("random: a shuffle keeps everyone and moves someone", "[runtime][random]") {
    RandomStream random{1, "cards"};
    std::vector<int> cards{1, 2, 3, 4, 5, 6, 7, 8, 9};
    auto const before = cards;

    random.shuffle(cards);

    CHECK(cards != before);
    CHECK(std::is_permutation(cards.begin(), cards.end(), before.begin()));
}

}  // namespace
}  // namespace lockstep
