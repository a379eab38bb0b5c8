#include "providers/august/mock_tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "providers/august/mock_pins.hpp"

namespace lockstep::providers::august {

namespace {

constexpr std::size_t installations_max = 1024;
constexpr std::string_view refresh_prefix = "refresh-";
constexpr std::size_t account_digits = 12;  // at the end of a user's id

std::optional<std::uint32_t> account_of_user(std::string_view user_id) {
    if (user_id.size() < account_digits) return std::nullopt;
    auto const digits = user_id.substr(user_id.size() - account_digits);
    std::uint32_t account = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), account, 16);
    bool const whole = error == std::errc{} && end == digits.data() + digits.size();
    return whole && user_id == user_id_of(account) ? std::optional{account} : std::nullopt;
}

}  // namespace

std::string user_id_of(std::uint32_t account) { return uuid_of('u', account); }
std::string email_of(std::uint32_t account) { return fmt::format("host{}@example.test", account); }
std::string phone_of(std::uint32_t account) { return fmt::format("+1555{:07}", account % 10'000'000); }
std::string password_of(std::uint32_t account) { return fmt::format("front-door-{}", account); }
std::string known_install_id(std::uint32_t account) { return uuid_of('i', account); }

TokenOffice::TokenOffice(std::string_view provider, std::uint64_t seed) {
    StateHash hash;
    hash.add(provider, seed);
    secret_ = hash.value();
}

std::string TokenOffice::signature(std::string_view text) const {
    std::string bytes;
    for (std::uint64_t round = 0; round < 4; ++round) {
        StateHash hash;
        hash.add(secret_, round, text);
        for (int shift = 0; shift < 64; shift += 8)
            bytes += static_cast<char>(hash.value() >> shift & 255);
    }
    return base64url(bytes);
}

std::string TokenOffice::token(std::uint32_t account, std::string_view install_id, bool validated,
                               Instant expires_at) const {
    auto const head = token_head({.user_id = user_id_of(account),
                                  .install_id = std::string{install_id},
                                  .validated = validated,
                                  .expires_at = expires_at});
    return head + "." + signature(head);
}

std::string TokenOffice::refresh_token(std::uint32_t account) const {
    auto const text = fmt::format("{}{:x}", refresh_prefix, account);
    return fmt::format("{}.{}", text, signature(text));
}

std::optional<TokenOffice::Bearer> TokenOffice::open(std::string_view token) const {
    auto const dot = token.rfind('.');
    if (dot == std::string_view::npos || token.substr(dot + 1) != signature(token.substr(0, dot))) return std::nullopt;
    auto claims = read_token(token);
    auto const account = claims ? account_of_user(claims->user_id) : std::nullopt;
    if (!account) return std::nullopt;
    return Bearer{*account, std::move(*claims)};
}

bool TokenOffice::is_foreign(std::string_view token, Instant now) {
    auto const claims = read_token(token);
    return claims && now < claims->expires_at && !account_of_user(claims->user_id);
}

std::optional<std::uint32_t> TokenOffice::account_of_refresh(std::string_view token) const {
    if (!token.starts_with(refresh_prefix)) return std::nullopt;
    auto const digits = token.substr(refresh_prefix.size());
    std::uint32_t account = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), account, 16);
    if (token != refresh_token(account)) return std::nullopt;
    return account;
}

std::uint64_t TokenOffice::install_hash(std::uint32_t account, std::string_view install_id) {
    StateHash hash;
    hash.add(account, install_id);
    return hash.value();
}

bool TokenOffice::validated(std::uint32_t account, std::string_view install_id) const {
    if (install_id == known_install_id(account)) return true;
    auto const wanted = install_hash(account, install_id);
    return std::find(validated_.begin(), validated_.end(), wanted) != validated_.end();
}

void TokenOffice::validate(std::uint32_t account, std::string_view install_id) {
    if (validated(account, install_id)) return;
    if (validated_.size() == installations_max) validated_.erase(validated_.begin());
    validated_.push_back(install_hash(account, install_id));
}

void TokenOffice::hash(StateHash& hash) const {
    hash.add(secret_, validated_.size());
    for (auto const one : validated_)
        hash.add(one);
}

}  // namespace lockstep::providers::august
