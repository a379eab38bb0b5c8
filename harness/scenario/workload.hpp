// Many codes from a calendar of real stays: `workload:`, already read and laid out over the doors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/place.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// One stay makes one time-bound code on one device.
struct Stay {
    std::uint32_t line = 0;  // in the bookings file, from 1
    Instant created{};
    Instant starts{};
    Instant ends{};
    std::optional<Instant> deleted;  // a cancellation; at check-in at the latest, and not before `created`
    std::size_t device = 0;          // index into Scenario::devices
};

struct Workload {
    Place place;
    std::string bookings;  // path as written
    std::string file;      // path as reports print it
    std::string zone = "UTC";
    std::vector<Stay> stays;       // in the order of the file
    std::uint64_t skipped = 0;     // stays of 0 nights
    std::size_t doors_needed = 0;  // the most stays at one time
};

}  // namespace lockstep::harness
