// A PIN: a short string of decimal digits in which leading zeros count, packed into one word.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::engine {

class Pin {
  public:
    static constexpr std::size_t max_digits = 15;

    constexpr Pin() = default;

    // Nothing when `text` is empty, longer than max_digits or holds anything but 0-9.
    static constexpr std::optional<Pin> parse(std::string_view text) {
        if (text.empty() || text.size() > max_digits) return std::nullopt;
        Pin pin;
        for (char const c : text) {
            if (c < '0' || c > '9') return std::nullopt;
            pin.append(static_cast<unsigned>(c - '0'));
        }
        return pin;
    }

    constexpr void append(unsigned digit) {
        packed_ |= static_cast<std::uint64_t>(digit) << (4 + 4 * size());
        ++packed_;  // the low four bits count the digits
    }

    constexpr std::size_t size() const { return packed_ & 0xfu; }
    constexpr bool empty() const { return packed_ == 0; }
    constexpr unsigned digit(std::size_t index) const { return (packed_ >> (4 + 4 * index)) & 0xfu; }
    constexpr std::uint64_t packed() const { return packed_; }

    std::string text() const {
        std::string digits(size(), '0');
        for (std::size_t i = 0; i < digits.size(); ++i)
            digits[i] = static_cast<char>('0' + digit(i));
        return digits;
    }

    friend constexpr auto operator<=>(Pin, Pin) = default;

  private:
    std::uint64_t packed_ = 0;  // bits 0-3: number of digits; then four bits a digit, first digit lowest
};

}  // namespace lockstep::engine
