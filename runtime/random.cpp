#include "runtime/random.hpp"

#include <bit>
#include <cassert>

namespace lockstep {
namespace {

constexpr std::uint64_t golden_step = 0x9e3779b97f4a7c15u;

std::uint64_t name_hash(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (char const character : name)
        hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3u;
    return hash;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name) : words_{} {
    std::uint64_t state = mix_bits(seed + golden_step) ^ name_hash(name);
    for (auto& word : words_)
        word = mix_bits(state += golden_step);
}

std::uint64_t RandomStream::next_u64() {
    std::uint64_t const result = std::rotl(words_[1] * 5, 7) * 9;
    std::uint64_t const shifted = words_[1] << 17;
    words_[2] ^= words_[0];
    words_[3] ^= words_[1];
    words_[1] ^= words_[2];
    words_[0] ^= words_[3];
    words_[2] ^= shifted;
    words_[3] = std::rotl(words_[3], 45);
    return result;
}

std::uint64_t RandomStream::below(std::uint64_t bound) {
    if (bound <= 1) {
        next_u64();
        return 0;
    }
    // Keep as many high bits as the largest answer needs and draw again when the number is too large: no remainder,
    // hence no favourites, and fewer than two draws on average.
    int const unused = std::countl_zero(bound - 1);
    for (;;) {
        std::uint64_t const candidate = next_u64() >> unused;
        if (candidate < bound) return candidate;
    }
}

std::int64_t RandomStream::between(std::int64_t low, std::int64_t high) {
    assert(low <= high);
    std::uint64_t const choices = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    std::uint64_t const offset = choices == 0 ? next_u64() : below(choices);  // 0: all of the 64-bit numbers
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

}  // namespace lockstep
