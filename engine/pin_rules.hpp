// Which PINs and names a lock accepts: lengths and the field's named constraints (docs/requirements.md, PIN).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/pin.hpp"
#include "runtime/random.hpp"

namespace lockstep::engine {

enum class PinConstraint : std::uint8_t {
    no_zeros,
    cannot_start_with_12,
    no_triple_consecutive_ints,  // at most three digits in a row equal or consecutive
    cannot_specify_pin_code,     // the provider makes the PIN
    pin_code_matches_existing_set,
    start_date_in_future,
    no_ascending_or_descending_sequence,
    at_least_three_unique_digits,
    no_all_same_digits,
    unique_first_four_digits,
    cannot_contain_089,
    cannot_contain_0789,
    name_length,
    name_must_be_unique,
};
inline constexpr std::size_t pin_constraint_count = 14;

// The wire name of a constraint, and back; nothing for a word that is none.
std::string_view name_of(PinConstraint constraint);
std::optional<PinConstraint> pin_constraint_from(std::string_view name);

struct PinRules {
    static constexpr std::size_t longest = 20;  // of the lengths a lock may be said to take

    std::uint32_t lengths = 0b1'1111'0000;  // bit n: n digits are accepted (4..8 by default)
    std::uint16_t constraints = 0;          // bit n: PinConstraint n holds
    std::uint8_t name_length_min = 0;       // with name_length
    std::uint8_t name_length_max = 0;

    constexpr bool accepts_length(std::size_t digits) const {
        return digits <= longest && (lengths >> digits & 1u) != 0;
    }
    constexpr bool has(PinConstraint constraint) const {
        return (constraints >> static_cast<unsigned>(constraint) & 1u) != 0;
    }
    constexpr void add(PinConstraint constraint) {
        constraints = static_cast<std::uint16_t>(constraints | 1u << static_cast<unsigned>(constraint));
    }
    std::size_t shortest() const;

    friend constexpr bool operator==(PinRules const&, PinRules const&) = default;
};

// What a PIN must keep to please both. No length is left when there is no such PIN.
PinRules rules_of_both(PinRules const& one, PinRules const& other);

// The first rule about digits that `pin` breaks, if any. Lengths are not looked at.
std::optional<PinConstraint> broken_constraint(Pin pin, PinRules const& rules);

// Why a PIN is refused, for the caller: "PIN must have 4 to 8 digits", ...
struct PinRefusal {
    bool length = false;                      // the length is not supported
    std::optional<PinConstraint> constraint;  // or this constraint is broken
};
std::optional<PinRefusal> refusal_of(Pin pin, PinRules const& rules);

// A random PIN of `digits` digits that breaks no constraint; nothing when a bounded number of draws finds none, or when
// no PIN has so many digits.
std::optional<Pin> draw_pin(RandomStream& random, std::size_t digits, PinRules const& rules);

}  // namespace lockstep::engine
