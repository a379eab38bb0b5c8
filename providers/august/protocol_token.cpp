#include "providers/august/protocol_token.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace lockstep::providers::august {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::int64_t last_second =
    253'370'764'799;  // 9998-12-31T23:59:59Z: clients west and east of UTC stay within the years they know
constexpr std::size_t token_bytes_max = 8 * 1024;

constexpr auto values = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return table;
}();

std::string text_at(Json const& object, char const* key) {
    auto const found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace

std::string base64url(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t window = 0;
    int bits = 0;
    for (char const byte : bytes) {
        window = window << 8 | static_cast<unsigned char>(byte);
        for (bits += 8; bits >= 6; bits -= 6)
            text += alphabet[window >> (bits - 6) & 63];
    }
    if (bits > 0) text += alphabet[window << (6 - bits) & 63];
    return text;
}

std::optional<std::string> base64url_decoded(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t window = 0;
    int bits = 0;
    for (char const c : text) {
        auto const value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        window = window << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(window >> bits & 255);
    }
    return bytes;
}

std::string token_head(TokenClaims const& claims) {
    auto const seconds = claims.expires_at == never
                             ? last_second
                             : std::chrono::floor<std::chrono::seconds>(claims.expires_at.time_since_epoch()).count();
    Json const head{{"alg", "HS256"}, {"typ", "JWT"}};
    Json const body{{"installId", claims.install_id},
                    {"userId", claims.user_id},
                    {"vInstallId", claims.validated},
                    {"vPassword", true},
                    {"exp", seconds}};
    auto const dump = [](Json const& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); };
    return base64url(dump(head)) + "." + base64url(dump(body));
}

std::optional<TokenClaims> read_token(std::string_view token) {
    auto const first = token.find('.');
    auto const second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.size() > token_bytes_max) return std::nullopt;
    auto const body = base64url_decoded(token.substr(first + 1, second - first - 1));
    if (!body) return std::nullopt;
    auto const json = Json::parse(*body, nullptr, false);
    if (!json.is_object()) return std::nullopt;

    TokenClaims claims{.user_id = text_at(json, "userId"), .install_id = text_at(json, "installId")};
    claims.validated = json.contains("vInstallId") && json["vInstallId"] == true;
    auto const exp = json.find("exp");
    if (exp == json.end() || !exp->is_number_integer()) return std::nullopt;
    auto const seconds = exp->get<std::int64_t>();
    if (seconds < 0 || seconds > last_second) return std::nullopt;
    if (seconds != last_second) claims.expires_at = Instant{std::chrono::seconds{seconds}};
    return claims;
}

}  // namespace lockstep::providers::august
