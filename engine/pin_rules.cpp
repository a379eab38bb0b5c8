#include "engine/pin_rules.hpp"

#include <algorithm>
#include <array>

namespace lockstep::engine {

namespace {

constexpr std::array<std::string_view, pin_constraint_count> constraint_names{
    "no_zeros",
    "cannot_start_with_12",
    "no_triple_consecutive_ints",
    "cannot_specify_pin_code",
    "pin_code_matches_existing_set",
    "start_date_in_future",
    "no_ascending_or_descending_sequence",
    "at_least_three_unique_digits",
    "no_all_same_digits",
    "unique_first_four_digits",
    "cannot_contain_089",
    "cannot_contain_0789",
    "name_length",
    "name_must_be_unique",
};

unsigned digits_used(Pin pin, std::size_t first = Pin::max_digits) {
    unsigned used = 0;
    for (std::size_t i = 0; i < std::min(first, pin.size()); ++i)
        used |= 1u << pin.digit(i);
    return used;
}

bool uses_any(Pin pin, unsigned digits) { return (digits_used(pin) & digits) != 0; }

std::size_t distinct_digits(Pin pin, std::size_t first = Pin::max_digits) {
    return static_cast<std::size_t>(__builtin_popcount(digits_used(pin, first)));
}

int step_between(Pin pin, std::size_t index) {
    return static_cast<int>(pin.digit(index)) - static_cast<int>(pin.digit(index - 1));
}

// The longest stretch of digits in which each differs from the one before by the same -1, 0 or 1.
std::size_t longest_run(Pin pin) {
    std::size_t longest = std::min<std::size_t>(pin.size(), 1);
    std::size_t run = longest;
    for (std::size_t i = 1; i < pin.size(); ++i) {
        int const step = step_between(pin, i);
        bool const regular = step >= -1 && step <= 1;
        bool const goes_on = regular && run > 1 && step == step_between(pin, i - 1);
        run = goes_on ? run + 1 : (regular ? 2 : 1);
        longest = std::max(longest, run);
    }
    return longest;
}

bool is_pure_sequence(Pin pin) {
    if (pin.size() < 2) return false;
    int const step = step_between(pin, 1);
    if (step != 1 && step != -1) return false;
    for (std::size_t i = 2; i < pin.size(); ++i)
        if (step_between(pin, i) != step) return false;
    return true;
}

bool breaks(Pin pin, PinConstraint constraint) {
    switch (constraint) {
        case PinConstraint::no_zeros:
            return uses_any(pin, 1u << 0);
        case PinConstraint::cannot_start_with_12:
            return pin.size() >= 2 && pin.digit(0) == 1 && pin.digit(1) == 2;
        case PinConstraint::no_triple_consecutive_ints:
            return longest_run(pin) > 3;
        case PinConstraint::no_ascending_or_descending_sequence:
            return is_pure_sequence(pin);
        case PinConstraint::at_least_three_unique_digits:
            return distinct_digits(pin) < 3;
        case PinConstraint::no_all_same_digits:
            return distinct_digits(pin) < 2;
        case PinConstraint::unique_first_four_digits:
            return distinct_digits(pin, 4) < std::min<std::size_t>(4, pin.size());
        case PinConstraint::cannot_contain_089:
            return uses_any(pin, 1u << 0 | 1u << 8 | 1u << 9);
        case PinConstraint::cannot_contain_0789:
            return uses_any(pin, 1u << 0 | 1u << 7 | 1u << 8 | 1u << 9);
        case PinConstraint::cannot_specify_pin_code:
        case PinConstraint::pin_code_matches_existing_set:
        case PinConstraint::start_date_in_future:
        case PinConstraint::name_length:
        case PinConstraint::name_must_be_unique:
            return false;  // not about the digits
    }
    return false;
}

}  // namespace

std::string_view name_of(PinConstraint constraint) { return constraint_names[static_cast<std::size_t>(constraint)]; }

std::optional<PinConstraint> pin_constraint_from(std::string_view name) {
    auto const found = std::find(constraint_names.begin(), constraint_names.end(), name);
    if (found == constraint_names.end()) return std::nullopt;
    return static_cast<PinConstraint>(found - constraint_names.begin());
}

std::size_t PinRules::shortest() const { return lengths == 0 ? 4 : static_cast<std::size_t>(__builtin_ctz(lengths)); }

PinRules rules_of_both(PinRules const& one, PinRules const& other) {
    PinRules both = one;
    both.lengths = one.lengths & other.lengths;
    both.constraints = static_cast<std::uint16_t>(one.constraints | other.constraints);
    return both;
}

std::optional<PinConstraint> broken_constraint(Pin pin, PinRules const& rules) {
    for (std::size_t i = 0; i < pin_constraint_count; ++i) {
        auto const constraint = static_cast<PinConstraint>(i);
        if (rules.has(constraint) && breaks(pin, constraint)) return constraint;
    }
    return std::nullopt;
}

std::optional<PinRefusal> refusal_of(Pin pin, PinRules const& rules) {
    if (!rules.accepts_length(pin.size())) return PinRefusal{.length = true, .constraint = std::nullopt};
    if (auto const broken = broken_constraint(pin, rules)) return PinRefusal{.length = false, .constraint = broken};
    return std::nullopt;
}

std::optional<Pin> draw_pin(RandomStream& random, std::size_t digits, PinRules const& rules) {
    if (digits > Pin::max_digits) return std::nullopt;
    // Even the strictest mix of constraints leaves more than one PIN in a hundred; a thousand draws all but never fail.
    for (int draw = 0; draw < 1000; ++draw) {
        Pin pin;
        for (std::size_t i = 0; i < digits; ++i)
            pin.append(static_cast<unsigned>(random.below(10)));
        if (!broken_constraint(pin, rules)) return pin;
    }
    return std::nullopt;
}

}  // namespace lockstep::engine
