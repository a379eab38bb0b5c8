// A stream of random numbers of its own for every component: seeded by the run's one seed and the component's name.
//
// Written down, because runs must repeat anywhere: the generator is xoshiro256**. Its four words are the first four
// outputs of splitmix64 started at  mix(seed + 0x9e3779b97f4a7c15) xor fnv1a(name)  (64-bit FNV-1a of the name's
// bytes). So a new component never shuffles its neighbours' luck. Every draw below says how many numbers it takes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "runtime/hash.hpp"

namespace lockstep {

class RandomStream {
  public:
    RandomStream() : RandomStream(0, {}) {}
    RandomStream(std::uint64_t seed, std::string_view name);

    std::uint64_t next_u64();

    // 0 .. bound-1, each equally likely; bound 0 counts as 1. Takes one number, or more where it must reject.
    std::uint64_t below(std::uint64_t bound);

    // low .. high, both included, each equally likely; low <= high.
    std::int64_t between(std::int64_t low, std::int64_t high);

    // [0, 1) in steps of 2^-53. Takes one number.
    double unit() { return static_cast<double>(next_u64() >> 11) * 0x1p-53; }

    // True with this probability; takes one number even when the answer is certain, so that turning a chance up or
    // down does not shift the draws after it.
    bool chance(double probability) { return unit() < probability; }

    // Puts a sequence into random order, the last place first.
    template <class Sequence>
    void shuffle(Sequence& sequence) {
        for (auto left = sequence.size(); left > 1; --left) {
            using std::swap;
            swap(sequence[left - 1], sequence[static_cast<decltype(left)>(below(left))]);
        }
    }

    void hash(StateHash& hash) const {
        for (auto const word : words_)
            hash.add(word);
    }
    friend bool operator==(RandomStream const&, RandomStream const&) = default;

  private:
    std::array<std::uint64_t, 4> words_;
};

}  // namespace lockstep
