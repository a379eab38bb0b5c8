// An address taken apart: which server, and what to ask for there.
#pragma once

#include <string>
#include <string_view>

#include "http/client.hpp"
#include "runtime/result.hpp"

namespace lockstep::http {

struct Url {
    Origin origin;       // without a path
    std::string target;  // path and query, encoded as they were; `/` at least
};

// `http://127.0.0.1:9000/hook?x=1`. A fragment is dropped. Fails with a sentence that names what is wrong.
Result<Url, std::string> parse_url(std::string_view text);

// True for hosts that are this machine whatever a name server says: localhost, 127.x.x.x and ::1.
bool is_loopback(std::string_view host);

}  // namespace lockstep::http
