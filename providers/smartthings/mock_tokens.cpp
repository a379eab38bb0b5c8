#include "providers/smartthings/mock_tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace lockstep::providers::smartthings {

namespace {

constexpr std::string_view access_mark = "stat-";
constexpr std::string_view refresh_mark = "strt-";
constexpr std::string_view code_mark = "stac-";

// Takes a hexadecimal number and the dash after it off the front.
template <class Number>
std::optional<Number> take_hex(std::string_view& text) {
    Number number{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (error != std::errc{} || end == text.data() + text.size() || *end != '-') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number;
}

}  // namespace

TokenOffice::TokenOffice(std::string_view provider, std::uint64_t seed) {
    StateHash hash;
    hash.add(provider, seed);
    secret_ = hash.value();
}

std::string TokenOffice::signature(char kind, std::uint32_t account, std::uint64_t number) const {
    StateHash hash;
    hash.add(secret_, kind, account, number);
    return fmt::format("{:016x}", hash.value());
}

std::string TokenOffice::access_token(std::uint32_t account, Instant expires_at) const {
    auto const end = static_cast<std::uint64_t>(microseconds(expires_at));
    return fmt::format("{}{:x}-{:x}-{}", access_mark, account, end, signature('a', account, end));
}

std::string TokenOffice::refresh_token(std::uint32_t account) const {
    auto const number = refreshes(account);
    return fmt::format("{}{:x}-{:x}-{}", refresh_mark, account, number, signature('r', account, number));
}

std::string TokenOffice::authorization_code(std::uint32_t account) const {
    return fmt::format("{}{:x}-{}", code_mark, account, signature('c', account, 0));
}

// Whatever a token claims about itself, it is good only if we would write it just so.
std::optional<std::uint32_t> TokenOffice::account_of_access(std::string_view token, Instant now) const {
    if (token.empty()) return std::nullopt;
    if (!token.starts_with(access_mark)) return outsider;
    auto rest = token.substr(access_mark.size());
    auto const account = take_hex<std::uint32_t>(rest);
    auto const expires = account ? take_hex<std::uint64_t>(rest) : std::nullopt;
    if (!expires) return std::nullopt;
    Instant const expires_at{Duration{static_cast<std::int64_t>(*expires)}};
    if (token != access_token(*account, expires_at) || now >= expires_at) return std::nullopt;
    return account;
}

std::optional<std::uint32_t> TokenOffice::spend_refresh(std::string_view token) {
    if (token.empty()) return std::nullopt;
    std::uint32_t account = outsider;
    if (token.starts_with(refresh_mark)) {
        auto rest = token.substr(refresh_mark.size());
        auto const named = take_hex<std::uint32_t>(rest);
        if (!named || token != refresh_token(*named)) return std::nullopt;
        account = *named;
    }
    auto const known =
        std::find_if(spent_.begin(), spent_.end(), [&](auto const& one) { return one.account == account; });
    if (known == spent_.end())
        spent_.push_back({account, 1});
    else
        ++known->refreshes;
    return account;
}

std::optional<std::uint32_t> TokenOffice::account_of_code(std::string_view code) const {
    if (!code.starts_with(code_mark)) return std::nullopt;
    auto rest = code.substr(code_mark.size());
    auto const account = take_hex<std::uint32_t>(rest);
    if (!account || code != authorization_code(*account)) return std::nullopt;
    return account;
}

std::uint32_t TokenOffice::refreshes(std::uint32_t account) const {
    auto const known =
        std::find_if(spent_.begin(), spent_.end(), [&](auto const& one) { return one.account == account; });
    return known == spent_.end() ? 0 : known->refreshes;
}

void TokenOffice::hash(StateHash& hash) const {
    hash.add(secret_, spent_.size());
    for (auto const& one : spent_)
        hash.add(one.account, one.refreshes);
}

}  // namespace lockstep::providers::smartthings
