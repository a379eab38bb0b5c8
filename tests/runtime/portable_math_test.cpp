// Our own logarithm and friends agree with the C library's to the last few bits, and are pinned to the last one.
#include "runtime/portable_math.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

#include "tests/catch.hpp"

namespace lockstep {
namespace {

bool close(double ours, double theirs, double relative) {
    return std::abs(ours - theirs) <= relative * std::abs(theirs);
}

TEST_CASE("portable math: the logarithm agrees with the library's", "[runtime][portable_math]") {
    for (double number = 1e-300; number < 1e300; number *= 1.37) {
        CAPTURE(number);
        REQUIRE(close(portable::log(number), std::log(number), 4e-16));
    }
    for (double number = 0.9; number < 1.1; number += 0.00037) {
        CAPTURE(number);
        REQUIRE(close(portable::log(number), std::log(number), 1e-15));
    }
    CHECK(portable::log(1.0) == 0.0);
}

TEST_CASE("portable math: the exponential agrees with the library's", "[runtime][portable_math]") {
    for (double exponent = -690.0; exponent < 690.0; exponent += 0.731) {
        CAPTURE(exponent);
        REQUIRE(close(portable::exp(exponent), std::exp(exponent), 1e-15));
    }
    CHECK(portable::exp(0.0) == 1.0);
    CHECK(portable::exp(1e9) == portable::exp(700.0));
    CHECK(portable::exp(-1e9) == portable::exp(-700.0));
}

TEST_CASE("portable math: the quantile undoes the normal distribution", "[runtime][portable_math]") {
    for (double probability = 1e-12; probability < 1.0; probability += 0.00217) {
        CAPTURE(probability);
        double const back = 0.5 * std::erfc(-portable::normal_quantile(probability) / std::sqrt(2.0));
        REQUIRE(close(back, probability, 1e-7));
    }
    CHECK(portable::normal_quantile(0.5) == 0.0);
    CHECK(close(portable::normal_quantile(0.99), 2.3263478740408408, 2e-9));
    CHECK(portable::normal_quantile(0.001) == -portable::normal_quantile(0.999));
}

TEST_CASE("portable math: every bit is pinned", "[runtime][portable_math]") {
    CHECK(std::bit_cast<std::uint64_t>(portable::log(10.0)) == 0x40026bb1bbb55516u);
    CHECK(std::bit_cast<std::uint64_t>(portable::exp(-3.7)) == 0x3f99511fc6871044u);
    CHECK(std::bit_cast<std::uint64_t>(portable::normal_quantile(0.2)) == 0xbfeaee8fa6c5c2d1u);
    CHECK(std::bit_cast<std::uint64_t>(portable::normal_quantile(0.0003)) == 0xc00b73f2401c6e09u);
}

}  // namespace
}  // namespace lockstep
