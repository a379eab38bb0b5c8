// A code as a lock stores it: a PIN, the window in which it opens the door, and the name somebody gave it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::sim {

// The cloud's number for a code; one slot each. Codes that somebody adds by hand get numbers too.
using Key = std::uint64_t;

// An unbounded window is always open.
struct Record {
    std::string pin;
    Instant starts = always;
    Instant ends = never;
    std::string name;

    void hash(StateHash& hash) const { hash.add(pin, starts, ends, name); }
    friend bool operator==(Record const&, Record const&) = default;
};

// Windows are half open: one that ends when the other starts does not overlap it.
bool overlap(Record const& left, Record const& right);

// The record with the smallest window on a grid of `step` that holds its window; zero is no grid. The engine has a
// calendar of its own for this, on purpose: two that agree are worth more than one.
Record rounded_outwards(Record record, Duration step);

// What a keypad can type: digits, at least one.
bool can_be_typed(std::string_view pin);

// The bytes a text holds beside its own object.
std::size_t heap_bytes(std::string const& text);
inline std::size_t heap_bytes(Record const& record) { return heap_bytes(record.pin) + heap_bytes(record.name); }

}  // namespace lockstep::sim
