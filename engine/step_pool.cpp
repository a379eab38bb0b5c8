// Spare codes: a device whose pool is open has some ongoing codes ready that nobody knows, for when a code fails its
// guest. Pulled, one takes the place of a time-bound code, and the pool is filled up again.
#include <algorithm>
#include <vector>

#include "engine/step.hpp"

namespace lockstep::engine {

namespace {

CommandReply no_backup(CommandError error) {
    CommandReply reply;
    reply.error = error;
    return reply;
}

}  // namespace

void Step::open_pool(DeviceId id) {
    device(id).pool_open = true;
    look_after_pool(id);
}

// What somebody has pulled stays with him.
void Step::close_pool(DeviceId id) {
    DeviceRecord& lock = device(id);
    lock.pool_open = lock.pool_stocked = false;
    lock.pool_ready = 0;
    lock.pool_due = never;
    drop(id, Issue::empty_backup_access_code_pool);
    set_timer(id);
    std::vector<CodeId> spares;
    for_each_code(id, [&](CodeId spare) {
        if (code(spare).pooled) spares.push_back(spare);
    });
    for (CodeId const spare : spares)
        remove(DeleteCode{.code = spare});
}

// A member of the pool that the lock holds as wanted.
bool Step::is_ready(CodeId id) {
    CodeRecord const& record = code(id);
    auto const known = belief(id);
    return record.pooled && !record.delete_requested && known.held_is_wanted() && !known.in_doubt();
}

// What the pool's codes say of the pool: how many are ready, whether there are enough, whether that is an error.
void Step::look_after_pool(DeviceId id) {
    DeviceRecord& lock = device(id);
    if (!lock.pool_open || !lock.exists) return;
    std::uint32_t members = 0, ready = 0;
    bool troubled = false;
    for_each_code(id, [&](CodeId spare) {
        CodeRecord const& record = code(spare);
        if (!record.pooled || record.delete_requested) return;
        ++members;
        if (is_ready(spare)) ++ready;
        for (auto const issue : {Issue::failed_to_set_on_device, Issue::duplicate_code_on_device,
                                 Issue::no_space_for_access_code_on_device, Issue::insufficient_permissions})
            troubled = troubled || record.issues.has(issue);
    });
    touch(id);
    lock.pool_ready = ready;
    lock.pool_stocked = lock.pool_stocked || ready > 0;
    // A pool that is only being opened is not empty yet.
    bool const empty = ready == 0 && (lock.pool_stocked || troubled);
    if (empty)
        raise(id, Issue::empty_backup_access_code_pool);
    else
        drop(id, Issue::empty_backup_access_code_pool);
    bool const is_short = members < engine_.settings_.backup_pool && !lock.removed;
    if (is_short && lock.pool_due == never) lock.pool_due = now_;
    set_timer(id);
}

void Step::fill_pool(DeviceId id) {
    device(id).pool_due = never;
    if (device(id).removed) return;
    std::uint32_t members = 0;
    for_each_code(id, [&](CodeId spare) {
        if (code(spare).pooled && !code(spare).delete_requested) ++members;
    });
    for (; members < engine_.settings_.backup_pool; ++members) {
        auto const pin = engine_.free_pin(id, std::nullopt);
        if (!pin) break;  // the next change of the pool tries again
        add_spare_code(id, *pin);
    }
    device(id).pool_due = never;  // the fresh ones have looked at a pool that was not full yet
    set_timer(id);
}

void Step::add_spare_code(DeviceId id, Pin pin) {
    CodeId const spare = new_code(id);
    CodeRecord& record = code(spare);
    want_pin(spare, pin);
    record.native = capabilities(id).native_scheduling;
    record.backup = record.pooled = true;
    cold(spare).name = "Backup " + std::to_string(spare.serial) + " (Lockstep)";
    cold(spare).vendor_name = unique_name(id, spare.serial, cold(spare).name);
    emit(EventType::code_created, spare).pin_to = pin;
    settle(spare);
}

CommandReply Step::pull_backup(PullBackup const& command) {
    CodeId const id = command.code;
    if (!engine_.exists(id) || code(id).foreign) return no_backup(CommandError::code_not_found);
    if (code(id).delete_requested) return no_backup(CommandError::being_deleted);
    if (!code(id).window.bounded()) return no_backup(CommandError::not_time_bound);
    if (code(id).window.ended(now_)) return no_backup(CommandError::window_in_the_past);
    DeviceId const lock = code(id).device;
    if (!capabilities(lock).backup_pool) return no_backup(CommandError::no_backup_pool);
    CommandReply reply;
    reply.code = rare(id).pulled_backup;
    if (engine_.exists(reply.code)) return reply;
    reply.code = {};
    for_each_code(lock, [&](CodeId spare) {
        if (!reply.code && is_ready(spare)) reply.code = spare;
    });
    if (!reply.code) return no_backup(CommandError::empty_backup_pool);

    code(reply.code).pooled = false;
    rare_to_write(id).pulled_backup = reply.code;
    touch(id);
    raise(id, Issue::using_backup_access_code);
    emit(EventType::code_backup_access_code_pulled, id).backup = reply.code;
    UpdateCode until_then;
    until_then.code = reply.code;
    until_then.ends = code(id).window.ends;
    apply_update(until_then);
    look_after_pool(lock);
    effects_.subject = id;
    return reply;
}

// The record of a spare code is no more: whoever used it does not, and its pool may be short of it.
void Step::spare_code_ended(DeviceId id, CodeId backup) {
    for_each_code(id, [&](CodeId other) {
        if (rare(other).pulled_backup != backup) return;
        rare_to_write(other).pulled_backup = {};
        drop(other, Issue::using_backup_access_code);
        touch(other);
    });
    look_after_pool(id);
}

void Step::raise(DeviceId id, Issue issue) {
    DeviceRecord& lock = device(id);
    if (lock.issues.has(issue)) return;
    lock.issues.add(issue);
    lock.issue_times.push_back({issue, now_});
}

void Step::drop(DeviceId id, Issue issue) {
    DeviceRecord& lock = device(id);
    lock.issues.drop(issue);
    std::erase_if(lock.issue_times, [&](IssueTime const& time) { return time.issue == issue; });
}

}  // namespace lockstep::engine
