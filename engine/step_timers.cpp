// Timers: one a code, one a device, one an account, one for the periodic read-back.
#include "engine/step.hpp"

namespace lockstep::engine {

void Step::code_due(std::uint32_t slot) {
    CodeId const id = engine_.id_at(slot);
    CodeRecord& record = code(id);
    Instant const due = record.timer_at;
    effects_.subject = id;
    record.timer = {};
    record.timer_at = never;

    effects_.because = Because::delay_noticed;
    if (record.op_due <= now_) operation_due(id);
    if (due == record.window.ends) {
        effects_.because = Because::window_ended;
    } else if (due == belief(id).active_from() || due == record.window.starts) {
        effects_.because = Because::window_started;
    } else if (record.native && due == belief(id).preload_from()) {
        effects_.because = Because::preload_due;
    }
    settle(id);
}

void Step::operation_due(CodeId id) {
    CodeRecord& record = code(id);
    record.op_due = never;
    switch (record.phase) {
        case Phase::sent:  // no answer in time: anything may have happened
            effects_.because = Because::timed_out;
            abandon(record.call);
            record.call = {};
            record.fact_serial = engine_.last_call_ + 1;  // a read that is on its way left in the belief of an answer
            return look(id);
        case Phase::accepted:
            if (record.call) {
                effects_.because = Because::timed_out;
                give_up_read(id);
                return look_failed(id, Duration::zero());
            }
            if (capabilities(record.device).confirmation == Confirmation::poll) {
                effects_.because = Because::poll_due;
                return ask(id);
            }
            effects_.because = Because::timed_out;  // the push has not come
            return look(id);
        case Phase::looking:
            effects_.because = Because::timed_out;
            give_up_read(id);
            return look_failed(id, Duration::zero());
        case Phase::blind:
            effects_.because = Because::backed_off;
            return look(id);
        case Phase::backoff:
            effects_.because = Because::backed_off;
            record.phase = Phase::idle;
            record.operation = Operation::none;
            return;
        case Phase::idle:
        case Phase::queued:
        case Phase::parked:
            return;
    }
}

// Every code that shares the read times out in this instant, so the read is over for all of them.
void Step::give_up_read(CodeId id) {
    CallId const read = code(id).call;
    code(id).call = {};
    abandon(read);
}

void Step::device_due(DeviceId id) {
    DeviceRecord& lock = device(id);
    touch(id);
    lock.timer = {};
    lock.timer_at = never;
    if (lock.pool_due <= now_) {
        effects_.because = Because::pool_short;
        fill_pool(id);
    } else if (lock.own_read && lock.own_read_timeout <= now_) {
        effects_.because = Because::timed_out;
        abandon(lock.own_read);
        own_read_failed(id, Duration::zero());
    } else if (lock.reread_at <= now_) {
        effects_.because = Because::doubt_due;
        lock.reread_at = never;
        if (!lock.removed && account(lock.account).connected) read_on_own_account(id);
    }
    set_timer(id);
}

void Step::account_due(AccountId id) {
    effects_.because = Because::quota_freed;
    touch(id);
    account(id).timer = {};
    account(id).timer_at = never;
    drain(id);
}

// One read for each lock that has codes, unless one is open or nobody can be asked.
void Step::resync_due() {
    effects_.because = Because::resync_due;
    set_resync_timer();
    for (std::uint32_t i = 0; i < engine_.devices_.size(); ++i) {
        DeviceId const id{i};
        DeviceRecord const& lock = device(id);
        if (!lock.exists || lock.removed || lock.open_reads != 0 || !account(lock.account).connected) continue;
        if (has_live_code(id)) read_on_own_account(id);
    }
}

// A retained code whose window is over and which is off the lock is a record of the past, and what the lock works out
// no read shows.
bool Step::has_live_code(DeviceId id) {
    for (std::uint32_t slot = device(id).first_code; slot != Id<struct None>::none; slot = engine_.codes_[slot].next) {
        CodeRecord const& record = engine_.codes_[slot];
        if (record.offline) continue;
        if (record.status != Status::unset || !record.window.ended(now_)) return true;
    }
    return false;
}

}  // namespace lockstep::engine
