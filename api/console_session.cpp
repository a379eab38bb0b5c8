#include "api/console_session.hpp"

#include <string>

#include "api/json.hpp"

namespace lockstep::api {

namespace {

// Base64 with the alphabet of URLs and without padding; nothing when it is none.
std::optional<std::string> decoded_part(std::string_view text) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string bytes;
    unsigned held = 0;
    unsigned bits = 0;
    for (char const c : text) {
        auto const digit = alphabet.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        held = (held << 6 | static_cast<unsigned>(digit)) & 0xffff;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(held >> bits & 0xff);
    }
    return bytes;
}

}  // namespace

std::optional<Instant> expiry_of_console_session(std::string_view token) {
    auto const first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    auto const second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    auto const text = decoded_part(token.substr(first + 1, second - first - 1));
    auto const claims = text ? parse_json(*text) : std::nullopt;
    if (!claims || !claims->is_object()) return std::nullopt;
    auto const exp = claims->find("exp");
    if (exp == claims->end() || !exp->is_number_integer()) return std::nullopt;
    auto const seconds = exp->get<std::int64_t>();
    constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999
    if (seconds < 0 || seconds > seconds_max) return std::nullopt;
    return Instant{std::chrono::seconds{seconds}};
}

}  // namespace lockstep::api
