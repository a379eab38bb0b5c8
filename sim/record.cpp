#include "sim/record.hpp"

#include <algorithm>

namespace lockstep::sim {

namespace {

// How far `instant` lies past the grid's line at or before it; right for instants before 1970 too.
Duration past_the_line(Instant instant, Duration step) {
    auto const rest = instant.time_since_epoch() % step;
    return rest < Duration::zero() ? rest + step : rest;
}

}  // namespace

bool overlap(Record const& left, Record const& right) { return left.starts < right.ends && right.starts < left.ends; }

Record rounded_outwards(Record record, Duration step) {
    if (step <= Duration::zero()) return record;
    if (is_finite(record.starts)) record.starts = later_by(record.starts, -past_the_line(record.starts, step));
    if (is_finite(record.ends)) {
        auto const past = past_the_line(record.ends, step);
        if (past != Duration::zero()) record.ends = later_by(record.ends, step - past);
    }
    return record;
}

bool can_be_typed(std::string_view pin) {
    return !pin.empty() && std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::size_t heap_bytes(std::string const& text) {
    static std::size_t const held_inside = std::string{}.capacity();
    return text.capacity() > held_inside ? text.capacity() + 1 : 0;
}

}  // namespace lockstep::sim
