// The August cloud's API, described once for both ends of the wire: brands, routes, header fields, words, errors, ids.
//
// One API under several brands: paths and bodies are the same, hosts and header names are not.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/router.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::august {

enum class Brand : std::uint8_t { august, yale_access, yale_global };

enum class LoginBy : std::uint8_t {
    password,  // POST /session, with an installation that was validated by a code
    oauth,     // a refresh token, exchanged at the token endpoint
};

struct BrandFacts {
    Brand brand = Brand::august;
    std::string_view name;  // also the vendor's name in a scenario
    std::string_view host;
    std::string_view token_header;
    std::string_view key_header;
    std::string_view brand_header;
    std::string_view brand_word;  // what the brand header says
    LoginBy login = LoginBy::password;
};
BrandFacts const& facts_of(Brand brand);

enum class Call : std::uint8_t {
    // account
    session,
    send_code,      // parameter: `email` or `phone`
    validate_code,  // the same
    oauth_token,
    me,
    houses,
    house,
    activities,
    locks,
    doorbells,
    cameras,
    bridges,
    alarms,
    user,
    // lock
    lock,
    lock_status,
    remote_operation,  // parameters: lock, operation
    capabilities,
    bridge,
    pins,
    pin_commands,
    reserve_pin,
    user_pin,  // parameters: lock, user
    sync_pins,
    new_guest,  // parameter: user
    // push
    subscribe,
    subscriber,
    unsubscribe,
    webhook,
    forget_webhook,
    channel,  // parameters: subscribe key, channels
    channel_presence,
    channel_time,
};

inline constexpr std::array routes{
    http::Route<Call>{http::Method::get, "/locks/{lock}/pins", Call::pins},
    http::Route<Call>{http::Method::post, "/locks/{lock}/pins", Call::pin_commands},
    http::Route<Call>{http::Method::put, "/locks/{lock}/pins/sync", Call::sync_pins},
    http::Route<Call>{http::Method::get, "/locks/{lock}/pin", Call::reserve_pin},
    http::Route<Call>{http::Method::get, "/locks/{lock}/status", Call::lock_status},
    http::Route<Call>{http::Method::put, "/locks/{lock}/users/{user}/pin", Call::user_pin},
    http::Route<Call>{http::Method::get, "/locks/{lock}", Call::lock},
    http::Route<Call>{http::Method::put, "/remoteoperate/{lock}/{operation}", Call::remote_operation},
    http::Route<Call>{http::Method::post, "/session", Call::session},
    http::Route<Call>{http::Method::post, "/validation/{by}", Call::send_code},
    http::Route<Call>{http::Method::post, "/validate/{by}", Call::validate_code},
    http::Route<Call>{http::Method::post, "/oauth/token", Call::oauth_token},
    http::Route<Call>{http::Method::get, "/users/me", Call::me},
    http::Route<Call>{http::Method::get, "/users/houses/mine", Call::houses},
    http::Route<Call>{http::Method::get, "/users/locks/mine", Call::locks},
    http::Route<Call>{http::Method::get, "/users/doorbells/mine", Call::doorbells},
    http::Route<Call>{http::Method::get, "/users/cameras/mine", Call::cameras},
    http::Route<Call>{http::Method::get, "/users/bridges/mine", Call::bridges},
    http::Route<Call>{http::Method::get, "/users/alarms/mine", Call::alarms},
    http::Route<Call>{http::Method::get, "/users/{user}", Call::user},
    http::Route<Call>{http::Method::get, "/bridges/{bridge}", Call::bridge},
    http::Route<Call>{http::Method::get, "/houses/{house}", Call::house},
    http::Route<Call>{http::Method::get, "/houses/{house}/activities", Call::activities},
    http::Route<Call>{http::Method::get, "/devices/capabilities", Call::capabilities},
    http::Route<Call>{http::Method::put, "/unverifiedusers/{user}", Call::new_guest},
    http::Route<Call>{http::Method::post, "/websocket/subscribers", Call::subscribe},
    http::Route<Call>{http::Method::get, "/websocket/subscribers/{id}", Call::subscriber},
    http::Route<Call>{http::Method::delete_, "/websocket/subscribers/{id}", Call::unsubscribe},
    http::Route<Call>{http::Method::post, "/webhook/{lock}", Call::webhook},
    http::Route<Call>{http::Method::delete_, "/webhook/{lock}/{client}", Call::forget_webhook},
    // The push service lives on a host of its own, so nothing of the above stands in its way.
    http::Route<Call>{http::Method::get, "/v2/subscribe/{key}/{channels}/0", Call::channel},
    http::Route<Call>{http::Method::get, "/v2/presence/sub-key/{key}/channel/{channels}/{what}",
                      Call::channel_presence},
    http::Route<Call>{http::Method::get, "/v2/presence/sub_key/{key}/channel/{channels}/{what}",
                      Call::channel_presence},
    http::Route<Call>{http::Method::get, "/time/0", Call::channel_time},
};

// The paths that our own client writes.
namespace path {
inline constexpr std::string_view session = "/session";
inline constexpr std::string_view oauth_token = "/oauth/token";
std::string pins(std::string_view lock_id);
// Where results of PIN commands are sent to when our own client asks for them.
inline constexpr std::string_view webhook = "/webhooks/august";
}  // namespace path

namespace header {
// Answers carry the current token under both names, whatever the brand.
inline constexpr std::string_view token = "x-august-access-token";
inline constexpr std::string_view token_plain = "x-access-token";
inline constexpr std::string_view accept_version = "accept-version";
}  // namespace header

// A lock's id is 32 hexadecimal digits; to clients they mean nothing, here they end with the house's number of the
// lock.
std::string lock_id(std::uint32_t number);
std::optional<std::uint32_t> lock_number(std::string_view id);  // either case is taken

// People have two names here; a code has one. Joining the halves of a split name gives the name back.
struct PersonName {
    std::string first;
    std::string last;
};
PersonName split_name(std::string_view name);
std::string joined_name(PersonName const& name);

// The groups in which PIN records are listed: the stages of their life.
enum class Group : std::uint8_t { created, loaded, updating, disabling, disabled, enabling, deleting };
inline constexpr std::size_t group_count = 7;
std::string_view name_of(Group group);
std::optional<Group> group_from(std::string_view word);

enum class AccessType : std::uint8_t { always, temporary, recurring, one_time };
std::string_view name_of(AccessType type);
std::optional<AccessType> access_type_from(std::string_view word);

enum class PinAction : std::uint8_t { load, update, remove, disable, enable };
std::string_view name_of(PinAction action);  // `remove` is spelled "delete"
std::optional<PinAction> pin_action_from(std::string_view word);

// What is wrong, with the number and the text that the body of a refusal has. Code 98 and its text are as seen in the
// field, "bad pin format" and the text about intent as well; the other numbers are ours.
enum class ErrorCode : std::uint8_t {
    other,
    invalid_request,
    bad_pin,
    bad_schedule,
    unauthorized,
    wrong_brand,
    forbidden,
    not_found,
    unknown_lock,
    unknown_pin,
    method_not_allowed,
    timed_out,
    pin_taken,
    user_has_pin,
    intent_race,
    pins_full,
    no_bridge,
    bridge_offline,
    bridge_busy,
    rate_limited,
    internal_error,
    unavailable,
};
struct ErrorFacts {
    ErrorCode error = ErrorCode::other;
    int status = 400;
    int code = 0;
    std::string_view message;
};
ErrorFacts const& facts_of(ErrorCode error);
// By the code a body has; `other` for one that the table does not know.
ErrorCode error_from(std::int64_t code);
// What an error of this status is when its body says nothing.
ErrorCode error_of_status(int status);

// Limits that the vendor documents.
inline constexpr std::uint32_t pins_max = 240;  // set or reserved, a lock
inline constexpr std::size_t flood_requests = 40;
inline constexpr Duration flood_period{10s};
inline constexpr Duration flood_block{10min};
inline constexpr Duration reservation{3min};
inline constexpr Duration token_life{std::chrono::hours{24 * 120}};

}  // namespace lockstep::providers::august
