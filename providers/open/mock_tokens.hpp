// The token office of the virtual lock maker: tokens that carry their account and their end, signed, so that nothing
// has to be remembered about them. A fresh token leaves those in use as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace lockstep::providers::open {

class TokenOffice {
  public:
    TokenOffice(std::string_view provider, std::uint64_t seed);

    std::string access_token(std::uint32_t account, Instant expires_at) const;
    std::string refresh_token(std::uint32_t account) const;

    static bool is_ours(std::string_view access_token);  // it looks like one, at least
    // Whose token this is; nothing when nobody issued it, or when it has expired.
    std::optional<std::uint32_t> account_of_access(std::string_view token, Instant now) const;
    std::optional<std::uint32_t> account_of_refresh(std::string_view token) const;

  private:
    std::uint64_t signature(char kind, std::uint32_t account, Instant expires_at) const;

    std::uint64_t secret_ = 0;
};

}  // namespace lockstep::providers::open
