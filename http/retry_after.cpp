#include "http/retry_after.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "http/message.hpp"
#include "runtime/civil.hpp"

namespace lockstep::http {

namespace {

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> day_names{"Thu", "Fri", "Sat", "Sun",
                                                    "Mon", "Tue", "Wed"};  // 1970-01-01 first

// All of `text` as digits; nothing else, and not too many of them.
std::optional<std::int64_t> digits(std::string_view text) {
    std::int64_t number = 0;
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
    //  0123456789012345678901234567890
    //  Sun, 06 Nov 1994 08:49:37 GMT
    constexpr std::string_view shape = "???, ?? ??? ???? ??:??:?? GMT";
    if (text.size() != shape.size()) return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] != '?' && shape[i] != text[i]) return std::nullopt;

    auto const month = std::find(month_names.begin(), month_names.end(), text.substr(8, 3));
    auto const day = digits(text.substr(5, 2));
    auto const year = digits(text.substr(12, 4));
    auto const hour = digits(text.substr(17, 2));
    auto const minute = digits(text.substr(20, 2));
    auto const second = digits(text.substr(23, 2));
    if (month == month_names.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    auto const local = local_time({.year = static_cast<std::int32_t>(*year),
                                   .month = static_cast<std::uint8_t>(month - month_names.begin() + 1),
                                   .day = static_cast<std::uint8_t>(*day),
                                   .hour = static_cast<std::uint8_t>(*hour),
                                   .minute = static_cast<std::uint8_t>(*minute),
                                   .second = static_cast<std::uint8_t>(*second)});
    if (!local) return std::nullopt;
    return Instant{local->time_since_epoch()};
}

std::string format_http_date(Instant instant) {
    auto const fields = fields_of(LocalTime{instant.time_since_epoch()});
    auto const day = std::chrono::floor<std::chrono::days>(instant.time_since_epoch()).count() % 7;
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", day_names[static_cast<std::size_t>((day + 7) % 7)],
                       fields.day, month_names[fields.month - 1u], fields.year, fields.hour, fields.minute,
                       fields.second);
}

std::optional<Duration> retry_after(Headers const& headers, Instant now) {
    auto const text = headers.find(field::retry_after);
    if (!text) return std::nullopt;
    if (auto const date = parse_http_date(*text)) return std::clamp(*date - now, Duration::zero(), retry_after_max);
    auto const seconds = digits(*text);
    if (!seconds) return std::nullopt;
    if (*seconds >= retry_after_max / 1s) return retry_after_max;
    return std::chrono::seconds{*seconds};
}

void set_retry_after(Headers& headers, Duration wait) {
    auto const seconds = std::chrono::ceil<std::chrono::seconds>(std::max(wait, Duration::zero())).count();
    headers.set(field::retry_after, fmt::to_string(seconds));
}

}  // namespace lockstep::http
