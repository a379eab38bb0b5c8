#include "harness/judge/instant_text.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace lockstep::harness {
namespace {

constexpr std::uint64_t second = 1'000'000;

// The decimals of `micros` (below one second) without trailing zeros, with the point; nothing when there are none.
std::string decimals(std::uint64_t micros) {
    if (micros == 0) return {};
    std::string digits = fmt::format(".{:06}", micros);
    digits.erase(digits.find_last_not_of('0') + 1);
    return digits;
}

}  // namespace

std::string duration_text(Duration duration) {
    std::int64_t const count = microseconds(duration);
    bool const negative = count < 0;
    // Unsigned negation, so that even the smallest duration has a text.
    std::uint64_t rest = negative ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
    std::string text = negative ? "-" : "";
    if (rest == 0) return "0s";
    if (rest < second && rest % 1000 == 0) return text + fmt::format("{}ms", rest / 1000);

    struct Unit {
        std::uint64_t length;
        char letter;
    };
    constexpr std::array<Unit, 3> units{{{86'400 * second, 'd'}, {3'600 * second, 'h'}, {60 * second, 'm'}}};
    for (Unit const& unit : units) {
        if (rest < unit.length) continue;
        text += fmt::format("{}{}", rest / unit.length, unit.letter);
        rest %= unit.length;
    }
    if (rest != 0) text += fmt::format("{}{}s", rest / second, decimals(rest % second));
    return text;
}

std::string iso_text(Instant instant) {
    if (instant == always) return "always";
    if (instant == never) return "never";
    auto const days = std::chrono::floor<std::chrono::days>(instant.time_since_epoch());
    auto const date = std::chrono::year_month_day{std::chrono::sys_days{days}};
    auto const time = static_cast<std::uint64_t>(microseconds(instant.time_since_epoch() - days));
    std::uint64_t const seconds = time / second;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), seconds / 3600,
                       seconds / 60 % 60, seconds % 60, decimals(time % second));
}

std::string instant_text(Instant instant, Instant epoch) {
    constexpr Duration readable = std::chrono::days{14};
    if (!is_finite(instant)) return iso_text(instant);
    std::int64_t since = 0;
    if (__builtin_sub_overflow(microseconds(instant), microseconds(epoch), &since)) return iso_text(instant);
    Duration const distance{since};
    if (distance < Duration::zero() || distance >= readable) return iso_text(instant);
    return "T+" + duration_text(distance);
}

}  // namespace lockstep::harness
