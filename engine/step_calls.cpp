// Provider calls: which one a code needs, when it may leave, and what follows when it fails.
#include <algorithm>
#include <cassert>
#include <limits>

#include "engine/step.hpp"

namespace lockstep::engine {

// Starts the operation that the code needs next, unless one is open or has to wait.
void Step::pursue(CodeId id) {
    if (belief(id).in_doubt()) return;
    NextStep const wanted = next_step(belief(id));
    if (drop_obsolete_operation(id, wanted)) return;
    if (!may_call(id)) return;
    switch (wanted) {
        case NextStep::nothing:
            return;
        case NextStep::put:
            return issue_put(id);
        case NextStep::replace:
            return issue_removal(id, true);
        case NextStep::remove:
            return issue_removal(id, false);
    }
}

// Forgets an operation that waits (for quota, a back-off, a slot) when something else is wanted by now. True when the
// operation stands and goes on waiting.
bool Step::drop_obsolete_operation(CodeId id, NextStep wanted) {
    CodeRecord& record = code(id);
    if (record.phase == Phase::idle) return false;
    Operation const operation = wanted == NextStep::nothing ? Operation::none
                                : wanted == NextStep::put   ? Operation::put
                                                            : Operation::remove;
    bool stands = operation == record.operation;
    if (record.phase == Phase::queued && operation == Operation::put)
        stands = stands && record.sent_pin == record.pin && record.sent_window == belief(id).wanted_window();
    if (stands && (record.phase != Phase::queued || may_call(id))) return true;
    if (record.phase == Phase::queued) close(record.call);
    clear_operation(id);
    record.backoff_steps = record.failures = 0;
    return false;
}

void Step::clear_operation(CodeId id) {
    CodeRecord& record = code(id);
    auto const* const open = open_call(record.call);
    if (open != nullptr && open->kind == CallKind::read) let_go_of(id);  // it was to tell what is known by now
    record.operation = Operation::none;
    record.phase = Phase::idle;
    record.op_due = never;
    record.call = {};
    record.parked_for = Refusal::none;
    record.acknowledged = false;
}

void Step::issue_put(CodeId id) {
    CodeRecord& record = code(id);
    if (CodeId const holder = pin_holder(id)) {
        // What the lock still holds goes first; whoever frees the PIN wakes this code.
        if (has_to_yield(id, holder))
            issue_removal(id, true);
        else if (holder.serial < id.serial && code(holder).phase == Phase::idle)
            settle(holder);  // he may have to
        return;
    }
    ProviderCall call;
    call.kind = CallKind::put;
    call.device = record.device;
    call.code = id;
    call.vendor_ref = cold(id).vendor_ref;
    call.record = {record.pin, belief(id).wanted_window(), cold(id).vendor_name};
    if (capabilities(record.device).idempotency_keys)
        call.idempotency_key = std::uint64_t{record.serial} << 24 | record.wish;
    if (mutant(Mutation::forgets_window)) call.record.window = Window{};
    if (mutant(Mutation::edits_by_adding)) call.vendor_ref.clear();
    if (mutant(Mutation::drops_leading_zero) && record.pin.digit(0) == 0)
        call.record.pin = *Pin::parse(record.pin.text().substr(1));
    record.operation = Operation::put;
    record.phase = Phase::queued;
    record.acknowledged = false;
    record.op_due = never;
    send_pin(id, record.pin);
    record.sent_window = belief(id).wanted_window();
    cold(id).sent_name = cold(id).vendor_name;
    record.call = send(std::move(call), true);
}

void Step::issue_removal(CodeId id, bool recreate) {
    CodeRecord& record = code(id);
    ProviderCall call;
    call.kind = CallKind::remove;
    call.device = record.device;
    call.code = id;
    call.vendor_ref = cold(id).vendor_ref;
    call.record = {record.held_pin, record.held_window, cold(id).held_name};
    record.operation = Operation::remove;
    record.phase = Phase::queued;
    record.acknowledged = false;
    record.op_due = never;
    record.recreate = recreate;
    record.call = send(std::move(call), true);
}

// Numbers the call and lets it go, now or when the account's quota allows.
CallId Step::send(ProviderCall call, bool owned_by_code) {
    AccountId const client = device(call.device).account;
    call.account = client;
    call.id = CallId{++engine_.last_call_};
    engine_.calls_.push_back({call.kind, true, false, owned_by_code ? call.code : CodeId{}, call.device, now_});
    ++engine_.open_calls_;
    CallId const id = call.id;
    if (account(client).waiting.empty() && account_has_room(client) && device_has_room(call.device)) {
        dispatch(std::move(call));
        return id;
    }
    account(client).waiting.push_back(std::move(call));
    touch(client);
    drain(client);  // those before it may wait for another lock
    return id;
}

void Step::dispatch(ProviderCall call) {
    AccountRecord& client = account(call.account);
    ++client.open_calls;
    ++device(call.device).open_calls;
    RateLimit const limit = engine_.rate_limit_of(call.account);
    if (limit.requests != 0) {
        client.recent_sends.push_back(now_);
        std::erase_if(client.recent_sends, [&](Instant sent) { return later_by(sent, limit.per) <= now_; });
    }
    open_call(call.id)->dispatched = true;
    Instant const deadline = later_by(now_, engine_.settings_.timeout);
    if (call.kind == CallKind::read) {
        if (call.id == device(call.device).own_read) {
            device(call.device).own_read_timeout = deadline;
            set_timer(call.device);
        }
        for_each_code(call.device, [&](CodeId asker) {  // those who have waited for quota
            if (code(asker).call != call.id) return;
            code(asker).op_due = deadline;
            await_answer(asker);
        });
    } else {
        CodeRecord& record = code(call.code);
        record.phase = Phase::sent;
        record.op_due = deadline;
        record.fact_serial = call.id.value;
    }
    effects_.calls.push_back(std::move(call));
}

bool Step::account_has_room(AccountId id) {
    AccountRecord const& client = account(id);
    if (!client.connected) return false;
    std::uint32_t const open_max = engine_.concurrency_of(id);
    if (open_max != 0 && client.open_calls >= open_max) return false;
    RateLimit const limit = engine_.rate_limit_of(id);
    if (limit.requests == 0) return true;
    auto const recent = std::count_if(client.recent_sends.begin(), client.recent_sends.end(),
                                      [&](Instant sent) { return now_ < later_by(sent, limit.per); });
    return static_cast<std::uint32_t>(recent) < limit.requests;
}

bool Step::device_has_room(DeviceId id) {
    std::uint32_t const open_max = capabilities(id).device_concurrency_max;
    return open_max == 0 || device(id).open_calls < open_max;
}

// Lets waiting calls go as far as the quota allows. Those of one lock keep their order; a busy lock holds up no other.
void Step::drain(AccountId id) {
    if (id == being_cut_off_) return;
    auto& waiting = account(id).waiting;
    std::size_t at = 0, kept = 0;
    for (; at < waiting.size(); ++at) {
        bool const withdrawn = open_call(waiting[at].id) == nullptr;
        if (withdrawn) continue;
        if (!account_has_room(id)) break;
        if (!device_has_room(waiting[at].device)) {
            if (kept != at) waiting[kept] = std::move(waiting[at]);
            ++kept;
            continue;
        }
        ProviderCall next = std::move(waiting[at]);
        CodeId const asker = next.code;
        bool const mutating = next.kind != CallKind::read;
        dispatch(std::move(next));
        if (mutating) await_answer(asker);
    }
    if (kept != at) touch(id);
    waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(kept),
                  waiting.begin() + static_cast<std::ptrdiff_t>(at));
    set_timer(id);
}

Engine::OpenCall* Step::open_call(CallId id) {
    if (id.value < engine_.first_call_ || id.value > engine_.last_call_) return nullptr;
    auto& call = engine_.calls_[id.value - engine_.first_call_];
    return call.open ? &call : nullptr;
}

// The call is over; what still comes for it means nothing.
void Step::close(CallId id) {
    auto* const call = open_call(id);
    if (call == nullptr) return;
    call->open = false;
    --engine_.open_calls_;
    DeviceRecord& lock = device(call->device);
    AccountRecord& client = account(lock.account);
    if (call->dispatched) --client.open_calls, --lock.open_calls;
    if (call->kind == CallKind::read) --lock.open_reads;
    if (lock.own_read == id) {
        lock.own_read = {};
        lock.own_read_timeout = never;
        set_timer(call->device);
    }
    AccountId const owner = lock.account;
    while (!engine_.calls_.empty() && !engine_.calls_.front().open) {
        engine_.calls_.pop_front();
        ++engine_.first_call_;
    }
    if (!client.waiting.empty()) drain(owner);
}

void Step::abandon(CallId id) {
    auto* const call = open_call(id);
    if (call == nullptr) return;
    if (call->dispatched) effects_.abandoned.push_back(id);
    close(id);
}

// A call for the code has left, and its deadline counts. A timer that is due in this very instant has work of its own
// to do, an edge of the window perhaps, and sets the next one after that.
void Step::await_answer(CodeId id) {
    touch(id);
    if (code(id).timer_at > now_) set_timer(id);
}

// A read of the device on behalf of `asker`. Whoever asks in the instant in which a read leaves shares it.
CallId Step::read_device(DeviceId id, CodeId asker) {
    DeviceRecord& lock = device(id);
    if (lock.last_read_at == now_ && open_call(lock.last_read) != nullptr) return lock.last_read;
    ProviderCall call;
    call.kind = CallKind::read;
    call.device = id;
    call.code = asker;
    touch(id);
    ++lock.open_reads;
    lock.last_read = CallId{engine_.last_call_ + 1};
    lock.last_read_at = now_;
    if (!asker) lock.own_read = lock.last_read;
    return send(std::move(call), bool{asker});
}

// A read that no operation asks for: periodic, after a reconnect, or for a doubt.
void Step::read_on_own_account(DeviceId id) {
    DeviceRecord& lock = device(id);
    lock.reread_at = never;
    CallId const read = read_device(id, CodeId{});
    if (lock.own_read != read) {  // shared with a look that left in this instant
        lock.own_read = read;
        lock.own_read_timeout = later_by(now_, engine_.settings_.timeout);
    }
    set_timer(id);
}

// The outcome of the last call is unknown: look before repeating it.
void Step::look(CodeId id) {
    CodeRecord& record = code(id);
    if (mutant(Mutation::repeats_blindly)) return fail(id, Duration::zero());
    if (!may_call(id)) {
        record.phase = Phase::blind;
        record.op_due = never;
        record.call = {};
        return;
    }
    record.phase = Phase::looking;
    ask(id);
}

// Sends, or joins, a read whose answer will say how the code's operation stands.
void Step::ask(CodeId id) {
    CodeRecord& record = code(id);
    record.call = read_device(record.device, id);
    bool const waits_for_quota = !open_call(record.call)->dispatched;
    record.op_due = waits_for_quota ? never : later_by(now_, engine_.settings_.timeout);
}

void Step::wait_for_confirmation(CodeId id) {
    CodeRecord& record = code(id);
    Capabilities const& vendor = capabilities(record.device);
    record.phase = Phase::accepted;
    record.acknowledged = true;
    record.call = {};
    record.op_due =
        later_by(now_, vendor.confirmation == Confirmation::poll ? vendor.poll_interval : engine_.settings_.timeout);
    if (mutant(Mutation::polls_in_a_storm)) record.op_due = later_by(now_, 1ms);
    if (mutant(Mutation::forgets_lost_push)) record.op_due = never;
}

void Step::look_failed(CodeId id, Duration floor) {
    CodeRecord& record = code(id);
    record.call = {};
    record.phase = Phase::blind;
    record.op_due = later_by(now_, next_backoff(record.backoff_steps, floor));
    count_failure(id);
}

// The operation has failed for sure: again after a back-off.
void Step::fail(CodeId id, Duration floor) {
    CodeRecord& record = code(id);
    record.call = {};
    record.phase = Phase::backoff;
    record.op_due = later_by(now_, next_backoff(record.backoff_steps, floor));
    count_failure(id);
    release_sent_pin(id);
}

void Step::count_failure(CodeId id) {
    CodeRecord& record = code(id);
    if (record.failures < std::numeric_limits<std::uint16_t>::max()) ++record.failures;
    if (record.failures != engine_.settings_.fail_after) return;
    bool const removing = record.operation == Operation::remove && !record.recreate;
    Issue const issue = removing ? Issue::failed_to_remove_from_device : Issue::failed_to_set_on_device;
    if (record.issues.has(issue)) return;
    raise(id, issue);
    emit(removing ? EventType::code_failed_to_remove_from_device : EventType::code_failed_to_set_on_device, id);
}

Duration Step::next_backoff(std::uint16_t& steps, Duration floor) {
    if (mutant(Mutation::ignores_backoff)) return 1ms;
    RetrySettings const& retry = engine_.settings_.retry;
    double const cap = static_cast<double>(retry.cap.count());
    double length = std::min(static_cast<double>(retry.base.count()), cap);
    for (std::uint16_t i = 0; i < steps && length < cap; ++i)
        length = std::min(length * retry.factor, cap);
    Duration delay{static_cast<std::int64_t>(length)};
    if (steps < 64) ++steps;
    if (retry.jitter > 0)
        delay += Duration{static_cast<std::int64_t>(static_cast<double>(delay.count()) * retry.jitter *
                                                    engine_.jitter_random_.unit())};
    return std::max(delay, floor);
}

}  // namespace lockstep::engine
