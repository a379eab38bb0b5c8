// The token office of the August cloud: tokens that say whose they are, for which installation, and when they end. They
// are signed, so that nothing has to be remembered about them; only which installations were validated is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/august/protocol_token.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::august {

inline constexpr std::string_view validation_code = "123456";

// What people know about an account.
std::string user_id_of(std::uint32_t account);
std::string email_of(std::uint32_t account);
std::string phone_of(std::uint32_t account);
std::string password_of(std::uint32_t account);
// The installation that was validated when an account was connected.
std::string known_install_id(std::uint32_t account);

class TokenOffice {
  public:
    TokenOffice(std::string_view provider, std::uint64_t seed);

    std::string token(std::uint32_t account, std::string_view install_id, bool validated, Instant expires_at) const;
    std::string refresh_token(std::uint32_t account) const;

    // What a token of ours says; nothing when nobody here wrote it. Whether it has ended is for the caller to judge.
    struct Bearer {
        std::uint32_t account = 0;
        TokenClaims claims;
    };
    std::optional<Bearer> open(std::string_view token) const;
    // A good token that was written elsewhere: of the form of ours and not over, and for nobody that is known here.
    static bool is_foreign(std::string_view token, Instant now);
    std::optional<std::uint32_t> account_of_refresh(std::string_view token) const;

    bool validated(std::uint32_t account, std::string_view install_id) const;
    void validate(std::uint32_t account, std::string_view install_id);

    void hash(StateHash& hash) const;

  private:
    std::string signature(std::string_view text) const;
    static std::uint64_t install_hash(std::uint32_t account, std::string_view install_id);

    std::uint64_t secret_ = 0;
    std::vector<std::uint64_t> validated_;  // hashes of account and installation, oldest first
};

}  // namespace lockstep::providers::august
