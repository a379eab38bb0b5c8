#include "runtime/zone.hpp"

#include <date/tz.h>

#include <exception>
#include <fstream>

namespace lockstep {
namespace {

date::sys_seconds library_time(Instant instant) {
    return date::sys_seconds{std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch())};
}

std::string read_tz_version() {
    // Text editions of the database carry their version in the first line; other systems keep it in a file of its own.
    std::string first_line;
    if (std::ifstream text{"/usr/share/zoneinfo/tzdata.zi"}; std::getline(text, first_line))
        if (first_line.starts_with("# version ")) return first_line.substr(10);
    if (std::ifstream text{"/usr/share/zoneinfo/+VERSION"}; std::getline(text, first_line)) return first_line;
    return "unknown";
}

}  // namespace

std::string_view message(ZoneError error) {
    switch (error) {
        case ZoneError::unknown_zone:
            return "the time zone database has no zone of this name";
        case ZoneError::database_unreadable:
            return "the system's time zone database cannot be read (package tzdata)";
    }
    return "unknown error";
}

std::string_view Zone::name() const { return found_ == nullptr ? std::string_view{"UTC"} : found_->name(); }

Duration Zone::offset_at(Instant instant) const {
    if (found_ == nullptr) return Duration{0};
    return found_->get_info(library_time(instant)).offset;
}

LocalTime Zone::to_local(Instant instant) const { return LocalTime{instant.time_since_epoch() + offset_at(instant)}; }

Instant Zone::to_instant(LocalTime local) const {
    if (found_ == nullptr) return Instant{local.time_since_epoch()};
    auto const whole = std::chrono::floor<std::chrono::seconds>(local.time_since_epoch());
    // In a gap and in a fold alike, `first` is the offset from before the change, which is what both rules ask for.
    auto const info = found_->get_info(date::local_seconds{whole});
    return Instant{local.time_since_epoch() - info.first.offset};
}

Instant Zone::next_offset_change(Instant instant) const {
    if (found_ == nullptr) return never;
    auto info = found_->get_info(library_time(instant));
    auto const offset = info.offset;
    // Some entries of the database change only a name or a flag; pass over them. The last entry ends far in the future.
    constexpr date::sys_seconds end_of_data = date::sys_days{date::year{9999} / 1 / 1};
    while (info.end < end_of_data) {
        auto const change = info.end;
        info = found_->get_info(change);
        if (info.offset != offset) return Instant{change.time_since_epoch()};
    }
    return never;
}

Result<Zone, ZoneError> find_zone(std::string_view name) {
    if (name == "UTC") return Zone{};
    // The machine's own zone under a name that means something else on every machine.
    if (name == "localtime") return failure(ZoneError::unknown_zone);
    try {
        auto const& database = date::get_tzdb();
        for (auto const& zone : database.zones) {
            if (zone.name() != name) continue;
            zone.get_info(date::sys_seconds{});  // reads the zone's file now, where a damaged one can still be an error
            return Zone{&zone};
        }
        return failure(ZoneError::unknown_zone);
    } catch (std::exception const&) {
        return failure(ZoneError::database_unreadable);
    }
}

std::string tz_version() {
    static std::string const version = read_tz_version();
    return version;
}

}  // namespace lockstep
