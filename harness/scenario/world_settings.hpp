// The things of a scenario that exist from the start: accounts, devices, and how the engine is set up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/scenario/place.hpp"
#include "harness/scenario/provider_settings.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// A connected account. Where the scenario names none for a provider, there is one called as the provider is.
struct Account {
    std::string name;
    Place place;
    std::size_t provider = 0;  // index into Scenario::providers
    bool implicit = false;
};

// A lock, with the provider's settings and the device's own overrides already put together.
struct Device {
    std::string name;   // `room-12` for the twelfth of `room: { count: 200 }`
    std::string group;  // `room`; empty for a device without `count`
    Place place;
    std::size_t provider = 0;  // index into Scenario::providers
    std::size_t account = 0;   // index into Scenario::accounts
    CodeSettings code;
    HttpSettings http;
    LockBehaviour behaviour;
    bool offline_codes = false;
    Duration clock_skew{};   // positive: the lock is ahead
    Duration clock_drift{};  // gained per day
    std::string zone = "UTC";
    std::set<std::string> given;  // the overriding keys, dotted
};

enum class Regime : std::uint8_t { legacy_404, retained };
enum class SamePin : std::uint8_t { refuse, disjoint_windows };

struct RetrySettings {
    Duration base = 2s;
    double factor = 2;
    Duration cap = 60s;
    double jitter = 0;  // 0..1, the share of a back-off that is drawn at random
};

// `engine:`
struct EngineSettings {
    Regime regime = Regime::legacy_404;
    Duration preload = std::chrono::hours{72};
    Duration jit_lead{};
    RetrySettings retry;
    Duration timeout = 10s;
    Duration delay_warning = std::chrono::minutes{2};
    std::uint32_t fail_after = 5;
    std::optional<Duration> resync = std::chrono::minutes{15};  // nothing: `never`
    SamePin same_pin = SamePin::refuse;
    Duration commit{};
    std::uint32_t backup_pool = 5;     // spare codes kept ready on a lock whose pool is open
    bool mutations_requested = false;  // emit `access_code.mutations_requested`
};

}  // namespace lockstep::harness
