// HTTP messages as thin values: what adapters, mocks and the API speak, whether or not a socket is near.
//
// Framing (content-length, chunks, connection) is the wire's business and never appears here. A message becomes a Beast
// message by moving its body string, which is Beast's own body type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/headers.hpp"

namespace lockstep {
class StateHash;
}

namespace lockstep::http {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };

std::string_view name_of(Method method);  // "GET", ...; "OTHER" for a verb that nobody here answers
Method method_from(std::string_view name);

// Names of header fields that more than one room speaks of.
namespace field {
inline constexpr std::string_view authorization = "authorization";
inline constexpr std::string_view content_type = "content-type";
inline constexpr std::string_view idempotency_key = "idempotency-key";
inline constexpr std::string_view retry_after = "retry-after";
inline constexpr std::string_view date = "date";
inline constexpr std::string_view allow = "allow";
// Origin and prefix by which an outside client came, `http://127.0.0.1:4300/vendors/open`: links that a mock makes
// begin with it. Set by the serving shell alone; without it, a vendor's own host stands.
inline constexpr std::string_view base = "x-lockstep-base";
}  // namespace field

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view event_stream_type = "text/event-stream";
inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";

struct Request {
    Method method = Method::get;
    std::string target;  // path and query as they are on the wire, percent-encoded
    Headers headers;
    std::string body;

    void hash(StateHash& hash) const;
    friend bool operator==(Request const&, Request const&) = default;
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;

    bool ok() const { return status >= 200 && status < 300; }

    void hash(StateHash& hash) const;
    friend bool operator==(Response const&, Response const&) = default;
};

// Messages with a JSON body: the text is the caller's.
Request json_request(Method method, std::string target, std::string body);
Response json_response(int status, std::string body);

// True when the body says it is JSON: `application/json` or `something/other+json`, parameters aside.
bool is_json(Headers const& headers);
bool is_event_stream(Headers const& headers);

void set_bearer(Headers& headers, std::string_view token);
// The token of `authorization: Bearer <token>`; empty when there is none.
std::string_view bearer(Headers const& headers);

// "Not Found", ...; "Unknown" for a status without a standard phrase.
std::string_view reason_phrase(int status);

}  // namespace lockstep::http
