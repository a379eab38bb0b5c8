// Stays as calendars and spreadsheets hold them, before anybody gave them a door.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/time.hpp"
#include "runtime/zone.hpp"

namespace lockstep::harness {

// One stay. Where a calendar gives only dates, check-in and check-out times have been put in.
struct Booking {
    std::uint32_t line = 0;
    Instant created{};
    Instant starts{};
    Instant ends{};
    std::optional<Instant> deleted;  // a cancellation: by check-in, unless it was booked even later
};

// What is wrong, and where in the bookings file. Line 0: the whole file.
struct BookingSlip {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0;
    std::string message;
};

inline constexpr std::size_t booking_slips_max = 20;

struct Bookings {
    std::vector<Booking> stays;
    std::vector<BookingSlip> slips;   // reading stops after `booking_slips_max`
    std::uint64_t skipped = 0;        // of 0 nights
    std::uint64_t undated = 0;        // cancelled, but nobody wrote down when: taken for stays
    std::vector<std::string> header;  // of a CSV file
};

// How a file is to be understood.
struct BookingColumns {
    std::string created;  // empty: the day of arrival
    std::string arrives;
    std::string nights;  // or
    std::string leaves;
    std::string cancelled;
    struct Condition {
        std::string column;
        std::vector<std::string> values;
    };
    std::vector<Condition> cancelled_if;
};
struct BookingRules {
    Duration check_in = std::chrono::hours{15};
    Duration check_out = std::chrono::hours{11};
    Zone zone;
    std::uint64_t limit = 10'000'000;  // rows or events looked at
};

// A column that is named and not in the header is a slip of the whole file.
Bookings read_csv_bookings(std::string_view text, BookingColumns const& columns, BookingRules const& rules);
Bookings read_ics_bookings(std::string_view text, BookingRules const& rules);

// The header of a CSV file, or nothing when it has none.
std::optional<std::vector<std::string>> csv_header(std::string_view text);

}  // namespace lockstep::harness
