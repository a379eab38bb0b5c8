// Codes that share one PIN: made together, changed together. All of a command is checked before the first change.
#include <algorithm>

#include "engine/step.hpp"

namespace lockstep::engine {

namespace {

CommandReply no_pin(DeviceId device) {
    return {.error = CommandError::no_pin_left,
            .constraint = std::nullopt,
            .code = {},
            .attempt = {},
            .device = device,
            .offline_problem = OfflineProblem::none};
}

CommandsReply all_refused(CommandReply reply, DeviceId device) {
    reply.device = device;
    return {.refusal = reply, .codes = {}};
}

// The PIN of such a device is not the engine's to choose.
bool takes_any_pin(PinRules const& rules) {
    return !rules.has(PinConstraint::cannot_specify_pin_code) &&
           !rules.has(PinConstraint::pin_code_matches_existing_set);
}

}  // namespace

void Step::set_common_key(CodeId id, std::string const& key) {
    std::string& kept = cold(id).common_key;
    if (auto const group = engine_.key_slots_.find(kept); group != engine_.key_slots_.end()) {
        std::erase(group->second, id.slot);
        if (group->second.empty()) engine_.key_slots_.erase(group);
    }
    kept = key;
    if (key.empty()) return;
    auto& slots = engine_.key_slots_[key];
    slots.insert(std::lower_bound(slots.begin(), slots.end(), id.slot), id.slot);
}

CodeId Step::code_with_key(std::string const& key) {
    CodeId oldest;
    for_each_sharer(key, [&](CodeId id) {
        if (!oldest || id.serial < oldest.serial) oldest = id;
    });
    return oldest;
}

bool Step::shares_pin(CodeId id) {
    bool shared = false;
    for_each_sharer(cold(id).common_key, [&](CodeId other) { shared = shared || other != id; });
    return shared;
}

CommandsReply Step::create(CreateCodes const& command) {
    struct Planned {
        CreateCode code;
        Pin pin;
    };
    std::vector<Planned> planned;
    for (DeviceId const id : command.devices) {
        CreateCode code = command.each;
        code.device = id;
        if (auto const reply = check_terms(code); !reply.ok()) return all_refused(reply, id);
        planned.push_back({std::move(code), Pin{}});
    }
    std::optional<Pin> const pin = command.each.pin ? command.each.pin : shared_pin(command);
    for (auto& [code, own_pin] : planned) {
        auto const shared = pin ? check_given_pin(code, *pin) : no_pin(code.device);
        if (!shared.ok() && !command.random_where_not_shared) return all_refused(shared, code.device);
        if (!shared.ok()) code.common_key.clear();
        auto const chosen = shared.ok() ? pin : engine_.free_pin(code.device, code.preferred_length);
        if (!chosen) return {.refusal = no_pin(code.device), .codes = {}};
        own_pin = *chosen;
        if (auto const error = check_name(code.device, {}, code.name); error != CommandError::none)
            return all_refused({.error = error,
                                .constraint = std::nullopt,
                                .code = {},
                                .attempt = {},
                                .device = {},
                                .offline_problem = OfflineProblem::none},
                               code.device);
    }
    CommandsReply reply;
    for (auto const& [code, own_pin] : planned)
        reply.codes.push_back(add_code(code, own_pin).code);
    if (reply.codes.size() > 1) effects_.subject = {};
    return reply;
}

// A PIN for as many of the devices as can have one in common, in the order in which they are named.
std::optional<Pin> Step::shared_pin(CreateCodes const& command) {
    std::vector<DeviceId> sharers;
    PinRules common;
    for (DeviceId const id : command.devices) {
        PinRules const& rules = capabilities(id).pins;
        PinRules const both = sharers.empty() ? rules : rules_of_both(common, rules);
        if (!takes_any_pin(rules) || both.lengths == 0) continue;
        common = both;
        sharers.push_back(id);
    }
    if (sharers.empty()) return std::nullopt;
    auto const preferred = command.each.preferred_length;
    std::size_t const digits = preferred && common.accepts_length(*preferred) ? *preferred : common.shortest();
    for (int draw = 0; draw < 1000; ++draw) {
        auto const pin = draw_pin(engine_.pin_random_, digits, common);
        if (!pin) return std::nullopt;
        if (pin_free_on_all(sharers, *pin)) return pin;
    }
    return std::nullopt;
}

bool Step::pin_free_on_all(std::vector<DeviceId> const& devices, Pin pin) const {
    return std::none_of(devices.begin(), devices.end(),
                        [&](DeviceId device) { return engine_.pin_in_use(device, pin); });
}

CommandsReply Step::update(UpdateCodes const& command) {
    std::vector<UpdateCode> updates;
    for_each_sharer(command.common_key, [&](CodeId id) {
        UpdateCode update;
        update.code = id;
        update.name = command.name;
        update.starts = command.starts;
        update.ends = command.ends;
        updates.push_back(std::move(update));
    });
    if (updates.empty()) return {.refusal = {.error = CommandError::code_not_found}, .codes = {}};
    for (auto const& update : updates)
        if (auto const reply = check_update(update); !reply.ok()) return all_refused(reply, code(update.code).device);
    CommandsReply reply;
    for (auto const& update : updates) {
        if (!engine_.exists(update.code)) continue;  // its end is now, and it went with what changed before it
        apply_update(update);
        reply.codes.push_back(update.code);
    }
    if (reply.codes.size() > 1) effects_.subject = {};
    return reply;
}

// Would everybody who shares the code's PIN take the new one?
CommandReply Step::check_shared_update(UpdateCode const& command) {
    CommandReply reply;
    for_each_sharer(cold(command.code).common_key, [&](CodeId other) {
        if (other == command.code || !reply.ok()) return;
        UpdateCode update;
        update.code = other;
        update.pin = command.pin;
        reply = check_update(update);
        reply.device = code(other).device;
    });
    return reply;
}

// The code has another PIN, and so have those that share it.
void Step::share_new_pin(CodeId id) {
    if (!engine_.exists(id)) return;
    Pin const pin = code(id).pin;
    std::vector<CodeId> sharers;
    for_each_sharer(cold(id).common_key, [&](CodeId other) {
        if (other != id) sharers.push_back(other);
    });
    for (CodeId const other : sharers) {
        if (!engine_.exists(other) || code(other).pin == pin) continue;
        UpdateCode update;
        update.code = other;
        update.pin = pin;
        apply_update(update);
    }
    effects_.subject = id;
}

}  // namespace lockstep::engine
