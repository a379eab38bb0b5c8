// Stays from an iCalendar file, as booking sites export them: one VEVENT a stay.
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/bookings.hpp"
#include "harness/scenario/check_scalar.hpp"

namespace lockstep::harness {
namespace {

constexpr std::size_t line_bytes_max = 100'000;

// One property, its continued lines joined: `DTSTART;VALUE=DATE:20300605`.
struct Property {
    std::uint32_t line = 0;
    std::string name;        // upper case
    std::string parameters;  // upper case but for their values
    std::string value;
};

std::string upper(std::string_view text) {
    std::string made{text};
    std::transform(made.begin(), made.end(), made.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return made;
}

// A date, or an instant; dates still need a time of day.
struct When {
    bool date_only = false;
    LocalTime local{};
    Instant instant{};
};

class Calendar {
  public:
    Calendar(std::string_view text, BookingRules const& rules) : text_(text), rules_(rules) {}

    Bookings read() {
        Property property;
        bool seen = false;
        while (next(property) && made_.slips.size() < booking_slips_max) {
            std::string const what = upper(property.value);
            if (!seen && (property.name != "BEGIN" || what != "VCALENDAR")) {
                slip(property.line, "an iCalendar file begins with BEGIN:VCALENDAR");
                return std::move(made_);
            }
            seen = true;
            if (property.name == "BEGIN" && what == "VEVENT") {
                if (events_ >= rules_.limit) return std::move(made_);
                ++events_;
                begin(property.line);
            } else if (property.name == "END" && what == "VEVENT") {
                finish();
            } else if (inside_) {
                take(property);
            }
        }
        if (!seen) slip(1, "the file is empty");
        if (inside_ && made_.slips.size() < booking_slips_max) slip(event_line_, "this VEVENT has no END");
        return std::move(made_);
    }

  private:
    void slip(std::uint32_t line, std::string message) { made_.slips.push_back({line, 1, 1, std::move(message)}); }

    // A line of the file; false at its end.
    bool raw_line(std::string_view& line) {
        if (at_ >= text_.size()) return false;
        auto const end = text_.find('\n', at_);
        line = text_.substr(at_, end == std::string_view::npos ? end : end - at_);
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
        ++line_number_;
        if (line.ends_with('\r')) line.remove_suffix(1);
        return true;
    }

    bool next(Property& property) {
        std::string_view line;
        do {
            if (!raw_line(line)) return false;
        } while (line.empty());
        property.line = line_number_;
        std::string whole{line};
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) {
            raw_line(line);
            if (whole.size() < line_bytes_max) whole += line.substr(1);
        }
        auto const colon = whole.find(':');
        auto const semicolon = whole.find(';');
        std::size_t const name_end = std::min({colon, semicolon, whole.size()});
        property.name = upper(std::string_view{whole}.substr(0, name_end));
        property.parameters = colon != std::string::npos && semicolon < colon
                                  ? whole.substr(semicolon + 1, colon - semicolon - 1)
                                  : std::string{};
        property.value = colon == std::string::npos ? std::string{} : whole.substr(colon + 1);
        return true;
    }

    void begin(std::uint32_t line) {
        inside_ = true;
        broken_ = false;
        event_line_ = line;
        starts_.reset();
        ends_.reset();
        created_.reset();
        stamped_.reset();
        modified_.reset();
        cancelled_ = false;
    }

    void take(Property const& property) {
        auto const into = [&](std::optional<When>& when) {
            when = parse(property);
            if (when) return;
            slip(property.line, fmt::format("`{}` is no date or instant of a calendar", property.value.substr(0, 60)));
            broken_ = true;
        };
        if (property.name == "DTSTART")
            into(starts_);
        else if (property.name == "DTEND")
            into(ends_);
        else if (property.name == "CREATED")
            into(created_);
        else if (property.name == "DTSTAMP")
            into(stamped_);
        else if (property.name == "LAST-MODIFIED")
            into(modified_);
        else if (property.name == "STATUS")
            cancelled_ = upper(property.value) == "CANCELLED";
        else if (property.name == "RRULE" || property.name == "RDATE") {
            slip(property.line, "repeating events are not stays");
            broken_ = true;
        } else if (property.name == "DURATION") {
            slip(property.line, "an event needs DTEND; DURATION is not understood");
            broken_ = true;
        }
    }

    static std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
        auto const value = at + digits <= text.size() ? parse_unsigned(text.substr(at, digits)) : std::nullopt;
        return value ? std::optional{static_cast<int>(*value)} : std::nullopt;
    }

    std::optional<When> parse(Property const& property) const {
        std::string_view const text = property.value;
        auto const year = number(text, 0, 4);
        auto const month = number(text, 4, 2);
        auto const month_day = number(text, 6, 2);
        if (!year || !month || !month_day) return std::nullopt;
        CivilFields fields;
        fields.year = *year;
        fields.month = static_cast<std::uint8_t>(*month);
        fields.day = static_cast<std::uint8_t>(*month_day);
        When when;
        if (text.size() == 8) {
            auto const local = local_time(fields);
            if (!local) return std::nullopt;
            when.date_only = true;
            when.local = *local;
            return when;
        }
        auto const hour = number(text, 9, 2);
        auto const minute = number(text, 11, 2);
        auto const second = number(text, 13, 2);
        bool const utc = text.size() == 16 && text[15] == 'Z';
        if (text[8] != 'T' || !hour || !minute || !second || (text.size() != 15 && !utc)) return std::nullopt;
        fields.hour = static_cast<std::uint8_t>(*hour);
        fields.minute = static_cast<std::uint8_t>(*minute);
        fields.second = static_cast<std::uint8_t>(std::min(*second, 59));  // a leap second is the one before it
        auto const local = local_time(fields);
        if (!local) return std::nullopt;
        auto const zone = zone_of(property);
        if (!zone) return std::nullopt;
        when.instant = utc ? Instant{local->time_since_epoch()} : zone->to_instant(*local);
        return when;
    }

    // TZID, or the workload's own zone for times that float.
    std::optional<Zone> zone_of(Property const& property) const {
        auto const at = upper(property.parameters).find("TZID=");
        if (at == std::string::npos) return rules_.zone;
        std::string name = property.parameters.substr(at + 5);
        name = name.substr(0, name.find(';'));
        if (name.size() > 1 && name.front() == '"') name = name.substr(1, name.find('"', 1) - 1);
        auto const zone = find_zone(name);
        if (!zone) return std::nullopt;
        return *zone;
    }

    Instant instant_of(When const& when, Duration time_of_day) const {
        return when.date_only ? rules_.zone.to_instant(when.local + time_of_day) : when.instant;
    }

    void finish() {
        if (!inside_) return;
        inside_ = false;
        if (broken_) return;
        if (!starts_ || !ends_) return slip(event_line_, "this event needs DTSTART and DTEND");
        if (starts_->date_only && ends_->date_only && starts_->local == ends_->local) {
            ++made_.skipped;
            return;
        }
        Booking stay;
        stay.line = event_line_;
        stay.starts = instant_of(*starts_, rules_.check_in);
        stay.ends = instant_of(*ends_, rules_.check_out);
        if (stay.ends <= stay.starts) return slip(event_line_, "this event ends before it starts");
        // DTSTAMP is often the moment of the export: only good while it lies before the stay.
        Instant const arrival = instant_of(*starts_, Duration{0});
        stay.created = arrival;
        for (auto const& known : {created_, stamped_}) {
            if (!known) continue;
            Instant const at = instant_of(*known, Duration{0});
            if (at >= stay.starts) continue;
            stay.created = at;
            break;
        }
        if (cancelled_) {
            Instant const at = modified_ ? instant_of(*modified_, Duration{0}) : stay.starts;
            stay.deleted = std::max(std::min(at, stay.starts), stay.created);
        }
        made_.stays.push_back(stay);
    }

    std::string_view text_;
    BookingRules const& rules_;
    std::size_t at_ = 0;
    std::uint32_t line_number_ = 0;
    std::uint64_t events_ = 0;
    bool inside_ = false;
    bool broken_ = false;
    bool cancelled_ = false;
    std::uint32_t event_line_ = 0;
    std::optional<When> starts_, ends_, created_, stamped_, modified_;
    Bookings made_;
};

}  // namespace

Bookings read_ics_bookings(std::string_view text, BookingRules const& rules) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return Calendar{text, rules}.read();
}

}  // namespace lockstep::harness
