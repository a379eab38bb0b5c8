// The bodies that cross the wire, as values, with their reading and writing.
//
// Reading is tolerant of fields it does not know and strict about those it does: a field of another type, a required
// one that is missing, or a word outside its list makes the whole body unreadable, which is `nothing`, never an
// exception.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/open/protocol.hpp"
#include "providers/open/protocol_json.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::open {

// An access code as the vendor tells it: the answer to a write or a removal, an entry of a list, a part of an event.
struct CodeBody {
    std::string access_code_id;
    std::string lock_id;  // empty when it is not told
    CodeStatus status = CodeStatus::pending;
    std::optional<std::string> name;
    std::optional<std::string> code;  // nothing where the vendor keeps PINs to itself
    Instant starts_at = always;
    Instant ends_at = never;
};
std::optional<CodeBody> read_code(std::string_view text);

// How a mock dresses what it says: `awkward` adds fields that nobody asked for.
enum class Dress : std::uint8_t { plain, awkward };
std::string write_code(CodeBody const& body, Dress dress);

struct CodeList {
    std::vector<CodeBody> codes;
    std::string next_cursor;  // empty on the last page
};
std::optional<CodeList> read_list(std::string_view text);
std::string write_list(CodeList const& list, Dress dress);

// What a client asks to be stored. In an update a member that is absent stays as it is; a bound that is null is
// dropped.
struct CodeRequest {
    std::optional<std::string> name;
    std::optional<std::string> code;
    std::optional<Instant> starts_at;  // `always`: null
    std::optional<Instant> ends_at;    // `never`: null
};
std::optional<CodeRequest> read_code_request(std::string_view text);
std::string write_code_request(CodeRequest const& request);

struct ErrorBody {
    ErrorCode code = ErrorCode::other;
    std::string message;
};
std::optional<ErrorBody> read_error(std::string_view text, Generation generation = Generation::current);
std::string write_error(ErrorCode code, Generation generation = Generation::current);

// OAuth: the request is a form (grant_type=refresh_token), the answer JSON.
struct TokenAnswer {
    std::string access_token;
    std::optional<std::string> refresh_token;  // nothing: go on using the old one
    std::optional<Duration> expires_in;        // nothing: it does not say
};
std::optional<TokenAnswer> read_token(std::string_view text);
std::string write_token(TokenAnswer const& answer);

struct EventBody {
    std::string event_id;
    EventType type = EventType::other;
    Instant occurred_at{};
    bool succeeded = true;
    ErrorCode error = ErrorCode::other;  // when it did not succeed
    CodeBody code;                       // of the events about codes
};
std::optional<EventBody> read_event(std::string_view text);
std::string write_event(EventBody const& event, Dress dress);

struct SubscribeRequest {
    std::string url;
};
std::optional<SubscribeRequest> read_subscribe(std::string_view text);

}  // namespace lockstep::providers::open
