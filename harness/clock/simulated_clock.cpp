#include "harness/clock/simulated_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lockstep::harness {

namespace {

constexpr std::string_view scaled = "scaled:";
constexpr double factor_max = 1e6;

Duration times(Duration duration, double factor) {
    auto const exact = static_cast<double>(duration.count()) * factor;
    auto const most = static_cast<double>(hundred_years.count());
    return Duration{std::llround(std::clamp(exact, -most, most))};
}

}  // namespace

std::optional<ClockMode> parse_clock_mode(std::string_view text) {
    if (text == "real") return ClockMode{1};
    if (text == "manual") return ClockMode{0};
    if (!text.starts_with(scaled)) return std::nullopt;
    text.remove_prefix(scaled.size());
    double factor = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
    bool const whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || !(factor > 0) || factor > factor_max) return std::nullopt;
    return ClockMode{factor};
}

std::string text_of(ClockMode mode) {
    if (mode.manual()) return "manual";
    return mode.factor == 1 ? "real" : fmt::format("{}{}", scaled, mode.factor);
}

void SimulatedClock::set_mode(ClockMode mode, Instant real_now) {
    turn_to(now(real_now), real_now);
    mode_ = mode;
}

Instant SimulatedClock::now(Instant real_now) const {
    if (mode_.manual() || real_now <= real_) return simulated_;
    return later_by(simulated_, times(real_now - real_, mode_.factor));
}

void SimulatedClock::turn_to(Instant simulated, Instant real_now) {
    simulated_ = std::max(simulated, now(real_now));
    real_ = real_now;
}

std::optional<Duration> SimulatedClock::real_time_until(Instant simulated, Instant real_now) const {
    if (mode_.manual() || !is_finite(simulated)) return std::nullopt;
    auto const left = std::max(simulated - now(real_now), Duration{});
    return times(left, 1 / mode_.factor);
}

}  // namespace lockstep::harness
