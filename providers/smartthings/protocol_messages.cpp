#include "providers/smartthings/protocol_messages.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::providers::smartthings {

namespace {

constexpr std::array statuses{
    std::pair{CommandStatus::accepted, std::string_view{"ACCEPTED"}},
    std::pair{CommandStatus::completed, std::string_view{"COMPLETED"}},
    std::pair{CommandStatus::failed, std::string_view{"FAILED"}},
};

// An attribute of a capability: `{ "value": .., "timestamp": .. }`.
Json const* attribute_value(Json const& capability, std::string_view name) {
    auto const* const attribute = member(capability, name);
    return attribute == nullptr ? nullptr : member(*attribute, "value");
}

// Slots and names out of the attribute's text. Nothing when it is not such a text.
std::optional<std::vector<NamedSlot>> read_slots(std::string_view text) {
    auto const parsed = read_json(text);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    std::vector<NamedSlot> slots;
    for (auto const& [key, value] : parsed->items()) {
        if (key == "0") continue;
        auto const slot = read_slot(key);
        auto const* const name = value.get_ptr<std::string const*>();
        if (!slot || name == nullptr) return std::nullopt;
        slots.push_back({*slot, *name});
    }
    std::sort(slots.begin(), slots.end(), [](auto const& a, auto const& b) { return a.slot < b.slot; });
    return slots;
}

std::optional<LastChange> read_last_change(Json const& capability) {
    auto const* const attribute = member(capability, "codeChanged");
    auto const* const value = attribute == nullptr ? nullptr : text_member(*attribute, "value");
    if (value == nullptr) return std::nullopt;
    auto const change = read_code_change(*value);
    auto const at = instant_member(*attribute, "timestamp");
    if (!change || !at) return std::nullopt;
    LastChange last{.what = *change, .name = {}, .at = *at};
    if (auto const* const data = member(*attribute, "data"))
        if (auto const* const name = text_member(*data, "codeName")) last.name = *name;
    return last;
}

}  // namespace

// --- commands ---

// Old clients send the list alone.
std::optional<std::vector<Command>> read_commands(std::string_view text) {
    auto const body = read_json(text);
    auto const* list = body ? member(*body, "commands") : nullptr;
    if (body && body->is_array()) list = &*body;
    if (list == nullptr || !list->is_array()) return std::nullopt;
    std::vector<Command> commands;
    for (auto const& item : *list) {
        Command command;
        if (auto const* const component = member(item, "component")) {
            if (!component->is_string()) return std::nullopt;
            command.component = component->get<std::string>();
        }
        auto const* const capability = text_member(item, "capability");
        auto const* const name = text_member(item, "command");
        if (capability == nullptr || name == nullptr) return std::nullopt;
        command.capability = *capability;
        command.command = *name;
        if (auto const* const arguments = member(item, "arguments")) {
            if (!arguments->is_array()) return std::nullopt;
            command.arguments = *arguments;
        }
        commands.push_back(std::move(command));
    }
    return commands;
}

std::string write_commands(std::vector<Command> const& commands) {
    auto list = Json::array();
    for (auto const& command : commands)
        list.push_back({{"component", command.component},
                        {"capability", command.capability},
                        {"command", command.command},
                        {"arguments", command.arguments}});
    return write_json({{"commands", std::move(list)}});
}

Command set_code(std::uint32_t slot, std::string_view pin, std::string_view name) {
    return {.capability = std::string{capability::lock_codes},
            .command = "setCode",
            .arguments = Json::array({slot, pin, name})};
}

Command delete_code(std::uint32_t slot) {
    return {
        .capability = std::string{capability::lock_codes}, .command = "deleteCode", .arguments = Json::array({slot})};
}

std::optional<std::vector<CommandResult>> read_results(std::string_view text) {
    auto const body = read_json(text);
    auto const* const list = body ? member(*body, "results") : nullptr;
    if (list == nullptr || !list->is_array()) return std::nullopt;
    std::vector<CommandResult> results;
    for (auto const& item : *list) {
        auto const* const word = text_member(item, "status");
        if (word == nullptr) return std::nullopt;
        auto const known =
            std::find_if(statuses.begin(), statuses.end(), [&](auto const& one) { return one.second == *word; });
        if (known == statuses.end()) return std::nullopt;
        auto const* const id = text_member(item, "id");
        results.push_back({id == nullptr ? std::string{} : *id, known->first});
    }
    return results;
}

std::string write_results(std::vector<CommandResult> const& results) {
    auto list = Json::array();
    for (auto const& result : results)
        list.push_back({{"id", result.id}, {"status", statuses[static_cast<std::size_t>(result.status)].second}});
    return write_json({{"results", std::move(list)}});
}

// --- the status of lockCodes ---

std::optional<LockCodes> read_lock_codes(std::string_view text) {
    auto const body = read_json(text);
    auto const* const value = body ? attribute_value(*body, "lockCodes") : nullptr;
    if (value == nullptr) return std::nullopt;
    LockCodes read;
    if (auto const* const held = value->get_ptr<std::string const*>()) {
        auto slots = read_slots(*held);
        if (!slots) return std::nullopt;
        read.codes = std::move(*slots);
    } else if (!value->is_null()) {
        return std::nullopt;
    }
    if (auto const* const most = attribute_value(*body, "maxCodes")) {
        auto const number = integer_of(*most);
        if (number && *number >= 0 && *number <= 9999) read.codes_max = static_cast<std::uint32_t>(*number);
    }
    read.last = read_last_change(*body);
    return read;
}

std::string lock_codes_text(std::vector<NamedSlot> const& codes) {
    auto object = Json::object();
    for (auto const& code : codes)
        object[slot_text(code.slot)] = code.name;
    return write_json(object);
}

// --- errors, tokens ---

std::optional<ErrorBody> read_error(std::string_view text) {
    auto const body = read_json(text);
    auto const* const error = body ? member(*body, "error") : nullptr;
    auto const* const code = error == nullptr ? nullptr : text_member(*error, "code");
    if (code == nullptr) return std::nullopt;
    ErrorBody read{.code = *code, .details = {}};
    auto const* const details = member(*error, "details");
    if (details == nullptr || !details->is_array()) return read;
    for (auto const& item : *details) {
        auto const* const word = text_member(item, "code");
        auto const* const target = text_member(item, "target");
        read.details.push_back({word == nullptr ? "" : *word, target == nullptr ? "" : *target});
    }
    return read;
}

std::string write_error(ErrorName name, std::string_view request_id, std::vector<ErrorDetail> const& details) {
    auto const& facts = facts_of(name);
    auto list = Json::array();
    for (auto const& one : details)
        list.push_back({{"code", one.code},
                        {"target", one.target},
                        {"message", one.target + " is not valid."},
                        {"details", Json::array()}});
    return write_json({{"requestId", request_id},
                       {"error", {{"code", facts.code}, {"message", facts.message}, {"details", std::move(list)}}}});
}

std::optional<TokenAnswer> read_token(std::string_view text) {
    auto const body = read_json(text);
    if (!body) return std::nullopt;
    auto const* const access = text_member(*body, "access_token");
    auto const* const refresh = text_member(*body, "refresh_token");
    auto const* const expires = member(*body, "expires_in");
    auto const seconds = expires == nullptr ? std::nullopt : integer_of(*expires);
    if (access == nullptr || access->empty() || refresh == nullptr || refresh->empty() || !seconds) return std::nullopt;
    constexpr std::int64_t century = 3'153'600'000;
    if (*seconds < 0 || *seconds > century) return std::nullopt;
    return TokenAnswer{*access, *refresh, std::chrono::seconds{*seconds}, {}};
}

std::string write_token(TokenAnswer const& answer) {
    return write_json({{"access_token", answer.access_token},
                       {"token_type", "bearer"},
                       {"refresh_token", answer.refresh_token},
                       {"expires_in", std::chrono::duration_cast<std::chrono::seconds>(answer.expires_in).count()},
                       {"scope", "r:devices:* x:devices:*"},
                       {"installed_app_id", answer.installed_app_id},
                       {"access_tier", 0}});
}

// --- webhook events ---

std::optional<DeviceEvent> read_event(std::string_view text) {
    auto const body = read_json(text);
    auto const* const outer = body ? member(*body, "event") : nullptr;
    auto const* const type = outer == nullptr ? nullptr : text_member(*outer, "eventType");
    if (type == nullptr) return std::nullopt;
    DeviceEvent event;
    if (*type != "DEVICE_EVENT") return event;
    auto const* const inner = member(*outer, "deviceEvent");
    auto const at = instant_member(*outer, "eventTime");
    if (inner == nullptr || !at) return std::nullopt;
    event.at = *at;
    for (auto const& [key, into] :
         {std::pair{"eventId", &event.event_id}, std::pair{"deviceId", &event.device_id},
          std::pair{"capability", &event.capability}, std::pair{"attribute", &event.attribute}}) {
        auto const* const held = text_member(*inner, key);
        if (held == nullptr) return std::nullopt;
        *into = *held;
    }
    if (auto const* const value = text_member(*inner, "value")) event.value = *value;
    if (auto const* const data = member(*inner, "data"))
        if (auto const* const name = text_member(*data, "codeName")) event.code_name = *name;
    return event;
}

namespace {

Json device_event_json(DeviceEvent const& event) {
    Json inner{{"eventId", event.event_id},
               {"locationId", event.location_id},
               {"ownerId", event.location_id},
               {"ownerType", "LOCATION"},
               {"deviceId", event.device_id},
               {"componentId", main_component},
               {"capability", event.capability},
               {"attribute", event.attribute},
               {"value", event.value},
               {"valueType", "string"},
               {"stateChange", true},
               {"subscriptionName", event.subscription}};
    if (!event.data.is_null())
        inner["data"] = event.data;
    else if (!event.code_name.empty())
        inner["data"] = {{"codeName", event.code_name}};
    return inner;
}

}  // namespace

std::string write_event(DeviceEvent const& event) {
    return write_json({{"event",
                        {{"eventTime", whole_seconds(event.at)},
                         {"eventType", "DEVICE_EVENT"},
                         {"deviceEvent", device_event_json(event)}}}});
}

std::string write_streamed_event(DeviceEvent const& event) {
    return write_json({{"eventTime", microseconds(event.at) / 1000},
                       {"eventType", "DEVICE_EVENT"},
                       {"deviceEvent", device_event_json(event)}});
}

}  // namespace lockstep::providers::smartthings
