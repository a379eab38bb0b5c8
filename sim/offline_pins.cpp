#include "sim/offline_pins.hpp"

#include <algorithm>

#include "runtime/permutation.hpp"

namespace lockstep::sim {

namespace {

constexpr std::size_t pin_digits = 9;
constexpr std::uint32_t pin_count = 1'000'000'000;
constexpr std::uint32_t hours_told_apart = 65'536;
constexpr Duration one_hour{std::chrono::hours{1}};
constexpr Duration one_day{std::chrono::hours{24}};

// How long a PIN lasts, and whether it opens once; nothing for a number that no vendor gives out.
struct Shape {
    Duration length{};
    bool one_time = false;
};
std::optional<Shape> shape_of(std::uint32_t number) {
    if (number < 672 * 3) return Shape{(number / 3 + 1) * one_hour};
    number -= 672 * 3;
    if (number < 339 * 3) return Shape{(number / 3 + 29) * one_day};
    number -= 339 * 3;
    if (number < 5) return Shape{one_day, true};
    return std::nullopt;
}

std::optional<std::uint32_t> number_typed(std::string_view pin) {
    if (pin.size() != pin_digits) return std::nullopt;
    std::uint32_t number = 0;
    for (char const digit : pin) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    return number;
}

Pressed shut(Denial reason) { return {.opens = false, .reason = reason, .key = 0}; }

}  // namespace

// Of all the starts that look alike, the one nearest to now is meant.
std::optional<OfflinePins::Meaning> OfflinePins::meaning_of(std::string_view pin, Instant on_wall) const {
    auto const typed = number_typed(pin);
    if (!typed) return std::nullopt;
    auto const number = Permutation{secret_, pin_count}.origin_of(*typed);
    auto const shape = shape_of(number / hours_told_apart);
    if (!shape) return std::nullopt;
    auto const hour_now = on_wall.time_since_epoch() / one_hour;
    auto const ahead = static_cast<std::int16_t>(static_cast<std::uint16_t>(
        number % hours_told_apart - static_cast<std::uint32_t>(static_cast<std::uint64_t>(hour_now))));
    Instant const starts{(hour_now + ahead) * one_hour};
    return Meaning{number, starts, starts + shape->length, shape->one_time};
}

bool OfflinePins::was_used(std::uint32_t number) const {
    return std::any_of(uses_.begin(), uses_.end(), [&](Use const& use) { return use.number == number; });
}

Pressed OfflinePins::press(std::string_view pin, Instant shown) const {
    auto const on_wall = reading(shown);
    auto const meaning = meaning_of(pin, on_wall);
    if (!meaning) return shut(Denial::unknown_code);
    if (on_wall < meaning->starts) return shut(Denial::not_yet_valid);
    if (meaning->ends <= on_wall) return shut(Denial::expired_code);
    bool const used = was_used(meaning->number);
    if (meaning->one_time && used) return shut(Denial::expired_code);
    // Who has not come within a day does not come at all.
    if (!used && meaning->starts + one_day <= on_wall) return shut(Denial::expired_code);
    return {.opens = true, .reason = Denial::none, .key = 0};
}

void OfflinePins::opened_by(std::string_view pin, Instant shown) {
    auto const on_wall = reading(shown);
    auto const meaning = meaning_of(pin, on_wall);
    std::erase_if(uses_, [&](Use const& use) { return use.ends <= on_wall; });
    if (!meaning || was_used(meaning->number)) return;
    if (meaning->one_time || meaning->ends - meaning->starts > one_day)
        uses_.push_back({meaning->number, meaning->ends});
}

void OfflinePins::hash(StateHash& hash) const {
    hash.add(secret_, uses_.size());
    for (Use const& use : uses_)
        hash.add(use.number, use.ends);
}

}  // namespace lockstep::sim
