// Instants as a scenario writes them: resolved to the wall clock, with the text and the place kept for messages.
#pragma once

#include <string>

#include "harness/scenario/place.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// One instant: `T+1.5s`, `arrive-1ms`, `2030-06-05T16:00:00Z`.
struct Moment {
    Instant instant{};
    std::string text;  // as written
    Place place;
};

// A range of instants in an expectation, both ends in. An exact instant has equal ends; `any` is always..never.
struct MomentRange {
    Instant from = always;
    Instant to = never;
    std::string text;  // as written: `T+3s`, `arrive..arrive+10s`, `any`
    Place place;

    bool exact() const { return from == to; }
    bool any() const { return from == always && to == never; }
    bool contains(Instant instant) const { return from <= instant && instant <= to; }
};

// Something an author may leave out, write as `null`, or give a value.
template <class T>
struct Field {
    bool given = false;  // the key is there
    bool null = false;   // and its value is `null`
    T value{};
    Place place;  // of the value

    bool has_value() const { return given && !null; }
    T const& operator*() const { return value; }
    T const* operator->() const { return &value; }
};

// How many: `3` or `0..2`, both ends in.
struct CountRange {
    std::uint64_t min = 0;
    std::uint64_t max = 0;
    std::string text;
    Place place;

    bool contains(std::uint64_t count) const { return min <= count && count <= max; }
};

}  // namespace lockstep::harness
