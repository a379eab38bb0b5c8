// Message bodies as values, read from any bytes without trust and written as the vendor writes them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/august/protocol.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::august {

// How much a body holds beyond what clients need.
enum class Dress : std::uint8_t { plain, awkward };

// --- PIN records ---

// One PIN of one user on one lock. Schedules stay the texts that somebody sent: they are echoed letter by letter.
struct PinBody {
    std::string id;
    std::string lock_id;
    std::string user_id;
    std::string partner_id;  // the caller's own id for the user; empty: the user has an account, or was made in the app
    Group state = Group::loaded;
    std::string pin;
    std::uint32_t slot = 0;
    AccessType access = AccessType::always;
    std::string times;
    std::string recurrence;
    std::string first_name;
    std::string last_name;
    bool unverified = true;
    Instant created_at = always;
    Instant updated_at = always;
    Instant loaded_at = always;
};
using PinGroups = std::array<std::vector<PinBody>, group_count>;

// A record listed in a group that the protocol does not know has `state` updating: something is going on with it.
std::optional<std::vector<PinBody>> read_pins(std::string_view text);
std::string write_pins(PinGroups const& groups, Dress dress = Dress::plain);

// --- PIN commands ---

struct PinCommand {
    PinAction action = PinAction::load;
    std::string partner_id;
    std::string user_id;  // of somebody with an account
    std::string first_name;
    std::string last_name;
    std::optional<std::string> pin;
    std::optional<AccessType> access;
    std::string times;
    std::string recurrence;
    bool retry = false;
};
struct PinCommands {
    std::vector<PinCommand> commands;
    std::string webhook;  // empty: nobody wants the results
};
inline constexpr std::size_t commands_max = 100;  // in one request

std::optional<PinCommands> read_commands(std::string_view text);
std::string write_commands(PinCommands const& commands);

// The app's way of writing one PIN: what `action` would be is its `state`.
std::optional<PinCommand> read_user_pin(std::string_view text);

std::string write_accepted(std::string_view transaction_id);
bool is_accepted(std::string_view text);  // any JSON object; what it says is not promised

// What comes of a command, sent to the webhook that the request named.
struct PinResult {
    PinAction action = PinAction::load;
    std::string transaction_id;
    bool succeeded = true;
    ErrorCode error = ErrorCode::other;
    PinBody record;
};
std::optional<PinResult> read_result(std::string_view text);
std::string write_result(PinResult const& result);

// --- sessions ---

struct SessionRequest {
    std::string install_id;
    std::string identifier;
    std::string password;
};
std::optional<SessionRequest> read_session_request(std::string_view text);
std::string write_session_request(SessionRequest const& request);

struct SessionAnswer {
    std::string install_id;
    std::string user_id;
    bool password_is_right = false;
    bool install_is_valid = false;
    std::string email;
    std::string phone;
    std::string first_name;
    std::string last_name;
    Instant expires_at = never;
};
std::optional<SessionAnswer> read_session(std::string_view text);  // only what a client needs
std::string write_session(SessionAnswer const& answer);

// A partner's wish to hear of what happens at a lock: where to, and a header field that shows who it is.
struct HookRequest {
    std::string url;
    std::string client_id;
    std::string header;
    std::string token;
};
std::optional<HookRequest> read_hook(std::string_view text);

std::optional<std::string> read_text_member(std::string_view text, std::string_view key);
// The same of digits, which some clients send as a number.
std::optional<std::string> read_code_member(std::string_view text, std::string_view key);

// --- errors ---

// The error a body speaks of; `fallback` when it has no code we know.
ErrorCode read_error(std::string_view text, ErrorCode fallback);
std::string write_error(ErrorCode error);

}  // namespace lockstep::providers::august
