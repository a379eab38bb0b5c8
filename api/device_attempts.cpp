#include "api/device_attempts.hpp"

#include <utility>

namespace lockstep::api {

std::string_view name_of(DeviceAttemptKind kind) {
    switch (kind) {
        case DeviceAttemptKind::lock_door:
            return "LOCK_DOOR";
        case DeviceAttemptKind::unlock_door:
            return "UNLOCK_DOOR";
        case DeviceAttemptKind::configure_auto_lock:
            return "CONFIGURE_AUTO_LOCK";
        case DeviceAttemptKind::simulate_keypad_code_entry:
            return "SIMULATE_KEYPAD_CODE_ENTRY";
        case DeviceAttemptKind::simulate_manual_lock_via_keypad:
            return "SIMULATE_MANUAL_LOCK_VIA_KEYPAD";
    }
    return "";
}

DeviceAttemptId DeviceAttempts::begin(DeviceAttempt attempt) {
    attempts_.push_back(std::move(attempt));
    return {static_cast<std::uint32_t>(attempts_.size() - 1)};
}

bool DeviceAttempts::end(DeviceAttemptId id, std::optional<AttemptFailure> failure) {
    if (!exists(id) || attempts_[id.value].state != engine::AttemptState::pending) return false;
    auto& attempt = attempts_[id.value];
    attempt.state = failure ? engine::AttemptState::error : engine::AttemptState::success;
    if (failure) attempt.failure = std::move(*failure);
    return true;
}

}  // namespace lockstep::api
