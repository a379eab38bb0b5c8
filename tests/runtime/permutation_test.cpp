#include "runtime/permutation.hpp"

#include <set>

#include "tests/catch.hpp"

namespace lockstep {

TEST_CASE("permutation: every number has one image, and the way back", "[runtime][permutation]") {
    constexpr std::uint32_t bound = Permutation::bound_max / 2;
    Permutation const permutation{7, bound};
    std::set<std::uint32_t> seen;
    for (std::uint32_t number = 0; number < 20'000; ++number) {
        auto const image = permutation.image_of(number);
        REQUIRE(image < bound);
        REQUIRE(seen.insert(image).second);
        REQUIRE(permutation.origin_of(image) == number);
    }
}

TEST_CASE("permutation: the key decides", "[runtime][permutation]") {
    constexpr std::uint32_t bound = 1'000'000'000;
    Permutation const one{1, bound}, other{2, bound};
    int alike = 0;
    for (std::uint32_t number = 0; number < 1000; ++number) {
        if (one.image_of(number) == other.image_of(number)) ++alike;
        CHECK(one.origin_of(one.image_of(number)) == number);
    }
    CHECK(alike == 0);
    CHECK(Permutation{1, Permutation::bound_max}.image_of(Permutation::bound_max - 1) < Permutation::bound_max);
}

}  // namespace lockstep
