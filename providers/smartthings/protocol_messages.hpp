// The bodies that cross the wire, as values, with their reading and writing.
//
// Reading is tolerant of members it does not know and strict about those it does: what is missing or of another type
// makes the whole body unreadable, which is `nothing`, never an exception.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "providers/smartthings/protocol.hpp"
#include "providers/smartthings/protocol_json.hpp"

namespace lockstep::providers::smartthings {

// --- commands ---

struct Command {
    std::string component{main_component};
    std::string capability;
    std::string command;
    Json arguments = Json::array();
};
std::optional<std::vector<Command>> read_commands(std::string_view text);
std::string write_commands(std::vector<Command> const& commands);

Command set_code(std::uint32_t slot, std::string_view pin, std::string_view name);
Command delete_code(std::uint32_t slot);

enum class CommandStatus : std::uint8_t { accepted, completed, failed };
struct CommandResult {
    std::string id;
    CommandStatus status = CommandStatus::accepted;
};
std::optional<std::vector<CommandResult>> read_results(std::string_view text);
std::string write_results(std::vector<CommandResult> const& results);

// --- the status of lockCodes ---

struct NamedSlot {
    std::uint32_t slot = 0;
    std::string name;
    friend bool operator==(NamedSlot const&, NamedSlot const&) = default;
};
struct LastChange {
    CodeChange what;
    std::string name;  // data.codeName, where it was told
    Instant at = always;
};
struct LockCodes {
    std::vector<NamedSlot> codes;  // in order of slot, without the master code
    std::optional<std::uint32_t> codes_max;
    std::optional<LastChange> last;
};
// The answer to path::lock_codes_status(). A lock that was never read back may have no codes at all yet: null.
std::optional<LockCodes> read_lock_codes(std::string_view text);
// The attribute's own text: {"1":"Ada"} with the names as they are.
std::string lock_codes_text(std::vector<NamedSlot> const& codes);

// --- errors, tokens ---

struct ErrorDetail {
    std::string code;
    std::string target;
};
struct ErrorBody {
    std::string code;
    std::vector<ErrorDetail> details;
};
std::optional<ErrorBody> read_error(std::string_view text);
std::string write_error(ErrorName name, std::string_view request_id, std::vector<ErrorDetail> const& details = {});

struct TokenAnswer {
    std::string access_token;
    std::string refresh_token;
    Duration expires_in{};
    std::string installed_app_id;  // for the writing half only
};
std::optional<TokenAnswer> read_token(std::string_view text);
std::string write_token(TokenAnswer const& answer);

// --- webhook events ---

struct DeviceEvent {
    std::string event_id;
    Instant at{};
    std::string location_id;
    std::string device_id;
    std::string capability;
    std::string attribute;
    std::string value;
    std::string code_name;  // data.codeName; empty: none
    Json data = nullptr;    // for the writing half: instead of code_name
    std::string subscription = "codes";
};
// Nothing for a body that is no event at all; an event of another type has an empty capability.
std::optional<DeviceEvent> read_event(std::string_view text);
std::string write_event(DeviceEvent const& event);
// The same as an event stream tells it: without the envelope, and with its instant in milliseconds.
std::string write_streamed_event(DeviceEvent const& event);

}  // namespace lockstep::providers::smartthings
