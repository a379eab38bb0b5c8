// How calls and pushes end: what each outcome proves about the lock, and what it does not.
#include <algorithm>
#include <utility>

#include "engine/step.hpp"

namespace lockstep::engine {

void Step::answered(Answer const& answer) {
    auto const* const open = open_call(answer.call);
    if (open == nullptr || !open->dispatched) return;
    Engine::OpenCall const call = *open;
    effects_.subject = call.code;
    read_left_at_ = call.decided_at;
    bool const refuses_us = answer.refusal == Refusal::unauthorized ||
                            (answer.refusal == Refusal::forbidden && mutant(Mutation::gives_up_at_once));
    bool const cut_off = answer.verdict == Verdict::refused && refuses_us;
    if (cut_off) being_cut_off_ = device(call.device).account;  // what waits for this call's place must not leave
    if (!mutant(Mutation::leaks_a_call) || call.kind != CallKind::remove) close(answer.call);
    if (cut_off) {
        // The adapter has tried a fresh token: the account is cut off, and this outcome is as open as all others.
        if (call.code && engine_.exists(call.code) && code(call.code).call == answer.call &&
            call.kind != CallKind::read)
            clear_operation(call.code);
        return account_lost(device(call.device).account);
    }
    switch (call.kind) {
        case CallKind::put:
            return put_ended(call.code, answer);
        case CallKind::remove:
            return removal_ended(call.code, answer);
        case CallKind::read:
            return read_ended(call.device, answer.call, answer);
    }
}

void Step::put_ended(CodeId id, Answer const& answer) {
    CodeRecord& record = code(id);
    record.call = {};
    record.fact_serial = engine_.last_call_ + 1;
    if (!answer.vendor_ref.empty()) cold(id).vendor_ref = answer.vendor_ref;
    switch (answer.verdict) {
        case Verdict::done:
            confirm_stored(id, answer.record, answer.pin_known);
            break;
        case Verdict::accepted:
            if (mutant(Mutation::believes_acceptance))
                confirm_stored(id, {record.sent_pin, record.sent_window, cold(id).vendor_name}, true);
            else
                wait_for_confirmation(id);
            break;
        case Verdict::refused:
            put_refused(id, answer.refusal, answer.retry_after);
            break;
        case Verdict::unknown:
            look(id);
            break;
    }
    settle(id);
}

void Step::removal_ended(CodeId id, Answer const& answer) {
    CodeRecord& record = code(id);
    record.call = {};
    record.fact_serial = engine_.last_call_ + 1;
    bool const gone =
        answer.verdict == Verdict::done || (answer.verdict == Verdict::refused && answer.refusal == Refusal::not_found);
    if (gone) return confirm_absent(id);
    switch (answer.verdict) {
        case Verdict::accepted:
            wait_for_confirmation(id);
            break;
        case Verdict::unknown:
            look(id);
            break;
        default:
            if (answer.refusal == Refusal::forbidden) {
                park(id, answer.refusal, Issue::insufficient_permissions);
            } else {
                fail(id, answer.retry_after);
            }
            break;
    }
    settle(id);
}

// A definite no: nothing has changed on the lock. What time cannot cure is not tried again unchanged.
void Step::put_refused(CodeId id, Refusal refusal, Duration retry_after) {
    if (refusal == Refusal::pin_conflict && mutant(Mutation::retries_conflicts)) return fail(id, retry_after);
    switch (refusal) {
        case Refusal::pin_conflict:
        case Refusal::name_conflict:
            return park(id, refusal, Issue::duplicate_code_on_device);
        case Refusal::no_space:
            return park(id, refusal, Issue::no_space_for_access_code_on_device);
        case Refusal::forbidden:
            return park(id, refusal, Issue::insufficient_permissions);
        case Refusal::invalid_pin:
            if (!code(id).issues.has(Issue::failed_to_set_on_device)) emit(EventType::code_failed_to_set_on_device, id);
            return park(id, refusal, Issue::failed_to_set_on_device);
        case Refusal::not_found:
            // An edit of a code that is not there: somebody erased it. The next try creates it.
            if (code(id).holds) erased_outside(id);
            cold(id).vendor_ref.clear();
            code(id).operation = Operation::put;
            return fail(id, retry_after);
        default:
            return fail(id, retry_after);
    }
}

void Step::park(CodeId id, Refusal refusal, Issue issue) {
    CodeRecord& record = code(id);
    record.phase = Phase::parked;
    record.parked_for = refusal;
    record.op_due = never;
    record.call = {};
    raise(id, issue);
    release_sent_pin(id);
}

bool Step::matches_sent(CodeId id, StoredRecord const& stored, bool pin_known) {
    CodeRecord const& record = code(id);
    if (capabilities(record.device).reads == Reads::names && stored.name != cold(id).sent_name) return false;
    return (!pin_known || stored.pin == record.sent_pin) && stored.window == record.sent_window;
}

bool Step::matches_held(CodeId id, StoredRecord const& stored, bool pin_known) {
    CodeRecord const& record = code(id);
    if (capabilities(record.device).reads == Reads::names && stored.name != cold(id).held_name) return false;
    return record.holds && (!pin_known || stored.pin == record.held_pin) && stored.window == record.held_window;
}

// Whatever stood in the way of bringing there what is wanted is over.
void Step::wanted_is_held(CodeId id) {
    CodeRecord& record = code(id);
    record.backoff_steps = record.failures = 0;
    record.repaired = record.leave_alone = record.held_wrong = false;
    drop_put_issues(id);
}

// The vendor says the lock holds `stored` for this code, and the write is over.
void Step::confirm_stored(CodeId id, StoredRecord const& stored, bool pin_known) {
    CodeRecord& record = code(id);
    Capabilities const& vendor = capabilities(record.device);
    DeviceId const lock = record.device;
    bool const as_sent = matches_sent(id, stored, pin_known);
    std::optional<Pin> freed;
    Pin const pin = pin_known ? stored.pin : record.sent_pin;
    if (record.holds && record.held_pin != pin) freed = record.held_pin;
    std::vector<Pin> const not_held_after_all = take_doubted_pins(id);

    clear_operation(id);
    record.fact_serial = engine_.last_call_ + 1;
    record.holds = true;
    record.held_doubtful = false;
    hold_pin(id, pin);
    record.held_pin_known = pin_known;
    record.held_window = stored.window;
    record.told_name = vendor.reads != Reads::names || stored.name == cold(id).vendor_name;
    record.recreate = false;
    record.missing_since = never;
    record.in_cycle = true;
    ++record.wish;
    if (rare(id).tried_beside != 0) rare_to_write(id).tried_beside = 0;
    cold(id).held_name = stored.name.empty() ? cold(id).sent_name : stored.name;

    auto const known = belief(id);
    if (known.held_is_wanted()) {
        wanted_is_held(id);
        drop(id, Issue::external_modification_in_effect);
        bool const ahead = record.native && now_ < record.window.starts && !record.delete_requested;
        if (ahead && !record.told_scheduled && !record.told_set) {
            record.told_scheduled = true;
            emit(EventType::code_scheduled_on_device, id).pin_to = record.pin;
        }
    } else if (!as_sent) {
        // A wrong confirmation is a failed write. It is repaired once; what is still wrong is for the next read-back.
        record.operation = Operation::put;
        count_failure(id);
        record.operation = Operation::none;
        record.held_wrong = true;
        record.leave_alone = record.repaired;
        record.repaired = true;
    }
    settle(id);
    if (freed) wake_neighbours(lock, id, freed, false);
    wake_neighbours(lock, id, not_held_after_all);
}

// The lock is known to hold nothing of this code.
void Step::confirm_absent(CodeId id) {
    CodeRecord& record = code(id);
    bool const held = record.holds;
    Pin const freed = record.held_pin;
    DeviceId const lock = record.device;
    std::vector<Pin> const maybe_freed = take_doubted_pins(id);
    clear_operation(id);
    record.fact_serial = engine_.last_call_ + 1;
    record.holds = record.held_wrong = record.held_doubtful = false;
    record.missing_since = never;
    record.backoff_steps = record.failures = 0;
    record.repaired = record.leave_alone = false;
    ++record.wish;
    cold(id).vendor_ref.clear();
    cold(id).held_name.clear();
    settle(id);  // before its neighbours: it may want the slot again itself
    bool const slot_taken_again = engine_.exists(id) && code(id).operation == Operation::put;
    if (held) wake_neighbours(lock, id, freed, !slot_taken_again);
    wake_neighbours(lock, id, maybe_freed);
}

void Step::read_ended(DeviceId id, CallId call, Answer const& answer) {
    DeviceRecord& lock = device(id);
    touch(id);
    if (answer.verdict == Verdict::done) {
        lock.read_failures = 0;
        return read_back(id, call, answer.listed);
    }
    for_each_code(id, [&](CodeId asker) {
        if (code(asker).call != call) return;
        look_failed(asker, answer.retry_after);
        settle(asker);
    });
    own_read_failed(id, answer.retry_after);
}

// A periodic read that failed is not missed: the next one comes. One that somebody waits for is repeated.
void Step::own_read_failed(DeviceId id, Duration floor) {
    DeviceRecord& lock = device(id);
    bool waited_for = lock.unread || awaits_conversion(id);
    for_each_code(id, [&](CodeId other) { waited_for = waited_for || code(other).missing_since != never; });
    if (!waited_for || lock.reread_at != never || lock.own_read) return;
    lock.reread_at = later_by(now_, next_backoff(lock.read_failures, floor));
    set_timer(id);
}

// The code that a push speaks of: by the vendor's id, else, for a write whose answer is not known, by what was sent.
CodeId Step::code_of_push(Push const& push) {
    CodeId found;
    if (!push.vendor_ref.empty())
        for_each_code(push.device, [&](CodeId id) {
            if (!found && cold(id).vendor_ref == push.vendor_ref) found = id;
        });
    if (found) return rightful(found, push.record.name);
    for_each_code(push.device, [&](CodeId id) {
        CodeRecord const& record = code(id);
        if (found || !cold(id).vendor_ref.empty() || record.operation != Operation::put) return;
        bool const by_name = !push.record.name.empty() && push.record.name == cold(id).sent_name;
        if (by_name || (push.pin_known && !push.record.pin.empty() && matches_sent(id, push.record, true))) found = id;
    });
    return found;
}

void Step::pushed(Push const& push) {
    if (!engine_.device_exists(push.device)) return;
    CodeId const id = code_of_push(push);
    if (!id) return;
    effects_.subject = id;
    CodeRecord& record = code(id);
    bool const open = record.phase == Phase::backoff || belief(id).in_doubt();
    switch (push.what) {
        case Push::What::stored: {
            if (record.operation != Operation::put || !open) return;
            // Late, or doubled: it tells of the record before this write. Unless this write was to repair just that
            // record: then it tells that the repair came out wrong as well.
            bool const as_held = !record.held_wrong && matches_held(id, push.record, push.pin_known);
            // Without its PIN it may tell of either; a write that was refused, or is to be repeated, it cannot mean.
            bool const as_sent = matches_sent(id, push.record, push.pin_known) &&
                                 (push.pin_known || !as_held || record.phase != Phase::backoff);
            if (as_held && !as_sent) return;
            if (record.call) let_go_of(id);
            if (!push.vendor_ref.empty()) cold(id).vendor_ref = push.vendor_ref;
            return confirm_stored(id, push.record, push.pin_known);
        }
        case Push::What::removed: {
            if (record.operation != Operation::remove || !open) return;
            if (record.call) let_go_of(id);
            return confirm_absent(id);
        }
        case Push::What::failed_to_store: {
            if (record.operation != Operation::put || !belief(id).in_doubt()) return;
            if (record.call) let_go_of(id);
            if (!record.holds) cold(id).vendor_ref.clear();  // there is nothing to edit: the next try creates it
            // Without a reason it is silence that says so. Where no listing tells PINs, the edit may have come through.
            if (record.holds && push.refusal == Refusal::other && capabilities(record.device).reads == Reads::names)
                doubt_sent_pin(id);
            put_refused(id, push.refusal, Duration::zero());
            return settle(id);
        }
        case Push::What::failed_to_remove: {
            if (record.operation != Operation::remove || !belief(id).in_doubt()) return;
            if (record.call) let_go_of(id);
            fail(id, Duration::zero());
            return settle(id);
        }
    }
}

// The code does not wait for its open call any more; a read that others wait for goes on.
void Step::let_go_of(CodeId id) {
    CodeRecord& record = code(id);
    CallId const call = record.call;
    record.call = {};
    auto const* const open = open_call(call);
    if (open == nullptr) return;
    bool shared = false;
    if (open->kind == CallKind::read) {
        shared = device(record.device).own_read == call;
        for_each_code(record.device, [&](CodeId other) { shared = shared || code(other).call == call; });
    }
    if (!shared) abandon(call);
}

}  // namespace lockstep::engine
