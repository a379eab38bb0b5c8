// What kind of lock a lock is: many locks share one of these, kept once by their cloud.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/distribution.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::sim {

// What becomes of work for a lock that is offline.
enum class OfflineMode : std::uint8_t {
    reject,   // refused
    queue,    // accepted, and started when the lock comes online
    swallow,  // accepted, and never done
};

struct LockSettings {
    std::uint32_t slots = 30;
    Distribution apply;  // from the start of a job to the code being stored
    Distribution erase;  // from the start of a job to the code being gone
    OfflineMode offline = OfflineMode::reject;
    bool keeps_expired = true;  // false: drops a record when its window is over by the lock's clock
    Duration clock_skew{};      // to begin with; positive: the lock's clock is ahead
    Duration clock_drift{};     // to begin with; gained per day of true time
    std::string zone = "UTC";   // the lock's civil zone, for vendors that send local times

    void hash(StateHash& hash) const {
        hash.add(slots, apply, erase, offline, keeps_expired, clock_skew, clock_drift, zone);
    }
    friend bool operator==(LockSettings const&, LockSettings const&) = default;
};

}  // namespace lockstep::sim
