// The lock makers' API, described once for both ends of the wire: routes, words, error codes, ids.
//
// This is the current generation. Where the 2022 generation differs, protocol_2022.hpp says how; both ends are told at
// setup which of the two they speak.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/router.hpp"

namespace lockstep::providers::open {

enum class Generation : std::uint8_t { current, of_2022 };

enum class Call : std::uint8_t {
    token,
    list_locks,
    get_lock,
    list_codes,
    create_code,
    update_code,
    delete_code,
    subscribe,
    get_code,  // this and the next only in the 2022 generation
    health,
};

inline constexpr std::array routes{
    http::Route<Call>{http::Method::get, "/locks/{lock}/access_codes", Call::list_codes},
    http::Route<Call>{http::Method::post, "/locks/{lock}/access_codes", Call::create_code},
    http::Route<Call>{http::Method::patch, "/access_codes/{code}", Call::update_code},
    http::Route<Call>{http::Method::delete_, "/access_codes/{code}", Call::delete_code},
    http::Route<Call>{http::Method::get, "/locks", Call::list_locks},
    http::Route<Call>{http::Method::get, "/locks/{lock}", Call::get_lock},
    http::Route<Call>{http::Method::post, "/webhooks", Call::subscribe},
    http::Route<Call>{http::Method::post, "/oauth/token", Call::token},
};

// The same paths as a client writes them.
namespace path {
inline constexpr std::string_view token = "/oauth/token";
std::string codes_of_lock(std::string_view lock_id);
std::string codes_of_lock(std::string_view lock_id, std::string_view cursor);
std::string code(std::string_view access_code_id);
// Where the vendor pushes to as long as nobody subscribed with another address.
inline constexpr std::string_view webhook = "/webhooks/open";
}  // namespace path

// Header fields of this vendor's own.
namespace header {
inline constexpr std::string_view event_subject = "x-event-subject";        // the access code that a push is about
inline constexpr std::string_view event_time = "x-event-time";              // when it happened
inline constexpr std::string_view delivery_attempt = "x-delivery-attempt";  // 1 for the first try
}  // namespace header

// The vendor numbers its locks, and so do we: the lock with the house's number 6 is `lk_6`.
std::string lock_id(std::uint32_t number);
std::optional<std::uint32_t> lock_number(std::string_view id);

enum class CodeStatus : std::uint8_t {
    pending,   // a write is accepted and not done
    active,    // stored on the lock
    removing,  // a removal is accepted and not done
    deleted,   // gone from the lock: only in answers and events about a removal
    failed,    // could not be done: only in events
};
std::string_view name_of(CodeStatus status);
std::optional<CodeStatus> code_status_from(std::string_view word);

enum class EventType : std::uint8_t { code_created, code_updated, code_deleted, other };
std::string_view name_of(EventType type);
EventType event_type_from(std::string_view word);  // other: an event that says nothing about a stored code

enum class ErrorCode : std::uint8_t {
    other,  // a word that this table does not know
    device_offline,
    pin_conflict,
    invalid_pin,
    no_space,
    name_conflict,
    invalid_request,
    unauthorized,
    forbidden,
    device_not_found,
    access_code_not_found,
    not_found,
    method_not_allowed,
    rate_limited,
    internal_error,
    service_unavailable,
    access_code_removal_failed,
};
struct ErrorFacts {
    ErrorCode code = ErrorCode::other;
    std::string_view word;     // `error_code` on the wire
    int status = 400;          // the HTTP status it comes with
    std::string_view message;  // for people
};
ErrorFacts const& facts_of(ErrorCode code);
ErrorCode error_code_from(std::string_view word);

}  // namespace lockstep::providers::open
