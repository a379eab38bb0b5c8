// Any bytes as a bookings file, CSV or iCalendar: stays that make sense, or slips with places inside the text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harness/scenario/bookings.hpp"

namespace {

using namespace lockstep::harness;

void require(bool holds) {
    if (!holds) std::abort();
}

void check(Bookings const& bookings, std::string_view text, BookingRules const& rules) {
    require(bookings.slips.size() <= booking_slips_max);
    require(bookings.stays.size() + bookings.skipped <= rules.limit);
    for (auto const& stay : bookings.stays) {
        require(stay.starts < stay.ends && stay.created < stay.ends);
        if (stay.deleted)
            require(*stay.deleted >= stay.created && *stay.deleted <= std::max(stay.starts, stay.created));
    }
    auto const line_ends = std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
    for (auto const& slip : bookings.slips) {
        require(!slip.message.empty());
        require(slip.line <= static_cast<std::size_t>(line_ends) + 1 && slip.column <= text.size() + 1);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};

    BookingRules rules;
    rules.limit = 1'000;
    BookingColumns columns;
    columns.created = "booked_on";
    columns.arrives = "arrives_on";
    columns.nights = "nights";
    columns.cancelled = "outcome_on";
    columns.cancelled_if = {{"outcome", {"canceled"}}};
    check(read_csv_bookings(text, columns, rules), text, rules);
    columns.nights.clear();
    columns.leaves = "outcome_on";
    check(read_csv_bookings(text, columns, rules), text, rules);
    check(read_ics_bookings(text, rules), text, rules);
    static_cast<void>(csv_header(text));
    return 0;
}
