// `Retry-After`: how long a server asks to be left alone, as seconds or as a date.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/headers.hpp"
#include "runtime/time.hpp"

namespace lockstep::http {

// A server that asks for more than this is not believed: the wait is cut down to it.
inline constexpr Duration retry_after_max{std::chrono::hours{24}};

// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of a date that HTTP still writes; nothing for any other text.
std::optional<Instant> parse_http_date(std::string_view text);
std::string format_http_date(Instant instant);  // whole seconds, rounded down

// What the field asks for, seen from `now`. A date that has passed is zero; no field, or one that makes no sense, is
// nothing.
std::optional<Duration> retry_after(Headers const& headers, Instant now);
void set_retry_after(Headers& headers, Duration wait);  // whole seconds, rounded up

}  // namespace lockstep::http
