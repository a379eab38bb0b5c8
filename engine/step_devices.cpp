// What callers ask about devices and accounts as a whole: to be managed or left alone, to be read now, to be known
// better.
#include <algorithm>
#include <utility>

#include "engine/step.hpp"

namespace lockstep::engine {

// Its codes are strangers' from now on: they stay on the lock as they are, and the next listing shows them.
void Step::release_device(DeviceId id) {
    if (!engine_.device_exists(id) || !device(id).managed) return;
    touch(id);
    bool const removed = device(id).removed;
    device(id).removed = true;  // no code of it calls any more, whatever frees its way now
    end_calls_of(id);
    for_each_code(id, [&](CodeId own) {
        touch(own);
        move_to(own, Status::gone);
        end_code(own);
    });
    device(id).removed = removed;
    device(id).managed = device(id).pool_open = false;
    read_now(id);
}

void Step::adopt_device(DeviceId id) {
    if (!engine_.device_exists(id) || device(id).managed) return;
    touch(id);
    device(id).managed = true;
}

void Step::report_pin_lengths(DeviceId id, std::uint32_t lengths) {
    if (!engine_.device_exists(id)) return;
    touch(id);
    DeviceRecord& lock = device(id);
    if (!lock.own_profile) lock.profile = engine_.add_profile(capabilities(id));
    lock.own_profile = true;
    engine_.profiles_[lock.profile].pins.lengths = lengths;
}

void Step::set_pool(DeviceId id, bool open) {
    if (!engine_.device_exists(id) || device(id).pool_open == open) return;
    touch(id);
    if (open)
        open_pool(id);
    else
        close_pool(id);
}

void Step::read_now(DeviceId id) {
    DeviceRecord const& lock = device(id);
    if (lock.removed || lock.own_read || !connected(id)) return;
    touch(id);
    read_on_own_account(id);
}

void Step::sync_account(AccountId id) {
    for_each_device(id, [&](DeviceId lock) { read_now(lock); });
}

void Step::stranger_seen(DeviceId id, ListedCode const& entry) {
    if (!engine_.device_exists(id)) return;
    auto& known = device(id).unmanaged;
    bool const seen = std::any_of(known.begin(), known.end(),
                                  [&](UnmanagedCode const& other) { return other.vendor_ref == entry.vendor_ref; });
    if (seen) return;
    touch(id);
    UnmanagedCode fresh;
    fresh.vendor_ref = entry.vendor_ref;
    fresh.record = entry.record;
    fresh.seen_at = now_;
    fresh.told_before = engine_.last_call_ + 1;
    known.push_back(std::move(fresh));
    emit(EventType::code_unmanaged_created, id).vendor_ref = entry.vendor_ref;
}

}  // namespace lockstep::engine
