// A keyed permutation of the numbers below a bound: every number has one image, and who has the key finds the way back.
//
// A balanced Feistel network on 30 bits, walked in a cycle until the image is below the bound. It is written down
// because its images end up in files; it hides nothing from anybody who means it.
#pragma once

#include <cstdint>

namespace lockstep {

class Permutation {
  public:
    static constexpr std::uint32_t bound_max = std::uint32_t{1} << 30;

    // 0 < bound <= bound_max
    Permutation(std::uint64_t key, std::uint32_t bound) : key_(key), bound_(bound) {}

    // number < bound
    std::uint32_t image_of(std::uint32_t number) const;
    std::uint32_t origin_of(std::uint32_t image) const;

  private:
    std::uint64_t key_;
    std::uint32_t bound_;
};

}  // namespace lockstep
