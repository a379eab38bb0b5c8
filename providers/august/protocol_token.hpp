// Tokens: texts of three parts (a JSON Web Token) whose middle tells when they end. Clients read that without checking
// the rest; whether a token is genuine is the cloud's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace lockstep::providers::august {

struct TokenClaims {
    std::string user_id;
    std::string install_id;
    bool validated = false;      // the installation was validated by a code
    Instant expires_at = never;  // whole seconds; `never` is the last second of the year 9998
};

std::string base64url(std::string_view bytes);
std::optional<std::string> base64url_decoded(std::string_view text);

// What is signed: the first two parts and the dot between them.
std::string token_head(TokenClaims const& claims);
// The claims of a token, believed as they stand; nothing when it is no such text.
std::optional<TokenClaims> read_token(std::string_view token);

}  // namespace lockstep::providers::august
