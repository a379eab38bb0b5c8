// A Result holds a value or a reason, never both.
#include "runtime/result.hpp"

#include <memory>
#include <string>

#include "tests/catch.hpp"

namespace lockstep {
namespace {

enum class Reason : std::uint8_t { too_small, too_large };

Result<int, Reason> halved(int number) {
    if (number < 2) return failure(Reason::too_small);
    return number / 2;
}
Result<void, std::string> only_even(int number) {
    if (number % 2 != 0) return failure("odd");
    return success;
}

TEST_CASE("result: a value comes out as it went in", "[runtime][result]") {
    auto const result = halved(8);

    REQUIRE(result.ok());
    CHECK(*result == 4);
    CHECK(result.value_or(0) == 4);
    CHECK(result == Result<int, Reason>{4});
}

TEST_CASE("result: a failure carries its reason", "[runtime][result]") {
    auto const result = halved(1);

    REQUIRE_FALSE(result.ok());
    CHECK(result.error() == Reason::too_small);
    CHECK(result.value_or(7) == 7);
    CHECK_FALSE(result == halved(8));
}

TEST_CASE("result: without a value it only says whether it worked", "[runtime][result]") {
    CHECK(only_even(2).ok());
    CHECK(only_even(3).error() == "odd");
}

TEST_CASE("result: a value that can only be moved can be moved out", "[runtime][result]") {
    Result<std::unique_ptr<int>, Reason> result = std::make_unique<int>(5);

    auto const owned = std::move(result).value();

    CHECK(*owned == 5);
}

TEST_CASE("result: value and reason may have the same type", "[runtime][result]") {
    Result<std::string, std::string> const good = std::string{"a"};
    Result<std::string, std::string> const bad = failure(std::string{"a"});

    CHECK(good.ok());
    CHECK_FALSE(bad.ok());
}

}  // namespace
}  // namespace lockstep
