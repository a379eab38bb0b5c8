// Codes that change hands: strangers' codes that become ours, or are taken off on demand, and ours that are let go of.
#include <algorithm>
#include <utility>

#include "engine/step.hpp"

namespace lockstep::engine {

namespace {

CommandReply not_so(CommandError error, std::optional<PinConstraint> constraint = std::nullopt) {
    CommandReply reply;
    reply.error = error;
    reply.constraint = constraint;
    return reply;
}

}  // namespace

UnmanagedCode* Step::stranger(DeviceId id, std::string const& vendor_ref) {
    if (!engine_.device_exists(id)) return nullptr;
    auto& all = device(id).unmanaged;
    auto const found = std::find_if(all.begin(), all.end(),
                                    [&](UnmanagedCode const& other) { return other.vendor_ref == vendor_ref; });
    return found == all.end() ? nullptr : &*found;
}

// The caller knows a code that was ours by the id it had then.
Event& Step::emit(EventType type, DeviceId id, UnmanagedCode const& other) {
    Event& event = emit(type, id);
    event.code = other.origin.code;
    event.vendor_ref = other.origin.vendor_ref.empty() ? other.vendor_ref : other.origin.vendor_ref;
    return event;
}

// --- theirs become ours ---

CommandReply Step::convert(ConvertUnmanaged const& command) {
    UnmanagedCode* const other = stranger(command.device, command.vendor_ref);
    if (other == nullptr) return not_so(CommandError::code_not_found);
    if (auto const reply = check_conversion(command.device, *other); !reply.ok()) return reply;
    other->allow_external = command.allow_external_modification;
    touch(command.device);
    if (other->convert_asked_at != never) return {};
    other->convert_asked_at = now_;
    // Cut off: the read that follows the reconnect decides.
    if (account(device(command.device).account).connected) read_on_own_account(command.device);
    return {};
}

CommandReply Step::check_conversion(DeviceId id, UnmanagedCode const& other) {
    Capabilities const& vendor = capabilities(id);
    if (device(id).removed) return not_so(CommandError::device_cannot_program_codes);
    if (!vendor.converts_unmanaged()) return not_so(CommandError::cannot_be_managed);
    if (being_taken_off(id, other.vendor_ref)) return not_so(CommandError::being_deleted);
    if (other.record.window.ended(now_)) return not_so(CommandError::window_in_the_past);
    if (auto const refusal = refusal_of(other.record.pin, vendor.pins))
        return refusal->length ? not_so(CommandError::pin_length)
                               : not_so(CommandError::pin_constraint, refusal->constraint);
    bool const taken = pin_taken(id, {}, other.record.pin, other.record.window);
    return taken ? not_so(CommandError::duplicate_pin) : CommandReply{};
}

bool Step::awaits_conversion(DeviceId id) const {
    auto const& all = engine_.devices_[id.value].unmanaged;
    return std::any_of(all.begin(), all.end(),
                       [](UnmanagedCode const& other) { return other.convert_asked_at != never; });
}

// A read has come back: what it still lists is taken over, if nothing stands against that by now.
void Step::decide_conversions(DeviceId id) {
    if (!awaits_conversion(id)) return;
    std::vector<UnmanagedCode> taken_over, left;
    for (auto& other : std::exchange(device(id).unmanaged, {})) {
        bool const asked = other.convert_asked_at != never && other.convert_asked_at <= read_left_at_;
        bool const fits = asked && check_conversion(id, other).ok();
        if (asked && !fits) failed_to_convert(id, other);
        (fits ? taken_over : left).push_back(std::move(other));
    }
    device(id).unmanaged = std::move(left);
    for (auto const& other : taken_over) {
        CodeId const ours = adopt(id, other);
        emit(EventType::code_unmanaged_converted_to_managed, ours).pin_to = code(ours).pin;
        settle(ours);
    }
}

void Step::failed_to_convert(DeviceId id, UnmanagedCode& other) {
    other.convert_asked_at = never;
    touch(id);
    emit(EventType::code_unmanaged_failed_to_convert_to_managed, id, other);
}

// A record of what a stranger has put onto the lock, as if the engine had.
CodeId Step::adopt(DeviceId id, UnmanagedCode const& other) {
    CodeId const ours = new_code(id);
    CodeRecord& record = code(ours);
    want_pin(ours, other.record.pin);
    hold_pin(ours, other.record.pin);
    send_pin(ours, other.record.pin);
    record.window = record.held_window = record.sent_window = other.record.window;
    record.native = capabilities(id).native_scheduling;
    record.allow_external = other.allow_external;
    record.holds = record.held_pin_known = record.told_name = record.in_cycle = true;
    record.told_set = other.record.window.starts <= now_;
    record.told_scheduled = !record.told_set;
    record.fact_serial = engine_.last_call_ + 1;
    ColdCode& details = cold(ours);
    details.name = details.held_name = details.sent_name = other.record.name;
    details.vendor_name = unique_name(id, ours.serial, other.record.name);
    details.vendor_ref = other.vendor_ref;
    details.created_at = other.seen_at;
    details.rare.to_write().origin = other.origin.any() ? other.origin : Origin{{}, id, other.vendor_ref};
    effects_.adopted.push_back(ours);
    return ours;
}

// --- theirs are taken off ---

CodeId Step::being_taken_off(DeviceId id, std::string const& vendor_ref) {
    CodeId found;
    for_each_code(id, [&](CodeId other) {
        if (code(other).foreign && rare(other).stranger_ref == vendor_ref) found = other;
    });
    return found;
}

CommandReply Step::remove(RemoveUnmanaged const& command) {
    DeviceId const id = command.device;
    UnmanagedCode* const other = stranger(id, command.vendor_ref);
    if (other == nullptr) return not_so(CommandError::code_not_found);
    if (device(id).removed) return not_so(CommandError::device_cannot_program_codes);
    CodeId going = being_taken_off(id, command.vendor_ref);
    if (!going) {
        if (other->convert_asked_at != never) failed_to_convert(id, *other);
        touch(id);
        going = adopt(id, *other);
        CodeRecord& record = code(going);
        record.foreign = true;
        record.in_cycle = record.told_set = record.told_scheduled = false;  // subscribers never heard of its life
        rare_to_write(going).stranger_ref = command.vendor_ref;
    }
    return remove(DeleteCode{going});
}

void Step::stranger_gone(DeviceId id, std::string const& vendor_ref) {
    auto& all = device(id).unmanaged;
    UnmanagedCode* const other = stranger(id, vendor_ref);
    if (other == nullptr) return;
    emit(EventType::code_unmanaged_removed, id, *other);
    all.erase(all.begin() + (other - all.data()));
    touch(id);
}

// --- ours are let go of ---

CommandReply Step::release(ReleaseCode const& command) {
    CodeId const id = command.code;
    if (!engine_.exists(id) || code(id).foreign) return not_so(CommandError::code_not_found);
    CodeRecord& record = code(id);
    if (record.offline) return not_so(CommandError::offline_code);
    if (record.delete_requested) return not_so(CommandError::being_deleted);
    bool const on_lock = may_call(id) && record.phase == Phase::idle && belief(id).held_is_wanted() &&
                         !belief(id).ended() && !cold(id).vendor_ref.empty();
    if (!on_lock) return not_so(CommandError::not_on_device);

    effects_.subject = id;
    DeviceId const lock = record.device;
    UnmanagedCode other;
    other.vendor_ref = cold(id).vendor_ref;
    other.record = {record.held_pin, record.held_window, cold(id).held_name};
    other.seen_at = cold(id).created_at;
    other.origin = rare(id).origin.any() ? rare(id).origin : Origin{id, {}, {}};

    CommandReply reply;
    reply.code = id;
    reply.attempt = add_attempt(AttemptKind::update_access_code, id);
    finish(record.create_attempt, AttemptState::error, AttemptError::uncategorized_error);
    for (auto const& pending : rare(id).pending_updates)
        finish(pending.attempt, AttemptState::error, AttemptError::uncategorized_error);
    finish(reply.attempt, AttemptState::success, AttemptError::none);
    touch(id);
    touch(lock);
    emit(EventType::code_unmanaged_created, lock, other);
    device(lock).unmanaged.push_back(std::move(other));
    effects_.released.push_back(id);
    move_to(id, Status::gone);
    erase_record(id);
    return reply;
}

}  // namespace lockstep::engine
