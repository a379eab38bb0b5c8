#include "runtime/distribution.hpp"

#include <cassert>

#include "runtime/portable_math.hpp"

namespace lockstep {
namespace {

// Where the long tails are cut.
constexpr auto most_microseconds = static_cast<double>(hundred_years.count());

// The normal quantile of 0.99: how many deviations of the logarithm lie between the median and the percentile.
constexpr double deviations_99 = 2.3263478740408408;

Duration rounded(double microseconds) {
    if (!(microseconds < most_microseconds)) microseconds = most_microseconds;
    return Duration{static_cast<std::int64_t>(microseconds + 0.5)};
}

// The middle of one of the 2^52 equal steps of (0, 1): never 0 and never 1, where the tails have no end. With one bit
// more the middles would no longer be exact, and the last would round up to 1.
double middle_of_step(std::uint64_t step) { return (static_cast<double>(step) + 0.5) * 0x1p-52; }
constexpr std::uint64_t last_step = (std::uint64_t{1} << 52) - 1;

}  // namespace

Distribution Distribution::uniform(Duration low, Duration high) {
    assert(Duration{0} <= low && low <= high);
    Distribution made{low};
    made.kind_ = Kind::uniform;
    made.second_ = high;
    return made;
}

Distribution Distribution::exponential(Duration mean) {
    assert(Duration{0} <= mean);
    Distribution made{mean};
    made.kind_ = Kind::exponential;
    return made;
}

Distribution Distribution::lognormal(Duration median, Duration percentile_99) {
    assert(Duration{0} < median && median <= percentile_99);
    Distribution made{median};
    made.kind_ = Kind::lognormal;
    made.second_ = percentile_99;
    return made;
}

Duration Distribution::draw(RandomStream& random) const {
    switch (kind_) {
        case Kind::constant:
            return first_;
        case Kind::uniform:
            return Duration{random.between(first_.count(), second_.count())};
        case Kind::exponential:
        case Kind::lognormal:
            break;
    }
    return quantile(middle_of_step(random.next_u64() >> 12));
}

Duration Distribution::quantile(double probability) const {
    auto const first = static_cast<double>(first_.count());
    auto const second = static_cast<double>(second_.count());
    switch (kind_) {
        case Kind::constant:
            break;
        case Kind::uniform:
            return rounded(first + (second - first) * probability);
        case Kind::exponential:
            return rounded(first * -portable::log(1.0 - probability));
        case Kind::lognormal: {
            double const deviations = portable::normal_quantile(probability) / deviations_99;
            return rounded(first * portable::exp(portable::log(second / first) * deviations));
        }
    }
    return first_;
}

Duration Distribution::longest() const {
    switch (kind_) {
        case Kind::constant:
            return first_;
        case Kind::uniform:
            return second_;
        case Kind::exponential:
        case Kind::lognormal:
            break;
    }
    return quantile(middle_of_step(last_step));
}

}  // namespace lockstep
