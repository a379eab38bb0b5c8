// Why a request is refused, as a client's error handling sees it: status, type, message, and which fields are wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json.hpp"
#include "engine/capabilities.hpp"
#include "engine/commands.hpp"
#include "runtime/result.hpp"

namespace lockstep::api {

// The types of error that this API knows, each with one HTTP status.
enum class ProblemType : std::uint8_t {
    invalid_input,
    access_code_not_time_bound,
    access_code_being_deleted,
    device_type_not_supported,
    device_offline,
    mismatched_page_parameters,
    invalid_event_types,
    access_code_not_found,
    device_not_found,
    connected_account_not_found,
    action_attempt_not_found,
    event_not_found,
    webhook_not_found,
    unknown_path,
    method_not_allowed,
    duplicate_access_code,
    request_too_large,
    unauthorized,
    client_session_not_found,  // of a credential; of an argument: unknown_client_session
    client_session_expired,
    client_session_revoked,
    invalid_client_session_token,
    workspace_not_open,  // of a credential; of an argument: unknown_workspace
    publishable_keys_must_create_empty_client_sessions,
    unknown_client_session,
    unknown_workspace,
    connect_webview_not_found,
    empty_backup_access_code_pool,
    device_unmanaged,
    no_simulation,
    no_space_for_access_code_on_device,
    offline_access_code_cannot_be_changed,
};

struct Problem {
    ProblemType type = ProblemType::invalid_input;
    std::string message;
    Json data;  // null: nothing more to say
    // What is wrong with each field, in the order found; an empty field name is the request as a whole.
    std::vector<std::pair<std::string, std::string>> field_messages;

    void add(std::string_view field, std::string_view message_text);
};

template <class T>
using Outcome = Result<T, Problem>;

int status_of(ProblemType type);
std::string_view name_of(ProblemType type);
std::vector<ProblemType> all_problem_types();

// A problem whose type says it all.
Problem problem(ProblemType type, std::string_view message);
// invalid_input about one field.
Problem invalid(std::string_view field, std::string_view message);

// `{"error": {type, message, request_id, ...}, "ok": false}`
Json envelope(Problem const& problem, std::string_view request_id);

// How the engine's refusals look from outside: the only place where they become HTTP. `capabilities` are the device's,
// or null when there is no device.
Problem problem_of(engine::CommandReply const& reply, engine::Capabilities const* capabilities);

}  // namespace lockstep::api
