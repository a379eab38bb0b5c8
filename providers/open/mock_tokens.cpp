#include "providers/open/mock_tokens.hpp"

#include <fmt/format.h>

#include <charconv>

#include "runtime/hash.hpp"

namespace lockstep::providers::open {

namespace {

constexpr std::string_view access_prefix = "at_";
constexpr std::string_view refresh_prefix = "rt_";

// Takes a hexadecimal number and the underscore after it off the front.
template <class Number>
std::optional<Number> take_number(std::string_view& text) {
    Number number{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (error != std::errc{} || end == text.data() + text.size() || *end != '_') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number;
}

}  // namespace

TokenOffice::TokenOffice(std::string_view provider, std::uint64_t seed) {
    StateHash hash;
    hash.add(provider, seed);
    secret_ = hash.value();
}

std::uint64_t TokenOffice::signature(char kind, std::uint32_t account, Instant expires_at) const {
    StateHash hash;
    hash.add(secret_, kind, account, expires_at);
    return hash.value();
}

std::string TokenOffice::access_token(std::uint32_t account, Instant expires_at) const {
    return fmt::format("{}{:x}_{:x}_{:016x}", access_prefix, account, microseconds(expires_at),
                       signature('a', account, expires_at));
}

std::string TokenOffice::refresh_token(std::uint32_t account) const {
    return fmt::format("{}{:x}_{:016x}", refresh_prefix, account, signature('r', account, never));
}

bool TokenOffice::is_ours(std::string_view token) { return token.starts_with(access_prefix); }

// Whatever a token claims about itself, it is good only if we would write it just so.
std::optional<std::uint32_t> TokenOffice::account_of_access(std::string_view token, Instant now) const {
    if (!token.starts_with(access_prefix)) return std::nullopt;
    auto rest = token.substr(access_prefix.size());
    auto const account = take_number<std::uint32_t>(rest);
    if (!account) return std::nullopt;
    auto const expires = take_number<std::int64_t>(rest);
    if (!expires) return std::nullopt;
    Instant const expires_at{Duration{*expires}};
    if (token != access_token(*account, expires_at) || now >= expires_at) return std::nullopt;
    return account;
}

std::optional<std::uint32_t> TokenOffice::account_of_refresh(std::string_view token) const {
    if (!token.starts_with(refresh_prefix)) return std::nullopt;
    auto rest = token.substr(refresh_prefix.size());
    auto const account = take_number<std::uint32_t>(rest);
    if (!account || token != refresh_token(*account)) return std::nullopt;
    return account;
}

}  // namespace lockstep::providers::open
