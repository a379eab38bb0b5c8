// A 64-bit hash of a stream of values, the same on every machine: traces and states are compared by it.
//
// Written down, because its numbers end up in files: each value is turned into 64-bit words, and every word w is taken
// in by  state = mix((state + 0x9e3779b97f4a7c15) xor w)  with mix() the finisher of splitmix64. Integers are widened
// (signed ones with their sign), a text is its length followed by its bytes, eight to a word, the first byte lowest.
// It is not meant to withstand anyone who wants two equal hashes.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "runtime/time.hpp"

namespace lockstep {

constexpr std::uint64_t mix_bits(std::uint64_t word) {
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9u;
    word = (word ^ word >> 27) * 0x94d049bb133111ebu;
    return word ^ word >> 31;
}

class StateHash {
  public:
    template <class T>
    requires(std::integral<T>) constexpr void add(T number) { take(static_cast<std::uint64_t>(number)); }
    template <class T>
    requires(std::is_enum_v<T>) constexpr void add(T value) { add(static_cast<std::underlying_type_t<T>>(value)); }
    constexpr void add(double number) { take(std::bit_cast<std::uint64_t>(number)); }
    constexpr void add(Instant instant) { add(microseconds(instant)); }
    constexpr void add(Duration duration) { add(microseconds(duration)); }
    constexpr void add(std::string_view text) {
        take(text.size());
        for (std::size_t at = 0; at < text.size(); at += 8) {
            std::uint64_t word = 0;
            for (std::size_t byte = 0; byte < 8 && at + byte < text.size(); ++byte)
                word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[at + byte])) << (8 * byte);
            take(word);
        }
    }
    // Anything that can hash itself.
    template <class T>
    requires requires(T const& value, StateHash& hash) { value.hash(hash); }
    constexpr void add(T const& value) { value.hash(*this); }
    template <class T>
    constexpr void add(std::optional<T> const& value) {
        take(value.has_value() ? 1 : 0);
        if (value) add(*value);
    }
    template <class First, class Second, class... More>
    constexpr void add(First const& first, Second const& second, More const&... more) {
        add(first);
        add(second);
        (add(more), ...);
    }

    constexpr std::uint64_t value() const { return state_; }

    friend constexpr bool operator==(StateHash const&, StateHash const&) = default;

  private:
    constexpr void take(std::uint64_t word) { state_ = mix_bits((state_ + 0x9e3779b97f4a7c15u) ^ word); }

    std::uint64_t state_ = 0;
};

}  // namespace lockstep
