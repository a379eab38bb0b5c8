#include "api/problem.hpp"

#include <fmt/format.h>

#include <iterator>

namespace lockstep::api {

namespace {

struct TypeFacts {
    std::string_view name;
    int status;
};

constexpr TypeFacts type_facts[] = {
    {"invalid_input", 400},
    {"access_code_not_time_bound", 400},
    {"access_code_being_deleted", 400},
    {"device_type_not_supported", 400},
    {"device_offline", 400},
    {"mismatched_page_parameters", 400},
    {"invalid_event_types", 400},
    {"access_code_not_found", 404},
    {"device_not_found", 404},
    {"connected_account_not_found", 404},
    {"action_attempt_not_found", 404},
    {"event_not_found", 404},
    {"webhook_not_found", 404},
    {"not_found", 404},
    {"method_not_allowed", 405},
    {"duplicate_access_code", 409},
    {"request_too_large", 413},
    {"unauthorized", 401},
    {"client_session_not_found", 401},
    {"client_session_expired", 401},
    {"client_session_revoked", 401},
    {"invalid_client_session_token", 400},
    {"workspace_not_found", 401},
    {"publishable_keys_must_create_empty_client_sessions", 403},
    {"client_session_not_found", 404},
    {"workspace_not_found", 404},
    {"connect_webview_not_found", 404},
    {"empty_backup_access_code_pool", 400},
    {"device_unmanaged", 400},
    {"no_simulation", 400},
    {"no_space_for_access_code_on_device", 400},
    {"offline_access_code_cannot_be_changed", 400},
};

TypeFacts const& facts_of(ProblemType type) { return type_facts[static_cast<std::size_t>(type)]; }

// "4", "4 or 6", "4, 5 or 6"
std::string lengths_text(engine::PinRules const& rules) {
    std::vector<std::size_t> lengths;
    for (std::size_t digits = 0; digits <= engine::PinRules::longest; ++digits)
        if (rules.accepts_length(digits)) lengths.push_back(digits);
    std::string text;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        if (i > 0) text += i + 1 == lengths.size() ? " or " : ", ";
        text += fmt::to_string(lengths[i]);
    }
    return text;
}

std::string_view sentence_of(engine::PinConstraint constraint) {
    using enum engine::PinConstraint;
    switch (constraint) {
        case no_zeros:
            return "this device takes no PIN with the digit 0";
        case cannot_start_with_12:
            return "this device takes no PIN that starts with 12";
        case no_triple_consecutive_ints:
            return "this device takes no PIN with more than three equal or consecutive digits in a row";
        case cannot_specify_pin_code:
            return "the provider of this device makes the PIN; leave `code` out";
        case pin_code_matches_existing_set:
            return "this device takes only PINs that its account already knows";
        case start_date_in_future:
            return "must lie in the future for this device";
        case no_ascending_or_descending_sequence:
            return "this device takes no PIN that only counts up or down";
        case at_least_three_unique_digits:
            return "this device takes only PINs of at least three different digits";
        case no_all_same_digits:
            return "this device takes no PIN of one repeated digit";
        case unique_first_four_digits:
            return "this device takes only PINs whose first four digits all differ";
        case cannot_contain_089:
            return "this device takes no PIN with the digits 0, 8 or 9";
        case cannot_contain_0789:
            return "this device takes no PIN with the digits 0, 7, 8 or 9";
        case name_length:
            return "has a length that this device does not take";
        case name_must_be_unique:
            return "is the name of another access code on this device";
    }
    return "";
}

Problem constraint_broken(std::string_view field, engine::PinConstraint constraint) {
    auto refusal = invalid(field, fmt::format("{} (constraint {})", sentence_of(constraint), name_of(constraint)));
    refusal.data = Json::object({{"constraint_type", name_of(constraint)}});
    return refusal;
}

Problem problem_of_window(engine::OfflineProblem why) {
    using enum engine::OfflineProblem;
    switch (why) {
        case none:
            break;
        case end_missing:
            return invalid("ends_at", "is required for an offline access code that is not for one-time use");
        case end_of_one_time:
            return invalid("ends_at", "is not for one-time codes, which end 24 hours after their start");
        case end_in_the_past:
            return invalid("ends_at", "must lie in the future");
        case start_too_old:
            return invalid("starts_at",
                           "lies more than 24 hours back, and an offline access code must be used within 24 hours");
        case start_too_far:
            return invalid("starts_at", "lies more than three years ahead");
        case rounding_wanted:
            return invalid("max_time_rounding",
                           "must be `1d`: an offline access code for more than 672 hours ends at the time of day at "
                           "which it starts");
        case too_long:
            return invalid("ends_at", "must lie at most 367 days after starts_at");
    }
    return problem(ProblemType::invalid_input, "The request was refused.");
}

}  // namespace

int status_of(ProblemType type) { return facts_of(type).status; }
std::string_view name_of(ProblemType type) { return facts_of(type).name; }

std::vector<ProblemType> all_problem_types() {
    std::vector<ProblemType> all;
    for (std::size_t i = 0; i < std::size(type_facts); ++i)
        all.push_back(static_cast<ProblemType>(i));
    return all;
}

void Problem::add(std::string_view field, std::string_view message_text) {
    if (message.empty())
        message = field.empty() ? std::string{message_text} : fmt::format("{}: {}", field, message_text);
    field_messages.emplace_back(field, message_text);
}

Problem problem(ProblemType type, std::string_view message) {
    return {.type = type, .message = std::string{message}, .data = nullptr, .field_messages = {}};
}

Problem invalid(std::string_view field, std::string_view message) {
    auto refusal = problem(ProblemType::invalid_input, "");
    refusal.add(field, message);
    return refusal;
}

Json envelope(Problem const& problem, std::string_view request_id) {
    Json error{{"type", name_of(problem.type)}, {"message", problem.message}};
    if (!problem.data.is_null()) error["data"] = problem.data;
    if (problem.type == ProblemType::invalid_input) {
        Json fields{{"_errors", Json::array()}};
        for (auto const& [field, message] : problem.field_messages) {
            if (field.empty())
                fields["_errors"].push_back(message);
            else
                fields[field]["_errors"].push_back(message);
        }
        error["validation_errors"] = std::move(fields);
    }
    error["request_id"] = request_id;
    return {{"error", std::move(error)}, {"ok", false}};
}

Problem problem_of(engine::CommandReply const& reply, engine::Capabilities const* capabilities) {
    using enum engine::CommandError;
    engine::PinRules const rules = capabilities != nullptr ? capabilities->pins : engine::PinRules{};
    switch (reply.error) {
        case none:
            break;
        case code_not_found:
            return problem(ProblemType::access_code_not_found, "No such access code.");
        case device_not_found:
            return problem(ProblemType::device_not_found, "No such device.");
        case device_cannot_program_codes:
            return problem(ProblemType::device_type_not_supported,
                           "This device cannot program access codes: it was removed from its account.");
        case device_offline:
            return problem(ProblemType::device_offline,
                           "The device is offline and `attempt_for_offline_device` is false.");
        case pin_length:
            return invalid("code", fmt::format("this device takes PINs of {} digits", lengths_text(rules)));
        case pin_constraint:
            return constraint_broken("code", reply.constraint.value_or(engine::PinConstraint::no_zeros));
        case pin_not_choosable:
            return constraint_broken("code", engine::PinConstraint::cannot_specify_pin_code);
        case no_pin_left:
            return problem(ProblemType::duplicate_access_code, "No PIN that this device takes is free any more.");
        case window_ends_before_start:
            return invalid("ends_at", "must be later than starts_at");
        case window_in_the_past:
            return invalid("ends_at", "must lie in the future");
        case start_not_in_future:
            return constraint_broken("starts_at", engine::PinConstraint::start_date_in_future);
        case name_length: {
            auto refusal = invalid("name", fmt::format("must have {} to {} characters on this device (constraint {})",
                                                       rules.name_length_min, rules.name_length_max,
                                                       name_of(engine::PinConstraint::name_length)));
            refusal.data = Json::object({{"constraint_type", name_of(engine::PinConstraint::name_length)}});
            return refusal;
        }
        case name_taken:
            return constraint_broken("name", engine::PinConstraint::name_must_be_unique);
        case duplicate_pin:
            return problem(ProblemType::duplicate_access_code,
                           "Another access code on this device has this PIN already.");
        case pin_not_shared:
            return invalid("code", "is not the PIN of the other codes with this common_code_key");
        case being_deleted:
            return problem(ProblemType::access_code_being_deleted,
                           "The access code is being deleted and can no longer be updated.");
        case cannot_be_managed:
            return problem(ProblemType::device_type_not_supported,
                           "Access codes that somebody else put onto this device cannot be managed.");
        case not_on_device:
            return invalid("is_managed", "only a code that its device is known to hold can be let go of");
        case no_backup_pool:
            return problem(ProblemType::device_type_not_supported, "This device keeps no backup access codes.");
        case not_time_bound:
            return problem(ProblemType::access_code_not_time_bound,
                           "Backup access codes are only for access codes with starts_at or ends_at.");
        case empty_backup_pool:
            return problem(ProblemType::empty_backup_access_code_pool,
                           "No backup access code is ready on this device; create one with "
                           "`use_backup_access_code_pool`, or wait for the pool to be filled.");
        case device_unmanaged:
            return problem(ProblemType::device_unmanaged,
                           "The device is not managed; update it with `is_managed: true` first.");
        case no_offline_codes:
            return problem(ProblemType::device_type_not_supported, "This device does not take offline access codes.");
        case offline_window:
            return problem_of_window(reply.offline_problem);
        case no_offline_pin_left:
            return problem(ProblemType::no_space_for_access_code_on_device,
                           "All offline access codes that this device takes for this time frame are given out; choose "
                           "another start or end.");
        case offline_code:
            return problem(ProblemType::offline_access_code_cannot_be_changed,
                           "An offline access code is worked out by its lock and can be neither changed nor taken "
                           "back; it ends by itself.");
    }
    return problem(ProblemType::invalid_input, "The request was refused.");
}

}  // namespace lockstep::api
