#include "providers/august/protocol_schedule.hpp"

#include <array>
#include <charconv>

#include "runtime/time_text.hpp"

namespace lockstep::providers::august {

namespace {

constexpr std::uint32_t seconds_of_day = 24 * 60 * 60;
constexpr std::array<std::string_view, 7> day_words{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

// Takes what stands before `separator` off the front.
std::string_view take_until(std::string_view& text, char separator) {
    auto const at = text.find(separator);
    auto const part = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return part;
}

// Tells `take` each `NAME=value`; false when a part has another form, or `take` says so.
template <class Take>
bool each_part(std::string_view text, Take take) {
    if (text.empty()) return false;
    while (!text.empty()) {
        auto value = take_until(text, ';');
        if (value.find('=') == std::string_view::npos) return false;
        auto const name = take_until(value, '=');
        if (!take(name, value)) return false;
    }
    return true;
}

bool take_bound(std::string_view value, bool& seen, Instant& into) {
    auto const instant = parse_instant(value);
    if (seen || !instant.ok()) return false;
    seen = true;
    into = *instant;
    return true;
}

bool take_second(std::string_view value, std::optional<std::uint32_t>& into) {
    std::uint32_t second = 0;
    auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), second);
    if (into || error != std::errc{} || end != value.data() + value.size() || second > seconds_of_day) return false;
    into = second;
    return true;
}

std::optional<std::uint8_t> read_days(std::string_view list) {
    std::uint8_t days = 0;
    while (!list.empty()) {
        auto const word = take_until(list, ',');
        std::size_t day = 0;
        while (day < day_words.size() && day_words[day] != word)
            ++day;
        if (day == day_words.size()) return std::nullopt;
        days = static_cast<std::uint8_t>(days | 1u << day);
    }
    if (days == 0) return std::nullopt;
    return days;
}

}  // namespace

std::string write_times(Bounds const& bounds) {
    std::string text;
    if (is_finite(bounds.starts)) text += "DTSTART=" + format_instant(bounds.starts);
    if (is_finite(bounds.ends)) text += (text.empty() ? "DTEND=" : ";DTEND=") + format_instant(bounds.ends);
    return text;
}

Bounds filled(Bounds bounds) {
    if (bounds.starts == always) bounds.starts = far_past;
    if (bounds.ends == never) bounds.ends = far_future;
    return bounds;
}

Bounds opened(Bounds bounds) {
    if (bounds.starts == far_past) bounds.starts = always;
    if (bounds.ends == far_future) bounds.ends = never;
    return bounds;
}

std::optional<Bounds> read_times(std::string_view text) {
    Bounds bounds;
    bool starts_seen = false, ends_seen = false;
    bool const fine = each_part(text, [&](std::string_view name, std::string_view value) {
        if (name == "DTSTART") return take_bound(value, starts_seen, bounds.starts);
        if (name == "DTEND") return take_bound(value, ends_seen, bounds.ends);
        return false;
    });
    if (!fine) return std::nullopt;
    return bounds;
}

std::optional<Recurrence> read_recurrence(std::string_view times, std::string_view rule) {
    std::optional<std::uint32_t> start, end;
    bool const timed = each_part(times, [&](std::string_view name, std::string_view value) {
        if (name == "STARTSEC") return take_second(value, start);
        if (name == "ENDSEC") return take_second(value, end);
        return false;
    });
    if (!timed || !start || !end || *start >= *end) return std::nullopt;

    std::string_view frequency;
    std::optional<std::uint8_t> days;
    bool const ruled = each_part(rule, [&](std::string_view name, std::string_view value) {
        if (name == "FREQ") {
            frequency = value;
            return value == "WEEKLY" || value == "DAILY";
        }
        if (name == "INTERVAL") return value == "1";
        if (name == "BYDAY") return (days = read_days(value)).has_value();
        return name == "WKST";
    });
    if (!ruled || frequency.empty() || (frequency == "WEEKLY" && !days)) return std::nullopt;
    return Recurrence{*start, *end, days.value_or(every_day)};
}

}  // namespace lockstep::providers::august
