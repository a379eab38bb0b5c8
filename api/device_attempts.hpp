// Action attempts at a device instead of a code: the engine knows nothing of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/attempt.hpp"
#include "engine/ids.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

using DeviceAttemptId = engine::Id<struct DeviceAttemptTag>;

enum class DeviceAttemptKind : std::uint8_t {
    lock_door,
    unlock_door,
    configure_auto_lock,
    simulate_keypad_code_entry,
    simulate_manual_lock_via_keypad,
};
std::string_view name_of(DeviceAttemptKind kind);  // "LOCK_DOOR", ...

// Whether the door locks itself after it was opened, and how long after.
struct AutoLock {
    bool enabled = false;
    Duration delay = std::chrono::seconds{30};
};

struct AttemptFailure {
    std::string type;
    std::string message;
};

struct DeviceAttempt {
    DeviceAttemptKind kind = DeviceAttemptKind::lock_door;
    engine::DeviceId device;
    engine::AttemptState state = engine::AttemptState::pending;
    AttemptFailure failure;  // of an attempt that ended in error
    AutoLock auto_lock;      // what configure_auto_lock wants
};

class DeviceAttempts {
  public:
    DeviceAttemptId begin(DeviceAttempt attempt);
    // Ends it once; false when there is no such attempt, or it has ended before.
    bool end(DeviceAttemptId id, std::optional<AttemptFailure> failure);

    std::size_t size() const { return attempts_.size(); }
    bool exists(DeviceAttemptId id) const { return id.value < attempts_.size(); }
    DeviceAttempt const& operator[](DeviceAttemptId id) const { return attempts_[id.value]; }

  private:
    std::vector<DeviceAttempt> attempts_;
};

}  // namespace lockstep::api
