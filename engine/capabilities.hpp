// What a provider can do, as data: the engine's decisions read this and never ask which vendor it talks to.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/offline_codes.hpp"
#include "engine/pin_rules.hpp"
#include "runtime/time.hpp"

namespace lockstep::engine {

enum class Reads : std::uint8_t {
    pins,     // read-backs list codes with their PINs
    names,    // read-backs list codes by name only
    nothing,  // no read-back at all
};

enum class Confirmation : std::uint8_t {
    answer,  // the write's own answer is held until the lock is done
    push,    // the write is acknowledged, a push follows when the lock is done
    poll,    // the write is acknowledged, reads must show when the lock is done
};

struct RateLimit {
    std::uint32_t requests = 0;  // 0: no limit
    Duration per{};
};

// One profile serves many devices; a device that overrides something has a profile of its own.
struct Capabilities {
    bool native_scheduling = true;
    bool edit_in_place = true;
    bool idempotency_keys = false;
    Reads reads = Reads::pins;
    Confirmation confirmation = Confirmation::push;
    Duration poll_interval{5s};     // with Confirmation::poll: from the write's answer to the first poll, and on
    Duration rounding{};            // the vendor stores windows rounded outwards to this grid; zero: exactly
    std::uint32_t slots = 30;       // codes that fit on one lock
    bool convert_unmanaged = true;  // a stranger's code can become one of ours, where reads tell its PIN
    bool backup_pool = true;        // spare codes can be kept ready on its locks
    PinRules pins;
    RateLimit rate_limit;                      // per account
    std::uint32_t concurrency_max = 0;         // open calls per account; 0: no limit
    std::uint32_t device_concurrency_max = 0;  // open calls per device; 0: no limit
    OfflineCodes offline;

    bool converts_unmanaged() const { return convert_unmanaged && reads == Reads::pins; }
};

}  // namespace lockstep::engine
