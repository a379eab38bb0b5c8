// How one engine behaves: the settings a workspace (or a scenario's `engine:`) chooses.
#pragma once

#include <cstdint>

#include "engine/mutation.hpp"
#include "runtime/time.hpp"

namespace lockstep::engine {

enum class Regime : std::uint8_t {
    legacy_404,  // a code whose window is over answers 404 once it is off the lock
    retained,    // it stays, `unset`, until somebody deletes it
};

enum class SamePin : std::uint8_t {
    refuse,            // one PIN once per device, whatever the windows
    disjoint_windows,  // windows that do not overlap may share a PIN
};

struct RetrySettings {
    Duration base{2s};
    double factor = 2;
    Duration cap{60s};
    double jitter = 0;  // a back-off b becomes uniform in [b, b * (1 + jitter)]; 0 draws nothing
};

struct Settings {
    Regime regime = Regime::legacy_404;
    Duration preload{std::chrono::hours{72}};  // native codes are written this long before they start
    Duration jit_lead{};                       // other codes are written this long before they start
    RetrySettings retry;
    Duration timeout{10s};  // per provider call, and from an acknowledgement to the look for a lost push
    Duration delay_warning{2min};
    std::uint32_t fail_after = 5;  // failures in a row before the error appears; trying goes on
    Duration resync{15min};        // periodic read-back at the multiples of this since `epoch`; zero: never
    Instant epoch{};               // where the multiples of `resync` are counted from
    SamePin same_pin = SamePin::refuse;
    std::uint32_t backup_pool = 5;     // spare codes kept ready on a lock whose pool is open
    bool mutations_requested = false;  // send access_code.mutations_requested
    std::uint64_t seed = 1;            // of generated PINs and jitter
    Mutation mutation = Mutation::none;
};

}  // namespace lockstep::engine
