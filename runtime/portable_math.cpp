#include "runtime/portable_math.hpp"

#include <bit>
#include <cassert>
#include <cfloat>
#include <cmath>
#include <cstdint>

static_assert(FLT_EVAL_METHOD == 0, "doubles must not carry extra bits between operations");

namespace lockstep::portable {
namespace {

// ln 2 in two parts: the first has enough trailing zero bits for `exponent * high` to be exact.
constexpr double ln2_high = 0x1.62e42fee00000p-1;
constexpr double ln2_low = 0x1.a39ef35793c76p-33;

double power_of_two(int exponent) {
    assert(-1022 <= exponent && exponent <= 1023);
    return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

}  // namespace

double log(double number) {
    assert(number >= DBL_MIN && number <= DBL_MAX);
    // number = fraction * 2^exponent with the fraction around one, between the root of a half and the root of two.
    auto const bits = std::bit_cast<std::uint64_t>(number);
    int exponent = static_cast<int>(bits >> 52) - 1023;
    double fraction = std::bit_cast<double>((bits & 0xfffffffffffffu) | 0x3ff0000000000000u);
    if (fraction > 0x1.6a09e667f3bcdp+0) {
        fraction *= 0.5;
        ++exponent;
    }

    // ln f = 2 artanh s with s = (f-1)/(f+1): odd powers only, and s*s < 0.03, so twelve terms leave nothing.
    double const s = (fraction - 1.0) / (fraction + 1.0);
    double const square = s * s;
    double sum = 0.0;
    for (int odd = 23; odd >= 1; odd -= 2)
        sum = sum * square + 1.0 / odd;
    double const whole = exponent;
    return whole * ln2_high + (2.0 * s * sum + whole * ln2_low);
}

double exp(double exponent) {
    if (exponent > 700.0) exponent = 700.0;
    if (exponent < -700.0) exponent = -700.0;
    // e^x = 2^k * e^r with |r| <= ln(2)/2, where the series for e^r is done after fourteen terms.
    double const turns = exponent * 0x1.71547652b82fep+0;
    int const k = static_cast<int>(turns < 0 ? turns - 0.5 : turns + 0.5);
    double const rest = (exponent - k * ln2_high) - k * ln2_low;
    double sum = 1.0;
    for (int term = 14; term >= 1; --term)
        sum = 1.0 + sum * rest / term;
    return sum * power_of_two(k);
}

double normal_quantile(double probability) {
    assert(0.0 < probability && probability < 1.0);
    // P. J. Acklam's rational approximations: one for the middle, one for both tails.
    constexpr double tail = 0.02425;
    if (probability > 1.0 - tail) return -normal_quantile(1.0 - probability);
    if (probability < tail) {
        double const q = std::sqrt(-2.0 * log(probability));
        double const above = ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q -
                               2.549732539343734e+00) *
                                  q +
                              4.374664141464968e+00) *
                                 q +
                             2.938163982698783e+00;
        double const under = (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q +
                              3.754408661907416e+00) *
                                 q +
                             1.0;
        return above / under;
    }
    double const q = probability - 0.5;
    double const r = q * q;
    double const above = ((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r +
                           1.383577518672690e+02) *
                              r -
                          3.066479806614716e+01) *
                             r +
                         2.506628277459239e+00;
    double const under = ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r +
                           6.680131188771972e+01) *
                              r -
                          1.328068155288572e+01) *
                             r +
                         1.0;
    return above * q / under;
}

}  // namespace lockstep::portable
