// Links that come and go: locks offline, accounts cut off, devices forgotten, the engine itself restarted.
#include <algorithm>

#include "engine/step.hpp"

namespace lockstep::engine {

void Step::noticed(Notice const& notice) {
    switch (notice.what) {
        case Notice::What::account_disconnected:
            return account_lost(notice.account);
        case Notice::What::account_reconnected:
            return account_back(notice.account);
        default:
            break;
    }
    DeviceId const id = notice.device;
    if (!engine_.device_exists(id)) return;
    DeviceRecord& lock = device(id);
    touch(id);
    bool const reachable_account = account(lock.account).connected;
    switch (notice.what) {
        case Notice::What::device_offline:
            if (!lock.online || lock.removed) return;
            lock.online = false;
            lock.issues.add(Issue::device_disconnected);
            lock.issue_times.push_back({Issue::device_disconnected, now_});
            if (reachable_account) tell_disconnected(id, Issue::device_disconnected);
            return;
        case Notice::What::device_online:
            if (lock.online && !lock.removed) return;
            return device_back(id);
        case Notice::What::device_removed:
            if (lock.removed) return;
            lock.removed = true;
            lock.issues.add(Issue::device_removed);
            lock.issue_times.push_back({Issue::device_removed, now_});
            emit(EventType::device_removed, id);
            end_calls_of(id);
            for_each_code(id, [&](CodeId own) { settle(own); });
            for (auto& other : lock.unmanaged)
                if (other.convert_asked_at != never) failed_to_convert(id, other);
            return;
        default:
            return;
    }
}

// A device that is left alone has types of events of its own.
void Step::tell_connected(DeviceId id) {
    emit(device(id).managed ? EventType::device_connected : EventType::device_unmanaged_connected, id);
}
void Step::tell_disconnected(DeviceId id, Issue why) {
    auto const type = device(id).managed ? EventType::device_disconnected : EventType::device_unmanaged_disconnected;
    emit(type, id).issue = why;
}

// It has its link again, or its account has it again, whose word for that this is too.
void Step::device_back(DeviceId id) {
    DeviceRecord& lock = device(id);
    bool const was_removed = lock.removed;
    lock.online = true;
    lock.removed = false;
    for (auto const over : {Issue::device_disconnected, Issue::device_removed}) {
        lock.issues.drop(over);
        std::erase_if(lock.issue_times, [over](IssueTime const& time) { return time.issue == over; });
    }
    if (connected(id) && !lock.unread) tell_connected(id);
    for_each_code(id, [&](CodeId own) { try_now(own); });
    if (was_removed) read_now(id);  // nothing was heard of it for as long as it was gone
}

// The lock is back: what waited for a back-off goes at once, and an open outcome is looked at.
void Step::try_now(CodeId id) {
    CodeRecord& record = code(id);
    record.failures = record.backoff_steps = 0;
    if (record.phase == Phase::backoff) clear_operation(id);
    if (record.acknowledged) {
        // What was taken while the lock was away may have been lost since. A repeat would be another wish.
        record.acknowledged = false;
        ++record.wish;
    }
    bool const awaits_push_or_poll = record.phase == Phase::accepted && !record.call;
    if (record.phase == Phase::blind || awaits_push_or_poll) look(id);
    settle(id);
}

// Nothing that is open on the device will be answered: what was asked of it stands in doubt.
void Step::end_calls_of(DeviceId id) {
    DeviceRecord& lock = device(id);
    // First what waits in the queue, or the end of an open call would let it go.
    std::erase_if(account(lock.account).waiting, [&](ProviderCall const& call) { return call.device == id; });
    if (lock.own_read) abandon(lock.own_read);
    lock.reread_at = never;
    for_each_code(id, [&](CodeId own) {
        CodeRecord& record = code(own);
        CallId const call = record.call;
        if (belief(own).in_doubt()) {
            record.phase = Phase::blind;
            record.op_due = never;
            record.call = {};
        } else if (record.phase == Phase::queued || record.phase == Phase::backoff) {
            clear_operation(own);
        }
        if (call) abandon(call);
        touch(own);
    });
    set_timer(id);
}

void Step::account_lost(AccountId id) {
    AccountRecord& client = account(id);
    if (!client.exists || !client.connected) return;
    touch(id);
    client.connected = false;
    client.syncing = false;
    client.issues.add(Issue::account_disconnected);
    client.issue_times.push_back({Issue::account_disconnected, now_});
    emit(EventType::account_disconnected, id);
    for_each_device(id, [&](DeviceId lock) {
        if (device(lock).online && !device(lock).removed) tell_disconnected(lock, Issue::account_disconnected);
    });
    for_each_device(id, [&](DeviceId lock) {
        device(lock).unread = true;
        end_calls_of(lock);
        for_each_code(lock, [&](CodeId own) {
            code(own).unread = true;
            settle(own);
        });
    });
    client.waiting.clear();
    set_timer(id);
}

void Step::account_back(AccountId id) {
    AccountRecord& client = account(id);
    if (!client.exists || client.connected) return;
    touch(id);
    client.connected = true;
    client.syncing = true;
    client.issues.drop(Issue::account_disconnected);
    client.issue_times.clear();
    emit(EventType::account_connected, id);
    for_each_device(id, [&](DeviceId lock) {
        if (!device(lock).removed) return read_on_own_account(lock);
        // Nobody can read a lock that its account does not have; what was believed of it stands.
        device(lock).unread = false;
        for_each_code(lock, [&](CodeId own) {
            code(own).unread = false;
            settle(own);
        });
    });
}

// The first read after a reconnect has come back.
void Step::device_read_again(DeviceId id) {
    DeviceRecord const& lock = device(id);
    if (lock.online) tell_connected(id);
    AccountRecord& client = account(lock.account);
    if (!client.syncing) return;
    bool all_read = true;
    for_each_device(lock.account, [&](DeviceId other) { all_read = all_read && !device(other).unread; });
    if (!all_read) return;
    client.syncing = false;
    touch(lock.account);
    emit(EventType::account_completed_first_sync_after_reconnection, lock.account);
}

void Step::forget_device(DeviceId id) {
    if (!engine_.device_exists(id)) return;
    touch(id);
    device(id).removed = true;  // no code of it calls any more, whatever frees its way now
    device(id).pool_open = false;
    device(id).pool_due = never;
    end_calls_of(id);
    for_each_code(id, [&](CodeId own) {
        touch(own);
        move_to(own, Status::gone);
        end_code(own);
    });
    DeviceRecord& lock = device(id);
    if (lock.timer) engine_.timers_.cancel(lock.timer);
    lock.timer = {};
    lock.timer_at = never;
    lock.exists = false;
    lock.unmanaged.clear();
    emit(EventType::device_deleted, id);
}

void Step::forget_account(AccountId id) {
    AccountRecord& client = account(id);
    if (!client.exists) return;
    touch(id);
    for_each_device(id, [&](DeviceId lock) { forget_device(lock); });
    client.exists = false;
    client.waiting.clear();
    set_timer(id);
    emit(EventType::account_deleted, id);
}

// The process is new and remembers the records only. What was open is looked at, what had not left is decided again.
void Step::restart() {
    engine_.timers_ = {};
    engine_.resync_timer_ = {};
    engine_.calls_.clear();
    engine_.first_call_ = engine_.last_call_ + 1;
    engine_.open_calls_ = 0;
    for (auto& client : engine_.accounts_) {
        client.open_calls = 0;
        client.waiting.clear();
        client.timer = {};
        client.timer_at = never;
    }
    set_resync_timer();
    for (std::uint32_t i = 0; i < engine_.devices_.size(); ++i) {
        DeviceId const id{i};
        DeviceRecord& lock = device(id);
        bool const was_reading = bool{lock.own_read};
        lock.own_read = {};
        lock.open_reads = lock.open_calls = 0;
        lock.last_read_at = always;
        lock.own_read_timeout = lock.timer_at = never;
        lock.timer = {};
        if (!lock.exists) continue;
        bool doubted = false;
        for_each_code(id, [&](CodeId own) {
            CodeRecord& record = code(own);
            record.timer = {};
            record.timer_at = never;
            record.call = {};
            doubted = doubted || record.missing_since != never;
            if (record.phase == Phase::queued) clear_operation(own);
        });
        doubted = doubted || awaits_conversion(id);
        if (was_reading && (lock.unread || doubted) && !lock.removed && account(lock.account).connected)
            read_on_own_account(id);
        for_each_code(id, [&](CodeId own) {
            if (mutant(Mutation::restarts_blindly)) clear_operation(own);
            if (belief(own).in_doubt()) look(own);
            settle(own);
        });
        set_timer(id);
    }
}

}  // namespace lockstep::engine
