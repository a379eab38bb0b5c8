#include "providers/august/protocol_messages.hpp"

#include <algorithm>
#include <utility>

#include "providers/august/protocol_json.hpp"
#include "providers/august/protocol_schedule.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::providers::august {

namespace {

// An instant that may be missing or null; false when it is something else.
bool read_instant(Tree const& object, std::string_view key, Instant& into) {
    auto const found = object.find(key);
    if (found == object.end() || found->is_null()) return true;
    if (!found->is_string()) return false;
    auto const instant = parse_instant(found->get_ref<std::string const&>());
    if (!instant.ok()) return false;
    into = *instant;
    return true;
}

// Required texts make a record; the rest may be missing, but not be of another kind.
std::optional<PinBody> read_pin(Tree const& object, Group state) {
    if (!object.is_object()) return std::nullopt;
    PinBody body{.state = state};
    std::string access;
    bool fine = read_text(object, "_id", body.id) && read_text(object, "lockID", body.lock_id) &&
                read_text(object, "userID", body.user_id) && read_text(object, "partnerUserID", body.partner_id) &&
                read_text(object, "pin", body.pin) && read_text(object, "accessType", access) &&
                read_text(object, "accessTimes", body.times) &&
                read_text(object, "accessRecurrence", body.recurrence) &&
                read_text(object, "firstName", body.first_name) && read_text(object, "lastName", body.last_name);
    fine = fine && read_instant(object, "createdAt", body.created_at) &&
           read_instant(object, "updatedAt", body.updated_at) && read_instant(object, "loadedDate", body.loaded_at);
    auto const type = access_type_from(access);
    if (!fine || !type || body.pin.empty() || (body.user_id.empty() && body.partner_id.empty())) return std::nullopt;
    body.access = *type;
    if (auto const slot = object.find("slot"); slot != object.end()) {
        if (!slot->is_number_unsigned()) return std::nullopt;
        body.slot = static_cast<std::uint32_t>(std::min<std::uint64_t>(slot->get<std::uint64_t>(), 0xffff'ffffu));
    }
    if (auto const flag = object.find("unverified"); flag != object.end()) body.unverified = *flag == true;
    return body;
}

constexpr std::size_t pin_members_max = 20;

Json json_of(PinBody const& body) {
    Json object = Json::object();
    // Growing copies all members each time, and lists of PINs are asked for all day long.
    object.get_ref<Json::object_t&>().reserve(pin_members_max);
    object["_id"] = body.id;
    object["type"] = "pin";
    object["lockID"] = body.lock_id;
    object["userID"] = body.user_id;
    if (!body.partner_id.empty()) object["partnerUserID"] = body.partner_id;
    object["state"] = name_of(body.state);
    object["pin"] = body.pin;
    object["slot"] = body.slot;
    object["accessType"] = name_of(body.access);
    if (!body.times.empty()) object["accessTimes"] = body.times;
    if (body.access == AccessType::temporary) {
        auto const bounds = read_times(body.times).value_or(Bounds{});
        if (is_finite(bounds.starts)) object["accessStartTime"] = stamp(bounds.starts);
        if (is_finite(bounds.ends)) object["accessEndTime"] = stamp(bounds.ends);
    }
    if (!body.recurrence.empty()) object["accessRecurrence"] = body.recurrence;
    object["firstName"] = body.first_name;
    object["lastName"] = body.last_name;
    object["unverified"] = body.unverified;
    auto const stamp_or_null = [](Instant instant) {
        return is_finite(instant) ? Json(stamp(instant)) : Json(nullptr);
    };
    object["createdAt"] = stamp_or_null(body.created_at);
    object["updatedAt"] = stamp_or_null(body.updated_at);
    object["loadedDate"] = stamp_or_null(body.loaded_at);
    return object;
}

// `verb` is the member that tells what to do.
std::optional<PinCommand> read_command(Tree const& object, char const* verb) {
    if (!object.is_object()) return std::nullopt;
    PinCommand command;
    std::string action, pin, access;
    bool const fine = read_text(object, verb, action) && read_text(object, "partnerUserID", command.partner_id) &&
                      read_text(object, "augustUserID", command.user_id) &&
                      read_text(object, "firstName", command.first_name) &&
                      read_text(object, "lastName", command.last_name) && read_text(object, "pin", pin) &&
                      read_text(object, "accessType", access) && read_text(object, "accessTimes", command.times) &&
                      read_text(object, "accessRecurrence", command.recurrence);
    auto const known = pin_action_from(action);
    if (!fine || !known) return std::nullopt;
    command.action = *known;
    if (object.contains("pin")) command.pin = pin;
    if (object.contains("accessType")) {
        command.access = access_type_from(access);
        if (!command.access) return std::nullopt;
    }
    if (auto const retry = object.find("retry"); retry != object.end()) command.retry = *retry == true;
    return command;
}

}  // namespace

std::optional<std::vector<PinBody>> read_pins(std::string_view text) {
    auto const json = parse_object(text);
    // `loaded` is what every list has; without it this is some other answer.
    if (!json || !json->contains("loaded")) return std::nullopt;
    std::vector<PinBody> pins;
    for (auto const& [word, list] : json->items()) {
        auto const group = group_from(word);
        if (!list.is_array()) {
            if (group) return std::nullopt;
            continue;
        }
        for (auto const& one : list) {
            auto pin = read_pin(one, group.value_or(Group::updating));
            if (!pin && !group) continue;  // a list of something else
            if (!pin) return std::nullopt;
            pins.push_back(std::move(*pin));
        }
    }
    return pins;
}

std::string write_pins(PinGroups const& groups, Dress dress) {
    Json json = Json::object();
    for (std::size_t i = 0; i < groups.size(); ++i) {
        auto list = Json::array();
        for (auto const& body : groups[i]) {
            list.push_back(json_of(body));
            if (dress == Dress::awkward) list.back()["apiKey"] = "partner", list.back()["revision"] = 1;
        }
        json[name_of(static_cast<Group>(i))] = std::move(list);
    }
    if (dress == Dress::awkward) json["pending"] = Json::array();
    return text_of(json);
}

std::optional<PinCommands> read_commands(std::string_view text) {
    auto const json = parse_object(text);
    if (!json) return std::nullopt;
    PinCommands commands;
    auto const list = json->find("commands");
    if (list == json->end() || !list->is_array() || list->empty() || list->size() > commands_max) return std::nullopt;
    if (!read_text(*json, "webhook", commands.webhook)) return std::nullopt;
    for (auto const& one : *list) {
        auto command = read_command(one, "action");
        if (!command) return std::nullopt;
        commands.commands.push_back(std::move(*command));
    }
    return commands;
}

std::string write_commands(PinCommands const& commands) {
    auto list = Json::array();
    for (auto const& command : commands.commands) {
        Json object{{"action", name_of(command.action)}};
        auto const add = [&](char const* key, std::string const& value) {
            if (!value.empty()) object[key] = value;
        };
        add("partnerUserID", command.partner_id);
        add("augustUserID", command.user_id);
        if (command.action == PinAction::load || command.action == PinAction::update) {
            object["firstName"] = command.first_name;
            object["lastName"] = command.last_name;
        }
        if (command.pin) object["pin"] = *command.pin;
        if (command.access) object["accessType"] = name_of(*command.access);
        add("accessTimes", command.times);
        add("accessRecurrence", command.recurrence);
        if (command.action == PinAction::load) object["retry"] = command.retry;
        list.push_back(std::move(object));
    }
    Json json{{"commands", std::move(list)}};
    if (!commands.webhook.empty()) json["webhook"] = commands.webhook;
    return text_of(json);
}

std::optional<PinCommand> read_user_pin(std::string_view text) {
    auto const json = parse_object(text);
    std::string action;
    if (!json || !read_text(*json, "action", action) || action != "intent") return std::nullopt;
    return read_command(*json, "state");
}

std::string write_accepted(std::string_view transaction_id) {
    return text_of(Json{{"message", "success"}, {"transactionID", transaction_id}});
}

bool is_accepted(std::string_view text) { return parse_object(text).has_value(); }

std::optional<PinResult> read_result(std::string_view text) {
    auto const json = parse_object(text);
    if (!json) return std::nullopt;
    PinResult result;
    std::string action, state;
    if (!read_text(*json, "action", action) || !read_text(*json, "state", state) ||
        !read_text(*json, "transactionID", result.transaction_id))
        return std::nullopt;
    auto const known = pin_action_from(action);
    auto record = read_pin(*json, Group::loaded);
    if (!known || !record || state.empty() || result.transaction_id.empty()) return std::nullopt;
    result.action = *known;
    result.record = std::move(*record);
    result.succeeded = state != "failed";
    if (auto const error = json->find("error"); error != json->end() && error->is_object())
        result.error = error_from(integer_at(*error, "code"));
    return result;
}

std::string write_result(PinResult const& result) {
    auto json = json_of(result.record);
    json["action"] = name_of(result.action);
    json["transactionID"] = result.transaction_id;
    json["error"] = nullptr;
    if (result.action == PinAction::remove) json["state"] = "deleted";
    if (!result.succeeded) {
        auto const& facts = facts_of(result.error);
        json["state"] = "failed";
        json["error"] = {{"code", facts.code}, {"message", facts.message}};
    }
    return text_of(json);
}

std::optional<SessionRequest> read_session_request(std::string_view text) {
    auto const json = parse_object(text);
    SessionRequest request;
    if (!json || !read_text(*json, "installId", request.install_id) ||
        !read_text(*json, "identifier", request.identifier) || !read_text(*json, "password", request.password))
        return std::nullopt;
    return request;
}

std::string write_session_request(SessionRequest const& request) {
    return text_of(
        Json{{"installId", request.install_id}, {"identifier", request.identifier}, {"password", request.password}});
}

std::optional<SessionAnswer> read_session(std::string_view text) {
    auto const json = parse_object(text);
    if (!json || !json->contains("vPassword") || !json->contains("vInstallId")) return std::nullopt;
    return SessionAnswer{.password_is_right = (*json)["vPassword"] == true,
                         .install_is_valid = (*json)["vInstallId"] == true};
}

std::string write_session(SessionAnswer const& answer) {
    auto const known = answer.password_is_right;
    return text_of(Json{{"installId", answer.install_id},
                        {"userId", known ? answer.user_id : std::string{}},
                        {"applicationId", ""},
                        {"vInstallId", answer.install_is_valid},
                        {"vPassword", answer.password_is_right},
                        {"vEmail", answer.install_is_valid},
                        {"vPhone", answer.install_is_valid},
                        {"hasInstallId", true},
                        {"hasPassword", true},
                        {"hasEmail", true},
                        {"hasPhone", true},
                        {"isLockedOut", false},
                        {"captcha", ""},
                        {"email", Json::array({"email:" + answer.email})},
                        {"phone", Json::array({"phone:" + answer.phone})},
                        {"expiresAt", stamp(answer.expires_at)},
                        {"FirstName", answer.first_name},
                        {"LastName", answer.last_name}});
}

std::optional<HookRequest> read_hook(std::string_view text) {
    auto const json = parse_object(text);
    HookRequest hook;
    if (!json || !read_text(*json, "url", hook.url) || !read_text(*json, "clientID", hook.client_id) ||
        !read_text(*json, "header", hook.header) || !read_text(*json, "token", hook.token) || hook.url.empty())
        return std::nullopt;
    return hook;
}

std::optional<std::string> read_text_member(std::string_view text, std::string_view key) {
    auto const json = parse_object(text);
    std::string value;
    if (!json || !read_text(*json, key, value)) return std::nullopt;
    return value;
}

std::optional<std::string> read_code_member(std::string_view text, std::string_view key) {
    auto const json = parse_object(text);
    auto const* const number = json && json->contains(key) ? &(*json)[std::string{key}] : nullptr;
    if (number == nullptr || !number->is_number_unsigned()) return read_text_member(text, key);
    return std::to_string(number->get<std::uint64_t>());
}

ErrorCode read_error(std::string_view text, ErrorCode fallback) {
    auto const json = parse_object(text);
    if (!json) return fallback;
    auto const error = error_from(integer_at(*json, "code"));
    return error == ErrorCode::other ? fallback : error;
}

std::string write_error(ErrorCode error) {
    auto const& facts = facts_of(error);
    return text_of(Json{{"code", facts.code}, {"message", facts.message}});
}

}  // namespace lockstep::providers::august
