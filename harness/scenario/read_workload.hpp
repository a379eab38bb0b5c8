// Reads `workload:` in two parts: the stays first, because without an `epoch` they say when the run begins; then, when
// the devices are known, which door each stay gets.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "harness/scenario/bookings.hpp"
#include "harness/scenario/reading.hpp"
#include "harness/scenario/suite_files.hpp"

namespace lockstep::harness {

// The last bookings file read: the cases of a matrix mostly want the same one.
struct BookingsCache {
    std::string key;
    std::shared_ptr<Bookings const> bookings;
};

// Null when there is no workload, or when it could not be read (then that has been reported).
std::shared_ptr<Bookings const> read_bookings(Node const& root, std::string const& zone, SuiteFiles const& files,
                                              SuiteFile const& file, BookingsCache& cache, Complaints& complaints,
                                              SourceTexts& sources);

// `epoch_given`: then no stay may have been booked before it.
void read_workload(Node const& root, Bookings const& bookings, std::string const& printed_path, bool epoch_given,
                   Reading& reading);

// How many stays there are at most at one time, cancelled ones until they are cancelled.
std::size_t most_at_once(std::vector<Booking> const& stays);

// A door, from 0, for each stay, the lowest free one; `doors` must be enough.
std::vector<std::size_t> doors_for(std::vector<Booking> const& stays, std::size_t doors);

}  // namespace lockstep::harness
