// A console session is a JSON web token: here only read, for the end that it gives itself.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/time.hpp"

namespace lockstep::api {

// The instant in its `exp`; nothing when the text is no such token or names no end.
std::optional<Instant> expiry_of_console_session(std::string_view token);

}  // namespace lockstep::api
