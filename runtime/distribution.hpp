// How long something takes: always the same, or drawn from a distribution. The same draws on every machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <type_traits>

#include "runtime/hash.hpp"
#include "runtime/random.hpp"
#include "runtime/time.hpp"

namespace lockstep {

class Distribution {
  public:
    enum class Kind : std::uint8_t { constant, uniform, exponential, lognormal };

    // A plain duration is a constant, so settings read as they are written: `.apply = 3s`.
    constexpr Distribution() = default;
    template <class Number, class Period>
    requires(std::is_convertible_v<std::chrono::duration<Number, Period>, Duration>) constexpr Distribution(
        std::chrono::duration<Number, Period> always_this)
        : first_(always_this) {}

    static Distribution constant(Duration duration) { return {duration}; }
    static Distribution uniform(Duration low, Duration high);                // 0 <= low <= high, both ends included
    static Distribution exponential(Duration mean);                          // 0 <= mean
    static Distribution lognormal(Duration median, Duration percentile_99);  // 0 < median <= percentile_99

    // Takes one number from the stream (uniform: one or more, by rejection), a constant takes none.
    Duration draw(RandomStream& random) const;

    // What `draw` stays below with this probability, 0 < probability < 1.
    Duration quantile(double probability) const;

    // The most that `draw` can ever return: the streams have a finest step, so even the long tails end somewhere.
    Duration longest() const;

    constexpr Kind kind() const { return kind_; }
    constexpr bool is_constant() const { return kind_ == Kind::constant; }
    constexpr Duration first() const { return first_; }    // the constant, low, mean or median
    constexpr Duration second() const { return second_; }  // high or percentile_99

    void hash(StateHash& hash) const { hash.add(kind_, first_, second_); }
    friend constexpr bool operator==(Distribution const&, Distribution const&) = default;

  private:
    Kind kind_ = Kind::constant;
    Duration first_{};
    Duration second_{};
};

}  // namespace lockstep
