// What instants promise at their edges.
#include "runtime/time.hpp"

#include "tests/catch.hpp"

namespace lockstep {
namespace {

constexpr Instant noon{Duration{1'893'499'200'000'000}};

TEST_CASE("instant: sentinels survive arithmetic and overflow saturates", "[runtime][time]") {
    CHECK(later_by(noon, 1h) - noon == 1h);
    CHECK(later_by(always, 1h) == always);
    CHECK(later_by(never, -1h) == never);
    CHECK(later_by(noon, Duration::max()) == never);
    CHECK(later_by(Instant{Duration{-10}}, Duration::min()) == always);
    CHECK_FALSE(is_finite(never));
    CHECK(is_finite(noon));
}

}  // namespace
}  // namespace lockstep
