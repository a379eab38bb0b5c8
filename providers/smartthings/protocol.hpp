// The SmartThings API as far as locks need it, described once for both ends of the wire: routes, words, errors, ids.
//
// Every path is served as it stands and below `/v1`: the vendor's SDK writes the first, most other clients the second.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/router.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::smartthings {

enum class Call : std::uint8_t {
    token,
    list_devices,
    get_device,
    device_status,
    component_status,
    capability_status,
    health,
    commands,
    list_subscriptions,
    subscribe,
    get_subscription,
    unsubscribe,
    unsubscribe_all,
    history,
    authorize,
    preferences,
    change_device,
    list_locations,
    get_location,
    list_rooms,
    get_room,
    room_devices,
    list_modes,
    current_mode,
    list_installed_apps,
    get_installed_app,
    list_capabilities,
    get_capability,
    make_sink,
    open_sink,
    close_sink,
    nothing,  // things of which there are none here
};

inline constexpr std::array routes{
    http::Route<Call>{http::Method::post, "/devices/{id}/commands", Call::commands},
    http::Route<Call>{http::Method::get, "/devices/{id}/components/{component}/capabilities/{capability}/status",
                      Call::capability_status},
    http::Route<Call>{http::Method::get, "/devices/{id}/components/{component}/status", Call::component_status},
    http::Route<Call>{http::Method::get, "/devices/{id}/status", Call::device_status},
    http::Route<Call>{http::Method::get, "/devices/{id}/health", Call::health},
    http::Route<Call>{http::Method::get, "/devices/{id}", Call::get_device},
    http::Route<Call>{http::Method::put, "/devices/{id}", Call::change_device},
    http::Route<Call>{http::Method::get, "/devices", Call::list_devices},
    http::Route<Call>{http::Method::post, "/oauth/token", Call::token},
    http::Route<Call>{http::Method::get, "/installedapps/{app}/subscriptions", Call::list_subscriptions},
    http::Route<Call>{http::Method::post, "/installedapps/{app}/subscriptions", Call::subscribe},
    http::Route<Call>{http::Method::delete_, "/installedapps/{app}/subscriptions", Call::unsubscribe_all},
    http::Route<Call>{http::Method::get, "/installedapps/{app}/subscriptions/{id}", Call::get_subscription},
    http::Route<Call>{http::Method::delete_, "/installedapps/{app}/subscriptions/{id}", Call::unsubscribe},
    http::Route<Call>{http::Method::get, "/history/devices", Call::history},
    http::Route<Call>{http::Method::get, "/oauth/authorize", Call::authorize},
    http::Route<Call>{http::Method::get, "/devices/{id}/preferences", Call::preferences},
    http::Route<Call>{http::Method::get, "/locations", Call::list_locations},
    http::Route<Call>{http::Method::get, "/locations/{location}", Call::get_location},
    http::Route<Call>{http::Method::get, "/locations/{location}/rooms", Call::list_rooms},
    http::Route<Call>{http::Method::get, "/locations/{location}/rooms/{room}", Call::get_room},
    http::Route<Call>{http::Method::get, "/locations/{location}/rooms/{room}/devices", Call::room_devices},
    http::Route<Call>{http::Method::get, "/locations/{location}/modes", Call::list_modes},
    http::Route<Call>{http::Method::get, "/locations/{location}/modes/current", Call::current_mode},
    http::Route<Call>{http::Method::get, "/installedapps", Call::list_installed_apps},
    http::Route<Call>{http::Method::get, "/installedapps/{app}", Call::get_installed_app},
    http::Route<Call>{http::Method::get, "/installedapps/{app}/schedules", Call::nothing},
    http::Route<Call>{http::Method::get, "/capabilities", Call::list_capabilities},
    http::Route<Call>{http::Method::get, "/capabilities/{capability}", Call::list_capabilities},
    http::Route<Call>{http::Method::get, "/capabilities/{capability}/{version}", Call::get_capability},
    http::Route<Call>{http::Method::post, "/subscriptions", Call::make_sink},
    http::Route<Call>{http::Method::delete_, "/subscriptions/{id}", Call::close_sink},
    http::Route<Call>{http::Method::get, "/filters/{id}/activate", Call::open_sink},
    http::Route<Call>{http::Method::get, "/scenes", Call::nothing},
    http::Route<Call>{http::Method::get, "/rules", Call::nothing},
    http::Route<Call>{http::Method::get, "/apps", Call::nothing},
    http::Route<Call>{http::Method::get, "/deviceprofiles", Call::nothing},
};

inline constexpr std::string_view vendor_origin = "https://api.smartthings.com";
// The device list and single devices are asked for in this dress by the SDK; every answer is plain JSON all the same.
inline constexpr std::string_view versioned_type = "application/vnd.smartthings+json;v=20170916";

// Paths as our client writes them.
namespace path {
inline constexpr std::string_view token = "/oauth/token";
// Where the vendor pushes to: the target of our SmartApp.
inline constexpr std::string_view webhook = "/webhooks/smartthings";
std::string lock_codes_status(std::string_view device_id);
std::string commands(std::string_view device_id);
}  // namespace path

// `/v1/devices` is `/devices`.
std::string_view without_version(std::string_view path);

namespace header {
inline constexpr std::string_view limit = "x-ratelimit-limit";
inline constexpr std::string_view remaining = "x-ratelimit-remaining";
inline constexpr std::string_view reset = "x-ratelimit-reset";  // seconds until there is room again
}  // namespace header

namespace capability {
inline constexpr std::string_view lock_codes = "lockCodes";
inline constexpr std::string_view lock = "lock";
inline constexpr std::string_view refresh = "refresh";
inline constexpr std::string_view battery = "battery";
inline constexpr std::string_view health_check = "healthCheck";
}  // namespace capability

// What a lock has here.
inline constexpr std::array offered{capability::lock, capability::lock_codes, capability::battery, capability::refresh,
                                    capability::health_check};

inline constexpr std::string_view main_component = "main";
inline constexpr std::string_view home_name = "home";
inline constexpr std::string_view device_type = "ZWAVE";
inline constexpr std::size_t commands_max = 10;  // in one request

// Ids are UUIDs that hold the house's number of what they name.
enum class IdKind : std::uint8_t { device, location, installed_app, room };
std::string id_of(IdKind kind, std::uint32_t number);
std::optional<std::uint32_t> number_of(IdKind kind, std::string_view id);
// One that nobody has to take apart again: of events, command results, subscriptions.
std::string uuid_of(std::uint64_t high, std::uint64_t low);

// Instants as the vendor writes them: with milliseconds, or with whole seconds in webhook events.
std::string timestamp(Instant at);
std::string whole_seconds(Instant at);

enum class ErrorName : std::uint8_t {
    unauthorized,
    forbidden,
    not_found,
    conflict,
    constraint_violation,
    too_many_requests,
    method_not_allowed,
    internal,
    unavailable,
};
struct ErrorFacts {
    ErrorName name = ErrorName::internal;
    int status = 500;
    std::string_view code;     // `error.code` on the wire
    std::string_view message;  // for people
};
ErrorFacts const& facts_of(ErrorName name);
ErrorName error_of_status(int status);

// `Basic ..`, the value of the header field by which a client names itself to /oauth/token.
std::string basic_credentials(std::string_view client_id, std::string_view client_secret);

// What a 422 complains of: `error.details[]`.
namespace detail {
inline constexpr std::string_view not_valid = "NotValidValue";
inline constexpr std::string_view not_unique = "NotUniqueValue";
inline constexpr std::string_view command_capability = "commands[0].capability";
inline constexpr std::string_view command_name = "commands[0].command";
inline constexpr std::string_view arguments = "commands[0].arguments";
inline constexpr std::string_view slot_argument = "commands[0].arguments[0]";
inline constexpr std::string_view pin_argument = "commands[0].arguments[1]";
}  // namespace detail

// `codeChanged`: "3 set", "all deleted".
enum class Change : std::uint8_t { set, changed, renamed, deleted, unset, failed, other };
std::string_view name_of(Change change);
struct CodeChange {
    std::optional<std::uint32_t> slot;  // nothing: all
    Change change = Change::other;
};
std::string code_change_text(std::uint32_t slot, Change change);
std::optional<CodeChange> read_code_change(std::string_view text);

// A slot as the engine remembers it: the vendor's id of a code. 0 is the master code and never one of ours.
std::string slot_text(std::uint32_t slot);
std::optional<std::uint32_t> read_slot(std::string_view text);
// What a code is called that nobody has named.
std::string default_name(std::uint32_t slot);

}  // namespace lockstep::providers::smartthings
