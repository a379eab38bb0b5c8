// What the API remembers of devices: doors, hubs, subscriptions, and what was attempted.
#include <array>
#include <utility>

#include "api/memory.hpp"

namespace lockstep::api {

namespace {

ApiEvent event_of(DoorHappening what) {
    switch (what) {
        case DoorHappening::locked:
            return ApiEvent::lock_locked;
        case DoorHappening::unlocked:
            return ApiEvent::lock_unlocked;
        case DoorHappening::access_denied:
            return ApiEvent::lock_access_denied;
    }
    return ApiEvent::lock_locked;
}

// How subscribers are told of the end; of some attempts they are not.
std::optional<ApiEvent> event_of(DeviceAttemptKind kind, bool succeeded) {
    using enum ApiEvent;
    switch (kind) {
        case DeviceAttemptKind::lock_door:
            return succeeded ? lock_door_succeeded : lock_door_failed;
        case DeviceAttemptKind::unlock_door:
            return succeeded ? unlock_door_succeeded : unlock_door_failed;
        case DeviceAttemptKind::simulate_keypad_code_entry:
            return succeeded ? simulate_keypad_code_entry_succeeded : simulate_keypad_code_entry_failed;
        case DeviceAttemptKind::simulate_manual_lock_via_keypad:
            return succeeded ? simulate_manual_lock_via_keypad_succeeded : simulate_manual_lock_via_keypad_failed;
        case DeviceAttemptKind::configure_auto_lock:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

DeviceNotes const& Memory::notes(engine::DeviceId device) const {
    static DeviceNotes const nothing{};
    return device.value < notes_.size() ? notes_[device.value] : nothing;
}

DeviceNotes& Memory::notes_of(engine::DeviceId device) {
    if (notes_.size() <= device.value) notes_.resize(device.value + std::size_t{1});
    return notes_[device.value];
}

void Memory::set_hub_gone(engine::DeviceId device, std::optional<Instant> since) {
    notes_of(device).hub_gone_since = since;
    if (since)
        hubs_gone_.insert(device);
    else
        hubs_gone_.erase(device);
}

void Memory::set_subscription_expired(engine::DeviceId device, bool expired, Instant now, engine::Engine const& engine,
                                      Directory const& directory) {
    auto& since = notes_of(device).subscription_expired_since;
    if (since.has_value() == expired) return;
    since = expired ? std::optional{now} : std::nullopt;
    if (expired)
        tell(ApiEvent::device_error_subscription_required, device, now, engine, directory,
             {.issues = issues_listed_of(device, engine),
              .through_hub = notes(device).hub_gone_since.has_value(),
              .unpaid_since = since});
    else
        tell(ApiEvent::device_error_subscription_required_resolved, device, now, engine, directory);
}

void Memory::end(DeviceAttemptId id, std::optional<AttemptFailure> failure, Instant now, engine::Engine const& engine,
                 Directory const& directory) {
    bool const succeeded = !failure;
    if (!device_attempts_.end(id, std::move(failure))) return;
    auto const& attempt = device_attempts_[id];
    if (succeeded && attempt.kind == DeviceAttemptKind::configure_auto_lock)
        notes_of(attempt.device).auto_lock = attempt.auto_lock;
    if (auto const type = event_of(attempt.kind, succeeded))
        tell(*type, attempt.device, now, engine, directory, {.attempt = id});
}

void Memory::hear(DoorNews const& news, Instant now, engine::Engine const& engine, Directory const& directory) {
    if (!engine.device_exists(news.device)) return;
    if (news.what != DoorHappening::access_denied) notes_of(news.device).locked = news.what == DoorHappening::locked;
    EventDetail detail{.door = news, .attempt = news.attempt};
    if (!news.code && !news.pin.empty())
        for (auto const& stranger : engine.device(news.device).unmanaged)
            if (stranger.record.pin.text() == news.pin) detail.vendor_ref = stranger.vendor_ref;
    tell(event_of(news.what), news.device, now, engine, directory, std::move(detail));
}

void Memory::tell(ApiEvent type, engine::DeviceId device, Instant now, engine::Engine const& engine,
                  Directory const& directory, EventDetail detail) {
    auto const code = detail.door ? detail.door->code : engine::CodeId{};
    tell({.at = now, .type = type, .account = engine.device(device).account, .device = device, .code = code}, directory,
         std::move(detail));
}

}  // namespace lockstep::api
