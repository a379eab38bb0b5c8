// Commands: what the virtual hub does by radio, and how little the answer says of it.
#include <algorithm>
#include <utility>

#include "providers/smartthings/mock.hpp"

namespace lockstep::providers::smartthings {

namespace {

constexpr std::uint32_t master_code = 0;
constexpr std::size_t label_max = 255;

http::Response bad_argument(std::string_view target) {
    return error_response(ErrorName::constraint_violation, {{std::string{detail::not_valid}, std::string{target}}});
}

std::optional<std::uint32_t> slot_argument(Json const& arguments, std::size_t index) {
    if (index >= arguments.size()) return std::nullopt;
    auto const number = integer_of(arguments[index]);
    if (!number || *number < 0 || *number > 9999) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

std::optional<std::string> text_argument(Json const& arguments, std::size_t index) {
    if (index >= arguments.size() || !arguments[index].is_string()) return std::nullopt;
    return arguments[index].get<std::string>();
}

}  // namespace

http::Response SmartThingsMock::commands(Visit& visit, Hub& hub) {
    auto const commands = http::is_json(visit.request.headers) ? read_commands(visit.request.body) : std::nullopt;
    if (!commands || commands->empty() || commands->size() > commands_max) return bad_argument("commands");
    std::vector<CommandResult> results;
    for (auto const& command : *commands) {
        if (command.component != main_component) return bad_argument("[0].component");
        auto outcome = run(command, visit, hub);
        if (outcome.refused) return std::move(*outcome.refused);
        results.push_back({uuid_of(seed_ ^ hub.lock, ++events_), outcome.status});
    }
    return http::json_response(200, write_results(results));
}

// People give a device another label; the rest of it is not theirs to change.
http::Response SmartThingsMock::change_device(Visit const& visit, Hub& hub) const {
    auto const body = http::is_json(visit.request.headers) ? read_json(visit.request.body) : std::nullopt;
    auto const* const label = body ? text_member(*body, "label") : nullptr;
    if (label == nullptr || label->empty() || label->size() > label_max) return bad_argument("label");
    hub.name = *label;
    return http::json_response(200, write_json(device_json(hub)));
}

// A hub that cannot reach its lock: it refuses, or takes the command and forgets it.
std::optional<SmartThingsMock::Outcome> SmartThingsMock::out_of_reach(Visit const& visit, Hub const& hub) const {
    if (visit.cloud.lock(hub.lock).online()) return std::nullopt;
    if (visit.cloud.lock_settings(hub.lock).offline == sim::OfflineMode::reject)
        return Outcome{.refused = error_response(ErrorName::conflict)};
    return Outcome{};
}

SmartThingsMock::Outcome SmartThingsMock::run(Command const& command, Visit& visit, Hub& hub) {
    auto const refuse = [](http::Response response) { return Outcome{.refused = std::move(response)}; };
    auto const& arguments = command.arguments;
    if (command.capability == capability::refresh || command.capability == capability::health_check) return {};
    if (command.capability == capability::lock) return lock_command(command.command, visit, hub);
    if (command.capability != capability::lock_codes) return refuse(bad_argument("[0].capability"));

    auto const& word = command.command;
    if (word == "reloadAllCodes") {
        if (auto away = out_of_reach(visit, hub)) return std::move(*away);
        hub.scan_ends = visit.now + read_back_per_slot * hub.codes_max;
        return {};
    }
    if (word == "updateCodes") {
        if (arguments.size() != 1 || !arguments[0].is_object()) return refuse(bad_argument(detail::arguments));
        return update_codes(arguments[0], visit, hub);
    }
    if (word == "setCodeLength") {
        auto const length = slot_argument(arguments, 0);
        if (!length || *length > 15 || !hub.pins.accepts_length(*length))
            return refuse(bad_argument(detail::arguments));
        if (auto away = out_of_reach(visit, hub)) return std::move(*away);
        hub.code_length = *length;
        return {};
    }
    bool const known = word == "setCode" || word == "deleteCode" || word == "nameSlot" || word == "requestCode";
    if (!known) return refuse(bad_argument(detail::command_name));

    auto const slot = slot_argument(arguments, 0);
    if (!slot || *slot > hub.codes_max) return refuse(bad_argument(detail::slot_argument));
    if (word == "deleteCode") return erase_code(*slot, visit, hub);
    if (word == "requestCode") {
        if (auto away = out_of_reach(visit, hub)) return std::move(*away);
        auto const key = hub.slots.key_in(*slot);
        auto const* const stored = key ? visit.cloud.lock(hub.lock).find(*key) : nullptr;
        later(hub, *slot, stored ? Change::changed : Change::unset, stored ? stored->record.name : "",
              visit.now + radio_round_trip);
        return {};
    }
    auto name = text_argument(arguments, word == "setCode" ? 2 : 1);
    if (word == "nameSlot") {
        if (!name) return refuse(bad_argument("commands[0].arguments[1]"));
        return rename(*slot, std::move(*name), visit, hub);
    }
    auto pin = text_argument(arguments, 1);
    if (!pin) return refuse(bad_argument(detail::pin_argument));
    if (!name && arguments.size() > 2) return refuse(bad_argument("commands[0].arguments[2]"));
    if (!name || name->empty()) name = default_name(*slot);
    if (pin->empty()) return rename(*slot, std::move(*name), visit, hub);
    return set_code(*slot, std::move(*pin), std::move(*name), visit, hub);
}

bool SmartThingsMock::takes_pin(Hub const& hub, std::string_view pin) const {
    bool const digits = std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool const fits = hub.code_length ? pin.size() == *hub.code_length : hub.pins.accepts_length(pin.size());
    return digits && fits;
}

// Whatever is wrong with a code, the command is accepted: the lock says `failed`, or nothing.
SmartThingsMock::Outcome SmartThingsMock::set_code(std::uint32_t slot, std::string pin, std::string name, Visit& visit,
                                                   Hub& hub) {
    auto const say_later = [&](Change change) { later(hub, slot, change, {}, visit.now + radio_round_trip); };
    if (auto away = out_of_reach(visit, hub)) return std::move(*away);
    if (slot == master_code) return say_later(Change::changed), Outcome{};
    if (!takes_pin(hub, pin)) {
        // Some locks answer; others leave their hub waiting.
        if (!awkward()) say_later(Change::failed);
        return {};
    }
    auto const over = hub.slots.key_in(slot);
    sim::Record const code{.pin = std::move(pin), .name = std::move(name)};
    auto accepted = visit.cloud.put(hub.lock, over, code, visit.now);
    // The slot is being emptied: what comes after that is another code.
    if (accepted.refused == sim::Refused::no_such_code)
        accepted = visit.cloud.put(hub.lock, std::nullopt, code, visit.now);
    if (!accepted)
        say_later(Change::failed);
    else if (accepted.job != 0)
        hub.slots.put(slot, accepted.key);
    return {};
}

SmartThingsMock::Outcome SmartThingsMock::rename(std::uint32_t slot, std::string name, Visit& visit, Hub& hub) {
    if (auto away = out_of_reach(visit, hub)) return std::move(*away);
    auto const key = hub.slots.key_in(slot);
    auto const standing = key ? sim::standing_of(visit.cloud.lock(hub.lock), *key) : sim::Standing{};
    if (!standing || standing.state == sim::EntryState::removing) return {};  // nothing there to be named
    auto code = *standing.record;
    code.name = std::move(name);
    if (auto* const known = hub.known(slot)) known->being_renamed = true;
    visit.cloud.put(hub.lock, key, std::move(code), visit.now);
    return {};
}

SmartThingsMock::Outcome SmartThingsMock::erase_code(std::uint32_t slot, Visit& visit, Hub& hub) {
    if (auto away = out_of_reach(visit, hub)) return std::move(*away);
    if (slot == master_code) return {};
    auto const key = hub.slots.key_in(slot);
    if (!key || !visit.cloud.remove(hub.lock, *key, visit.now))
        later(hub, slot, Change::deleted, {}, visit.now + radio_round_trip);
    return {};
}

// One slot after the other; the answer comes before the first.
SmartThingsMock::Outcome SmartThingsMock::update_codes(Json const& codes, Visit& visit, Hub& hub) {
    for (auto const& [key, value] : codes.items()) {
        auto const slot = key.starts_with("code") ? read_slot(std::string_view{key}.substr(4)) : std::nullopt;
        if (!slot || *slot > hub.codes_max || !value.is_string()) return {.refused = bad_argument(detail::arguments)};
    }
    for (auto const& [key, value] : codes.items()) {
        auto const slot = *read_slot(std::string_view{key}.substr(4));
        auto const pin = value.get<std::string>();
        auto outcome = pin.empty() || pin == "0" ? erase_code(slot, visit, hub)
                                                 : set_code(slot, pin, default_name(slot), visit, hub);
        if (outcome.refused) return outcome;
    }
    return {};
}

SmartThingsMock::Outcome SmartThingsMock::lock_command(std::string const& command, Visit& visit, Hub& hub) {
    if (command != "lock" && command != "unlock") return {.refused = bad_argument(detail::command_name)};
    if (auto away = out_of_reach(visit, hub)) return std::move(*away);
    hub.unlocked = command == "unlock";
    visit.effects.bolts.push_back({hub.lock, !hub.unlocked});
    Told event{visit.now,
               hub.lock,
               std::string{capability::lock},
               "lock",
               hub.unlocked ? "unlocked" : "locked",
               {{"method", "command"}}};
    hub.lock_changed = event;
    record(hub, std::move(event), visit.effects);
    return {};
}

}  // namespace lockstep::providers::smartthings
