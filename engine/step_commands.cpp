// What callers ask: create, update, delete. Every check comes before the first change, so that a refusal changes
// nothing.
#include <algorithm>
#include <utility>

#include "engine/step.hpp"

namespace lockstep::engine {

namespace {

CommandReply refused(CommandError error) {
    return {.error = error,
            .constraint = std::nullopt,
            .code = {},
            .attempt = {},
            .device = {},
            .offline_problem = OfflineProblem::none};
}

CommandReply refused(CommandError error, PinConstraint constraint) {
    return {.error = error,
            .constraint = constraint,
            .code = {},
            .attempt = {},
            .device = {},
            .offline_problem = OfflineProblem::none};
}

CommandReply accepted(CodeId code, AttemptId attempt) {
    return {.error = CommandError::none,
            .constraint = std::nullopt,
            .code = code,
            .attempt = attempt,
            .device = {},
            .offline_problem = OfflineProblem::none};
}

}  // namespace

CommandError Step::check_window(Window const& window, bool ends_must_be_ahead) const {
    if (window.starts != always && window.ends <= window.starts) return CommandError::window_ends_before_start;
    if (ends_must_be_ahead && window.ends <= now_) return CommandError::window_in_the_past;
    return CommandError::none;
}

// `given`: the caller chose the PIN; the engine's own are always right.
CommandReply Step::check_pin(DeviceId id, Pin pin, bool given) {
    PinRules const& rules = capabilities(id).pins;
    if (!given) return {};
    if (rules.has(PinConstraint::cannot_specify_pin_code))
        return refused(CommandError::pin_not_choosable, PinConstraint::cannot_specify_pin_code);
    if (auto const refusal = refusal_of(pin, rules))
        return refusal->length ? refused(CommandError::pin_length)
                               : refused(CommandError::pin_constraint, *refusal->constraint);
    if (!rules.has(PinConstraint::pin_code_matches_existing_set)) return {};
    bool known = false;
    for_each_device(device(id).account, [&](DeviceId lock) {
        for (auto const& stranger : device(lock).unmanaged)
            known = known || stranger.record.pin == pin;
        for_each_code(lock, [&](CodeId other) { known = known || code(other).pin == pin; });
    });
    return known ? CommandReply{} : refused(CommandError::pin_constraint, PinConstraint::pin_code_matches_existing_set);
}

// Long names are shortened on the device and kept whole here; too short ones are refused.
CommandError Step::check_name(DeviceId id, CodeId self, std::string const& name) {
    PinRules const& rules = capabilities(id).pins;
    if (rules.has(PinConstraint::name_length) && !name.empty() && name.size() < rules.name_length_min)
        return CommandError::name_length;
    if (!rules.has(PinConstraint::name_must_be_unique) || name.empty()) return CommandError::none;
    bool taken = false;
    for_each_code(id, [&](CodeId other) { taken = taken || (other != self && cold(other).name == name); });
    return taken ? CommandError::name_taken : CommandError::none;
}

// Judged on the PINs that may still be wanted on the device, not on what the lock holds.
bool Step::pin_taken(DeviceId id, CodeId self, Pin pin, Window const& window) {
    if (!engine_.pins_.may_have(id, pin)) return false;
    bool taken = false;
    for_each_code(id, [&](CodeId other) {
        if (taken || other == self || code(other).pin != pin || code(other).foreign) return;
        auto const known = belief(other);
        bool const at_rest_after_end = known.ended() && !known.on_provider() && !code(other).unread;
        if (at_rest_after_end) return;  // retained: its window is over
        if (engine_.settings_.same_pin == SamePin::disjoint_windows && !code(other).window.overlaps(window)) return;
        taken = true;
    });
    return taken;
}

// The vendor is told a name that no other code on the device has, so that a write whose answer was lost can be found.
std::string Step::unique_name(DeviceId id, std::uint32_t serial, std::string const& name) const {
    std::string mark;
    do {
        mark.insert(mark.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[serial % 36]);
        serial /= 36;
    } while (serial != 0);
    PinRules const& rules = capabilities(id).pins;
    std::string unique = name.empty() ? "code" : name;
    if (rules.has(PinConstraint::name_length) && rules.name_length_max > mark.size() &&
        unique.size() + 1 + mark.size() > rules.name_length_max)
        unique.resize(rules.name_length_max - 1u - mark.size());
    return unique + " " + mark;
}

AttemptId Step::add_attempt(AttemptKind kind, CodeId id) {
    AttemptId const attempt{static_cast<std::uint32_t>(engine_.attempts_.size())};
    Attempt& record = engine_.attempts_.emplace_back();
    record.kind = kind;
    record.code = id;
    record.device = code(id).device;
    effects_.attempts.push_back({attempt, AttemptState::pending});
    return attempt;
}

CommandReply Step::create(CreateCode const& command) {
    if (command.offline) return create_offline(command);
    if (auto const reply = check_terms(command); !reply.ok()) return reply;
    std::optional<Pin> pin = command.pin;
    if (CodeId const sharer = code_with_key(command.common_key)) {
        if (pin && *pin != code(sharer).pin) return refused(CommandError::pin_not_shared);
        pin = code(sharer).pin;
    }
    if (pin)
        if (auto const reply = check_pin(command.device, *pin, true); !reply.ok()) return reply;
    if (auto const error = check_name(command.device, {}, command.name); error != CommandError::none)
        return refused(error);
    if (pin && pin_taken(command.device, {}, *pin, command.window)) return refused(CommandError::duplicate_pin);
    if (!pin) pin = engine_.free_pin(command.device, command.preferred_length);
    if (!pin) return refused(CommandError::no_pin_left);
    return add_code(command, *pin);
}

// All but the PIN and the name.
CommandReply Step::check_terms(CreateCode const& command) {
    if (auto const error = check_window(command.window, true); error != CommandError::none) return refused(error);
    if (!engine_.device_exists(command.device)) return refused(CommandError::device_not_found);
    DeviceRecord& lock = device(command.device);
    if (!lock.managed) return refused(CommandError::device_unmanaged);
    if (lock.removed) return refused(CommandError::device_cannot_program_codes);
    if (!command.attempt_for_offline_device && (!lock.online || !account(lock.account).connected))
        return refused(CommandError::device_offline);
    Capabilities const& vendor = capabilities(command.device);
    if (vendor.pins.has(PinConstraint::start_date_in_future) && command.window.starts != always &&
        command.window.starts <= now_)
        return refused(CommandError::start_not_in_future, PinConstraint::start_date_in_future);
    if (command.use_backup_pool && !vendor.backup_pool) return refused(CommandError::no_backup_pool);
    return {};
}

CommandReply Step::check_given_pin(CreateCode const& command, Pin pin) {
    if (auto const reply = check_pin(command.device, pin, true); !reply.ok()) return reply;
    if (pin_taken(command.device, {}, pin, command.window)) return refused(CommandError::duplicate_pin);
    return {};
}

// Everything is checked; the code comes into being.
CommandReply Step::add_code(CreateCode const& command, Pin pin) {
    CodeId const id = new_code(command.device);
    CodeRecord& record = code(id);
    record.window = command.window;
    want_pin(id, pin);
    record.prefer_native = command.prefer_native_scheduling;
    record.native = capabilities(command.device).native_scheduling && command.prefer_native_scheduling;
    record.allow_external = command.allow_external_modification;
    cold(id).name = command.name;
    cold(id).vendor_name = unique_name(command.device, id.serial, command.name);
    set_common_key(id, command.common_key);
    effects_.subject = id;
    emit(EventType::code_created, id).pin_to = pin;
    AttemptId const attempt = add_attempt(AttemptKind::create_access_code, id);
    record.create_attempt = attempt;
    settle(id);
    if (command.use_backup_pool) open_pool(command.device);
    return accepted(id, attempt);
}

// An empty record at the end of the device's list.
CodeId Step::new_code(DeviceId id) {
    std::uint32_t slot = 0;
    if (engine_.free_slots_.empty()) {
        slot = static_cast<std::uint32_t>(engine_.codes_.size());
        engine_.codes_.emplace_back();
        engine_.cold_.emplace_back();
    } else {
        slot = engine_.free_slots_.back();
        engine_.free_slots_.pop_back();
        engine_.codes_[slot] = CodeRecord{};
    }
    bool const reuse = mutant(Mutation::reuses_ids) && engine_.live_codes_ == 0 && engine_.last_serial_ != 0;
    CodeId const fresh{slot, reuse ? engine_.last_serial_ : ++engine_.last_serial_};
    DeviceRecord& lock = device(id);
    CodeRecord& record = code(fresh);
    record.serial = fresh.serial;
    record.device = id;
    record.status = Status::gone;
    record.unread = lock.unread;
    record.previous = lock.last_code;
    auto const none = Id<struct None>::none;
    (lock.last_code == none ? lock.first_code : engine_.codes_[lock.last_code].next) = slot;
    lock.last_code = slot;
    ++lock.code_count;
    ++engine_.live_codes_;
    ColdCode& details = cold(fresh);
    details.created_at = details.pin_chosen_at = details.window_chosen_at = details.name_chosen_at = now_;
    return fresh;
}

CommandReply Step::update(UpdateCode const& command) {
    if (auto const reply = check_update(command); !reply.ok()) return reply;
    CodeId const id = command.code;
    bool const new_pin = command.pin && *command.pin != code(id).pin;
    if (new_pin && shares_pin(id))
        if (auto const reply = check_shared_update(command); !reply.ok()) return reply;
    auto const reply = apply_update(command);
    if (new_pin) share_new_pin(id);
    return reply;
}

// The code's terms as the command would leave them.
Step::Terms Step::terms_after(UpdateCode const& command) {
    CodeRecord const& record = code(command.code);
    Terms terms{record.window, command.pin.value_or(record.pin), command.name.value_or(cold(command.code).name)};
    if (command.starts) terms.window.starts = *command.starts;
    if (command.ends) terms.window.ends = *command.ends;
    if (command.make_ongoing) terms.window = Window{};
    return terms;
}

CommandReply Step::check_update(UpdateCode const& command) {
    CodeId const id = command.code;
    if (!engine_.exists(id)) return refused(CommandError::code_not_found);
    CodeRecord const& record = code(id);
    if (record.offline) return refused(CommandError::offline_code);
    if (record.delete_requested) return refused(CommandError::being_deleted);
    auto const [window, pin, name] = terms_after(command);

    if (auto const error = check_window(window, false); error != CommandError::none) return refused(error);
    PinRules const& rules = capabilities(record.device).pins;
    if (rules.has(PinConstraint::start_date_in_future) && window.starts != record.window.starts &&
        window.starts != always && window.starts <= now_)
        return refused(CommandError::start_not_in_future, PinConstraint::start_date_in_future);
    if (pin != record.pin)
        if (auto const reply = check_pin(record.device, pin, true); !reply.ok()) return reply;
    if (name != cold(id).name)
        if (auto const error = check_name(record.device, id, name); error != CommandError::none) return refused(error);
    bool const wants_pin_anew = pin != record.pin || window != record.window;
    if (wants_pin_anew && !window.ended(now_) && pin_taken(record.device, id, pin, window))
        return refused(CommandError::duplicate_pin);
    if (!command.use_backup_pool.value_or(false)) return {};
    if (!window.bounded()) return refused(CommandError::not_time_bound);
    return capabilities(record.device).backup_pool ? CommandReply{} : refused(CommandError::no_backup_pool);
}

// Everything is checked; the code has new terms from here on.
CommandReply Step::apply_update(UpdateCode const& command) {
    CodeId const id = command.code;
    CodeRecord& record = code(id);
    auto const [window, pin, name] = terms_after(command);
    effects_.subject = id;
    if (command.use_backup_pool.value_or(false)) open_pool(record.device);
    bool const native_before = record.native;
    if (command.prefer_native_scheduling) {
        record.prefer_native = *command.prefer_native_scheduling;
        record.native = record.prefer_native && capabilities(record.device).native_scheduling;
    }
    if (command.allow_external_modification) record.allow_external = *command.allow_external_modification;
    announce_changes(id, pin, window, name);
    bool const new_name = name != cold(id).name;
    bool const tells_names = capabilities(record.device).reads == Reads::names;
    bool const lock_must_be_told =
        pin != record.pin || (new_name && tells_names) || record.native != native_before ||
        (record.native && rounded_outwards(window, capabilities(record.device).rounding) != belief(id).wanted_window());
    if (pin != record.pin) cold(id).pin_chosen_at = now_;
    if (window != record.window) cold(id).window_chosen_at = now_;
    if (new_name) cold(id).name_chosen_at = now_;
    want_pin(id, pin);
    record.window = window;
    cold(id).name = name;
    if (new_name) {
        cold(id).vendor_name = unique_name(record.device, record.serial, name);
        record.told_name = record.told_name && !tells_names;
    }
    // A new wish: what stood in the way of the old one may not stand in the way of this.
    record.failures = record.backoff_steps = 0;
    record.erase_honoured = record.leave_alone = record.repaired = false;
    ++record.wish;
    drop_put_issues(id);
    if (mutant(Mutation::writes_side_by_side)) clear_operation(id);
    if (!belief(id).in_doubt() && record.phase != Phase::idle && record.phase != Phase::queued) clear_operation(id);

    AttemptId const attempt = add_attempt(AttemptKind::update_access_code, id);
    if (window.ended(now_)) {
        finish(attempt, AttemptState::success, AttemptError::none);  // the end is now; nothing is left to be told
    } else {
        rare_to_write(id).pending_updates.push_back({attempt, lock_must_be_told});
    }
    settle(id);
    return accepted(id, attempt);
}

// One event for the whole change, and one for each field.
void Step::announce_changes(CodeId id, Pin pin, Window const& window, std::string const& name) {
    CodeRecord const& record = code(id);
    bool const new_pin = pin != record.pin;
    bool const new_window = window != record.window;
    bool const new_name = name != cold(id).name;
    if (!new_pin && !new_window && !new_name) return;
    auto const tell = [&](EventType type, bool with_pin, bool with_window, bool with_name) {
        Event& event = emit(type, id);
        if (with_pin) event.pin_from = record.pin, event.pin_to = pin;
        if (with_window) event.window_from = record.window, event.window_to = window;
        if (with_name) event.name_from = cold(id).name, event.name_to = name;
    };
    if (engine_.settings_.mutations_requested) tell(EventType::code_mutations_requested, new_pin, new_window, new_name);
    tell(EventType::code_changed, new_pin, new_window, new_name);
    if (new_name) tell(EventType::code_name_changed, false, false, true);
    if (new_pin) tell(EventType::code_code_changed, true, false, false);
    if (new_window) tell(EventType::code_time_frame_changed, false, true, false);
}

CommandReply Step::remove(DeleteCode const& command) {
    CodeId const id = command.code;
    if (!engine_.exists(id)) return refused(CommandError::code_not_found);
    CodeRecord& record = code(id);
    if (record.offline && !command.though_offline) return refused(CommandError::offline_code);
    DeviceId const lock = record.device;
    bool const pooled = record.pooled;
    effects_.subject = id;
    if (!record.delete_requested) {
        record.delete_requested = true;
        set_common_key(id, {});  // those that stay may get another PIN
        record.failures = record.backoff_steps = 0;
        if (record.phase == Phase::backoff || record.phase == Phase::parked) clear_operation(id);
        if (engine_.settings_.mutations_requested) emit(EventType::code_mutations_requested, id);
        finish(record.create_attempt, AttemptState::error, AttemptError::uncategorized_error);
        for (auto const& pending : rare(id).pending_updates)
            finish(pending.attempt, AttemptState::error, AttemptError::uncategorized_error);
        if (!rare(id).pending_updates.empty()) rare_to_write(id).pending_updates.clear();
        raise(id, Issue::being_deleted);
        record.delete_attempt = add_attempt(AttemptKind::delete_access_code, id);
    }
    AttemptId const attempt = record.delete_attempt;
    settle(id);
    if (pooled) look_after_pool(lock);
    return accepted(id, attempt);
}

}  // namespace lockstep::engine
