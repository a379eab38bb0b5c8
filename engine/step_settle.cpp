// From facts to status, and what a change of status brings: events, attempts, warnings, timers, the end of a record.
#include <algorithm>

#include "engine/step.hpp"

namespace lockstep::engine {

// Works out one code afresh. Idempotent: to settle a code about which nothing has changed changes nothing.
void Step::settle(CodeId id) {
    touch(id);
    end_attempts_of_ended_window(id);
    if (!belief(id).in_doubt()) drop_obsolete_operation(id, next_step(belief(id)));

    Status const next = belief(id).status(connected(code(id).device));
    end_cycle_if_absent(id, next);
    if (code(id).offline && next == Status::gone) effects_.released.push_back(id);
    if (next != code(id).status) move_to(id, next);
    if (next == Status::gone) return end_code(id);
    if (code(id).offline) look_after_offline_code(id);

    drop_outlived_issues(id);
    warn_of_delay(id);
    finish_attempts(id);
    pursue(id);
    set_timer(id);
    if (code(id).pooled) look_after_pool(code(id).device);
}

void Step::end_attempts_of_ended_window(CodeId id) {
    if (!belief(id).ended()) return;
    CodeRecord& record = code(id);
    finish(record.create_attempt, AttemptState::error, AttemptError::action_attempt_expired);
    for (auto const& pending : rare(id).pending_updates)
        finish(pending.attempt, AttemptState::error, AttemptError::action_attempt_expired);
    if (!rare(id).pending_updates.empty()) rare_to_write(id).pending_updates.clear();
}

// A cycle lasts from the first confirmation on the lock to a confirmed absence. A record that is off the lock only to
// be put back at once (the vendor cannot edit) stays in its cycle.
void Step::end_cycle_if_absent(CodeId id, Status next) {
    CodeRecord& record = code(id);
    if (!record.in_cycle || record.holds || belief(id).in_doubt()) return;
    bool const replacing = record.recreate && next != Status::gone && next_step(belief(id)) == NextStep::put;
    if (replacing || next == Status::unknown) return;
    record.in_cycle = record.told_scheduled = record.told_set = record.recreate = false;
    emit(EventType::code_removed_from_device, id);
}

void Step::move_to(CodeId id, Status next) {
    CodeRecord& record = code(id);
    Status const from = record.status;
    record.status = next;
    if (!mutant(Mutation::hides_removing) || next != Status::removing) effects_.transitions.push_back({id, from, next});

    // A retained code that never got on its lock keeps what it had to say about it, but not into a new stay.
    bool const keeps_warning = next == Status::unset && belief(id).ended() && !record.in_cycle;
    bool const stays_anew = next == Status::setting;
    if ((from == Status::setting && !keeps_warning) || stays_anew) drop(id, Issue::delay_in_setting_on_device);
    if (from == Status::removing) drop(id, Issue::delay_in_removing_from_device);
    record.warned = false;
    record.warn_at = never;
    if (next == Status::setting) {
        bool const preload_missed = from == Status::unset && record.native && record.window.starts == now_;
        record.warn_at = preload_missed ? now_ : later_by(now_, engine_.settings_.delay_warning);
    }
    if (next == Status::removing) record.warn_at = later_by(now_, engine_.settings_.delay_warning);
    if (next == Status::set && (!record.told_set || mutant(Mutation::announces_again))) {
        record.told_set = true;
        emit(EventType::code_set_on_device, id).pin_to = record.pin;
    }
}

void Step::warn_of_delay(CodeId id) {
    CodeRecord& record = code(id);
    if (record.warned || record.warn_at > now_) return;
    record.warned = true;
    record.warn_at = never;
    bool const setting = record.status == Status::setting;
    raise(id, setting ? Issue::delay_in_setting_on_device : Issue::delay_in_removing_from_device);
    emit(setting ? EventType::code_delay_in_setting_on_device : EventType::code_delay_in_removing_from_device, id);
}

void Step::drop_outlived_issues(CodeId id) {
    CodeRecord& record = code(id);
    auto const known = belief(id);
    if (!record.delete_requested && !known.ended()) {
        // An update has given it a future again: what its end had to say is over.
        NextStep const next = next_step(known);
        bool const removes =
            record.operation == Operation::remove || next == NextStep::remove || next == NextStep::replace;
        if (!removes) drop(id, Issue::failed_to_remove_from_device);
        if (record.status != Status::setting) drop(id, Issue::delay_in_setting_on_device);
        return;
    }
    bool const kept = !record.delete_requested && record.status == Status::unset;
    if (!kept) drop_put_issues(id);
    if (!record.holds && !known.in_doubt()) drop(id, Issue::failed_to_remove_from_device);
}

void Step::finish_attempts(CodeId id) {
    CodeRecord& record = code(id);
    if (record.status == Status::set) record.was_set = true;
    if (mutant(Mutation::finishes_at_preload) && record.holds)
        finish(record.create_attempt, AttemptState::success, AttemptError::none);
    if (now_ < record.window.starts || record.delete_requested) return;
    if (record.status == Status::set) finish(record.create_attempt, AttemptState::success, AttemptError::none);

    auto const known = belief(id);
    bool const confirmed = known.held_is_wanted() && !known.in_doubt();
    if (rare(id).pending_updates.empty()) return;
    std::erase_if(rare_to_write(id).pending_updates, [&](RareFacts::PendingUpdate const& pending) {
        if (pending.waits_for_lock && !confirmed) return false;
        finish(pending.attempt, AttemptState::success, AttemptError::none);
        return true;
    });
}

// The record goes: its id answers 404 from here on, for ever.
void Step::end_code(CodeId id) {
    CodeRecord& record = code(id);
    finish(record.create_attempt, AttemptState::error, AttemptError::uncategorized_error);
    for (auto const& pending : rare(id).pending_updates)
        finish(pending.attempt, AttemptState::error, AttemptError::uncategorized_error);
    finish(record.delete_attempt, AttemptState::success, AttemptError::none);
    if (record.foreign)
        stranger_gone(record.device, rare(id).stranger_ref);
    else
        emit(EventType::code_deleted, id).pin_from = record.pin;
    erase_record(id);
}

void Step::erase_record(CodeId id) {
    CodeRecord& record = code(id);
    if (record.timer) engine_.timers_.cancel(record.timer);
    if (auto* call = open_call(record.call); call != nullptr && call->code == id) abandon(record.call);

    DeviceRecord& lock = device(record.device);
    auto const none = Id<struct None>::none;
    (record.previous == none ? lock.first_code : engine_.codes_[record.previous].next) = record.next;
    (record.next == none ? lock.last_code : engine_.codes_[record.next].previous) = record.previous;
    --lock.code_count;
    --engine_.live_codes_;

    DeviceId const device_left = record.device;
    bool const was_backup = record.backup;
    Pin const pins_left[] = {record.pin, record.sent_pin};
    want_pin(id, {});
    hold_pin(id, {});
    send_pin(id, {});
    take_doubted_pins(id);
    record = CodeRecord{};
    record.touched = true;  // until the step ends
    set_common_key(id, {});
    cold(id) = ColdCode{};
    engine_.free_slots_.push_back(id.slot);
    if (was_backup) spare_code_ended(device_left, id);
    for (Pin const pin : pins_left)
        wake_neighbours(device_left, id, pin, false);
}

// Ends a pending attempt; one that has ended, or never was, stays as it is.
void Step::finish(AttemptId attempt, AttemptState state, AttemptError error) {
    if (!attempt) return;
    Attempt& record = engine_.attempts_[attempt.value];
    if (record.state != AttemptState::pending) return;
    record.state = state;
    record.error = error;
    if (state == AttemptState::success && record.kind != AttemptKind::delete_access_code) {
        CodeRecord const& subject = code(record.code);
        record.status = subject.status;
        record.pin = subject.pin;
        record.window = subject.window;
    }
    effects_.attempts.push_back({attempt, state});
}

void Step::raise(CodeId id, Issue issue) {
    if (code(id).issues.has(issue)) return;
    code(id).issues.add(issue);
    cold(id).issue_times.push_back({issue, now_});
    effects_.issues.push_back({id, issue, true});
}

void Step::drop(CodeId id, Issue issue) {
    if (!code(id).issues.has(issue)) return;
    code(id).issues.drop(issue);
    std::erase_if(cold(id).issue_times, [&](IssueTime const& time) { return time.issue == issue; });
    effects_.issues.push_back({id, issue, false});
}

// What was wrong with putting the code on its lock is over: it is there, or it is not wanted there any more.
void Step::drop_put_issues(CodeId id) {
    if (mutant(Mutation::keeps_errors)) return;
    drop(id, Issue::failed_to_set_on_device);
    drop(id, Issue::conflicting_external_modification);
    drop(id, Issue::duplicate_code_on_device);
    drop(id, Issue::no_space_for_access_code_on_device);
    drop(id, Issue::insufficient_permissions);
}

void Step::set_timer(CodeId id) {
    CodeRecord& record = code(id);
    Instant const due = std::min({belief(id).next_edge(), record.op_due, record.warn_at});
    if (due == record.timer_at) return;
    if (record.timer) engine_.timers_.cancel(record.timer);
    record.timer = {};
    record.timer_at = due;
    if (due == never) return;
    record.timer = engine_.timers_.schedule(due, {Engine::TimerOwner::Kind::code, id.slot});
}

void Step::set_timer(DeviceId id) {
    DeviceRecord& lock = device(id);
    Instant const due = std::min({lock.own_read_timeout, lock.reread_at, lock.pool_due});
    if (due == lock.timer_at) return;
    if (lock.timer) engine_.timers_.cancel(lock.timer);
    lock.timer = {};
    lock.timer_at = due;
    if (due == never) return;
    lock.timer = engine_.timers_.schedule(due, {Engine::TimerOwner::Kind::device, id.value});
}

void Step::set_timer(AccountId id) {
    AccountRecord& client = account(id);
    Instant due = never;
    RateLimit const limit = engine_.rate_limit_of(id);
    // With every line taken it is the end of a call that lets the next one go, not time.
    std::uint32_t const open_max = engine_.concurrency_of(id);
    bool const has_line = open_max == 0 || client.open_calls < open_max;
    if (has_line && !client.waiting.empty() && limit.requests != 0 && client.recent_sends.size() >= limit.requests)
        due = later_by(client.recent_sends[client.recent_sends.size() - limit.requests], limit.per);
    if (due <= now_) due = never;  // the rate allows it: what waits, waits for the end of an open call
    if (due == client.timer_at) return;
    if (client.timer) engine_.timers_.cancel(client.timer);
    client.timer = {};
    client.timer_at = due;
    if (due == never) return;
    client.timer = engine_.timers_.schedule(due, {Engine::TimerOwner::Kind::account, id.value});
}

void Step::set_resync_timer() {
    Duration const period = engine_.settings_.resync;
    if (period <= Duration::zero()) return;
    auto const passed = (now_ - engine_.settings_.epoch) / period;
    Instant const next = later_by(engine_.settings_.epoch, (passed + 1) * period);
    engine_.resync_timer_ = engine_.timers_.schedule(next, {Engine::TimerOwner::Kind::resync, 0});
}

}  // namespace lockstep::engine
