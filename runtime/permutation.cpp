#include "runtime/permutation.hpp"

#include "runtime/hash.hpp"

namespace lockstep {

namespace {

constexpr unsigned half_bits = 15;
constexpr std::uint32_t half_mask = (1u << half_bits) - 1;
constexpr unsigned rounds = 6;

std::uint32_t scrambled(std::uint64_t key, unsigned round, std::uint32_t half) {
    return static_cast<std::uint32_t>(mix_bits(key ^ mix_bits(std::uint64_t{round} << 32 | half))) & half_mask;
}

std::uint32_t there(std::uint64_t key, std::uint32_t number) {
    std::uint32_t left = number >> half_bits, right = number & half_mask;
    for (unsigned round = 0; round < rounds; ++round) {
        std::uint32_t const next = left ^ scrambled(key, round, right);
        left = right;
        right = next;
    }
    return left << half_bits | right;
}

std::uint32_t back(std::uint64_t key, std::uint32_t number) {
    std::uint32_t left = number >> half_bits, right = number & half_mask;
    for (unsigned round = rounds; round-- > 0;) {
        std::uint32_t const before = right ^ scrambled(key, round, left);
        right = left;
        left = before;
    }
    return left << half_bits | right;
}

}  // namespace

std::uint32_t Permutation::image_of(std::uint32_t number) const {
    do
        number = there(key_, number);
    while (number >= bound_);
    return number;
}

std::uint32_t Permutation::origin_of(std::uint32_t image) const {
    do
        image = back(key_, image);
    while (image >= bound_);
    return image;
}

}  // namespace lockstep
