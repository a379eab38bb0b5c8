// A server's identity for TLS, and one made up on the spot for tests.
#pragma once

#include <string>
#include <vector>

#include "runtime/result.hpp"

namespace lockstep::http {

struct TlsIdentity {
    std::string certificate;  // PEM
    std::string key;          // PEM
};

// A self-signed certificate for these names (DNS names or IP addresses), valid for a year from now.
Result<TlsIdentity, std::string> make_test_identity(std::vector<std::string> const& names);

}  // namespace lockstep::http
