// What proves that a message comes from somebody who knows the key: HMAC with SHA-256.
#pragma once

#include <string>
#include <string_view>

namespace lockstep::http {

// 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);

}  // namespace lockstep::http
