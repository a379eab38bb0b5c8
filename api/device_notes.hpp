// What the API itself knows of one device beside the engine's record: its door, its hub, its subscription.
#pragma once

#include <optional>

#include "api/device_attempts.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

struct DeviceNotes {
    bool locked = true;  // as last heard
    AutoLock auto_lock;
    std::optional<Instant> hub_gone_since;              // nothing: the hub has its link, or there is none
    std::optional<Instant> subscription_expired_since;  // nothing: paid
};

}  // namespace lockstep::api
