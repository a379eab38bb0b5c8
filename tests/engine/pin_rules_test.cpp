// PINs keep their zeros; each constraint of the field refuses what it names and nothing else.
#include "engine/pin_rules.hpp"

#include "tests/catch.hpp"

using namespace lockstep;
using namespace lockstep::engine;

TEST_CASE("pin: digits and leading zeros survive the packing", "[engine][pin]") {
    for (std::string_view const text : {"0", "0000", "0420", "000000000000000", "987654321012345"}) {
        CAPTURE(text);
        auto const pin = Pin::parse(text);
        REQUIRE(pin);
        CHECK(pin->text() == text);
        CHECK(pin->size() == text.size());
    }
    for (std::string_view const text : {"", "12a4", " 1234", "-123", "0000000000000000"}) {
        CAPTURE(text);
        CHECK_FALSE(Pin::parse(text));
    }
    CHECK(*Pin::parse("042") != *Pin::parse("0420"));
}

TEST_CASE("pin rules: each constraint by what it refuses and what it lets through", "[engine][pin]") {
    using enum PinConstraint;
    struct Row {
        PinConstraint constraint;
        char const* pin;
        bool refused;
    };
    auto const row = GENERATE(values<Row>({
        {no_zeros, "1203", true},
        {no_zeros, "1234", false},
        {cannot_start_with_12, "1234", true},
        {cannot_start_with_12, "2112", false},
        {no_triple_consecutive_ints, "12349", true},
        {no_triple_consecutive_ints, "99998", true},
        {no_triple_consecutive_ints, "4321", true},
        {no_triple_consecutive_ints, "1235", false},
        {no_triple_consecutive_ints, "1112", false},
        {no_triple_consecutive_ints, "123321", false},
        {no_ascending_or_descending_sequence, "1234", true},
        {no_ascending_or_descending_sequence, "9876", true},
        {no_ascending_or_descending_sequence, "1243", false},
        {no_ascending_or_descending_sequence, "1111", false},
        {at_least_three_unique_digits, "1122", true},
        {at_least_three_unique_digits, "1123", false},
        {no_all_same_digits, "1111", true},
        {no_all_same_digits, "1112", false},
        {unique_first_four_digits, "12134", true},
        {unique_first_four_digits, "12344", false},
        {cannot_contain_089, "1280", true},
        {cannot_contain_089, "1267", false},
        {cannot_contain_0789, "1267", true},
        {cannot_contain_0789, "123456", false},
    }));
    CAPTURE(name_of(row.constraint), row.pin);
    PinRules rules;
    rules.add(row.constraint);

    auto const refusal = refusal_of(*Pin::parse(row.pin), rules);

    CHECK(refusal.has_value() == row.refused);
    if (refusal) {
        CHECK_FALSE(refusal->length);
        CHECK(refusal->constraint == row.constraint);
    }
}

TEST_CASE("pin rules: the length is judged before the digits", "[engine][pin]") {
    PinRules rules;
    rules.add(PinConstraint::no_all_same_digits);

    CHECK(refusal_of(*Pin::parse("111"), rules)->length);
    CHECK(refusal_of(*Pin::parse("123456789"), rules)->length);
    CHECK_FALSE(refusal_of(*Pin::parse("1111"), rules)->length);
}

TEST_CASE("pin rules: drawn PINs satisfy every constraint together", "[engine][pin]") {
    PinRules rules;
    for (std::size_t i = 0; i < pin_constraint_count; ++i)
        rules.add(static_cast<PinConstraint>(i));
    RandomStream random{7, "test"};

    for (int i = 0; i < 200; ++i) {
        auto const pin = draw_pin(random, 6, rules);
        REQUIRE(pin);
        CHECK_FALSE(refusal_of(*pin, rules));
    }
}

TEST_CASE("pin rules: names of constraints lead back to them", "[engine][pin]") {
    for (std::size_t i = 0; i < pin_constraint_count; ++i) {
        auto const constraint = static_cast<PinConstraint>(i);
        CHECK(pin_constraint_from(name_of(constraint)) == constraint);
    }
    CHECK_FALSE(pin_constraint_from("no_zeroes"));
}
