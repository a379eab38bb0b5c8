// A time zone by its IANA name, from the system's database: between what a wall clock shows and the instant it means.
//
// Two rules where a wall clock is no function of time:
//   gap    a reading that is skipped when clocks go forward means the reading shifted forward by the gap
//          (02:30 becomes 03:30), as if the old offset still held
//   fold   a reading that comes twice when clocks go back means the first one
//
// The database ends in 2037: later instants keep the offset that holds at its end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/civil.hpp"
#include "runtime/result.hpp"
#include "runtime/time.hpp"

namespace date {
class time_zone;
}

namespace lockstep {

enum class ZoneError : std::uint8_t {
    unknown_zone,         // the database has no zone of this name
    database_unreadable,  // no database, or a damaged one: a matter of the machine, not of the name
};
std::string_view message(ZoneError error);

// A handle as small as a pointer; the database lives as long as the process. The default is UTC.
class Zone {
  public:
    Zone() = default;

    std::string_view name() const;

    Duration offset_at(Instant instant) const;  // local minus UTC
    LocalTime to_local(Instant instant) const;
    Instant to_instant(LocalTime local) const;  // the rules for gap and fold are above

    // The first instant after this one from which another offset holds; never when the database knows none.
    Instant next_offset_change(Instant instant) const;

    friend bool operator==(Zone, Zone) = default;

  private:
    friend Result<Zone, ZoneError> find_zone(std::string_view name);
    explicit Zone(date::time_zone const* found) : found_(found) {}

    date::time_zone const* found_ = nullptr;  // null: UTC, which needs no database
};

// Names are taken exactly as the database spells them; old names like `US/Eastern` are names too.
Result<Zone, ZoneError> find_zone(std::string_view name);

// Which edition of the database this machine has, like `2026a`; `unknown` where the system does not say.
std::string tz_version();

}  // namespace lockstep
