// The token office of the virtual cloud: access tokens that carry their account and their end, signed, and refresh
// tokens that are good once.
//
// Whatever was not issued here is a token of a client from outside, who may be anybody: see owner.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::smartthings {

inline constexpr Duration access_token_lifetime{std::chrono::seconds{86'399}};

class TokenOffice {
  public:
    // The account of everybody whose tokens were not issued here: they see all accounts.
    static constexpr std::uint32_t outsider = 0xffff'ffffu;

    TokenOffice(std::string_view provider, std::uint64_t seed);

    std::string access_token(std::uint32_t account, Instant expires_at) const;
    // The one that is good now.
    std::string refresh_token(std::uint32_t account) const;
    // What somebody who connects the account brings along.
    std::string authorization_code(std::uint32_t account) const;

    // Whose token this is; nothing for one of ours that has expired, or that only looks like ours.
    std::optional<std::uint32_t> account_of_access(std::string_view token, Instant now) const;
    // The same for a refresh token, which is spent by this; and for a code.
    std::optional<std::uint32_t> spend_refresh(std::string_view token);
    std::optional<std::uint32_t> account_of_code(std::string_view code) const;

    void hash(StateHash& hash) const;

  private:
    struct Spent {
        std::uint32_t account = 0;
        std::uint32_t refreshes = 0;
    };
    std::uint32_t refreshes(std::uint32_t account) const;
    std::string signature(char kind, std::uint32_t account, std::uint64_t number) const;

    std::uint64_t secret_ = 0;
    std::vector<Spent> spent_;  // of the accounts that have refreshed
};

}  // namespace lockstep::providers::smartthings
