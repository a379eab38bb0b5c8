#include "providers/offline_pin.hpp"

#include "runtime/hash.hpp"
#include "runtime/permutation.hpp"

namespace lockstep::providers {

namespace {

// The numbers of the kinds follow one another: 672 lengths in hours with 3 variants each, 339 in days (29 to 367) with
// 3, and one-time codes with 5. Starts repeat after 2^16 hours.
constexpr std::uint32_t pins = 1'000'000'000;
constexpr std::uint32_t digits = 9;
constexpr std::uint32_t starts = 1u << 16;
constexpr std::uint32_t hourly_lengths = 672, daily_lengths = 339, day_min = 29, variants = 3;
constexpr std::uint32_t daily_from = hourly_lengths * variants;
constexpr std::uint32_t one_time_from = daily_from + daily_lengths * variants;

std::uint32_t shape_of(engine::OfflinePinRequest const& request) {
    if (request.one_time) return one_time_from + request.variant;
    auto const hours =
        static_cast<std::uint32_t>((request.window.ends - request.window.starts) / std::chrono::hours{1});
    if (hours <= hourly_lengths) return (hours - 1) * variants + request.variant;
    return daily_from + (hours / 24 - day_min) * variants + request.variant;
}

}  // namespace

engine::Pin offline_pin(std::uint64_t secret, engine::OfflinePinRequest const& request) {
    auto const hour = request.window.starts.time_since_epoch() / std::chrono::hours{1};
    auto const start = static_cast<std::uint32_t>(static_cast<std::uint64_t>(hour) % starts);
    Permutation const permutation{offline_secret_of_lock(secret, request.lock), pins};
    auto image = permutation.image_of(shape_of(request) * starts + start);
    engine::Pin pin;
    for (std::uint32_t unit = pins / 10, left = digits; left > 0; --left, unit /= 10) {
        pin.append(image / unit);
        image %= unit;
    }
    return pin;
}

std::uint64_t offline_secret(std::string_view provider) {
    StateHash hash;
    hash.add(std::string_view{"offline codes"}, provider);
    return hash.value();
}

std::uint64_t offline_secret_of_lock(std::uint64_t secret, std::uint32_t lock) {
    return mix_bits(secret ^ mix_bits(std::uint64_t{lock} + 1));
}

}  // namespace lockstep::providers
