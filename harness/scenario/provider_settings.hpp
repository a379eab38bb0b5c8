// What a scenario says about a lock vendor's cloud and the locks behind it (`providers:` and the overrides of devices).
//
// The defaults are those of `nativelock` in the documentation; a setting that nobody wrote has them.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/pin_rules.hpp"
#include "harness/scenario/place.hpp"
#include "runtime/distribution.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

enum class Profile : std::uint8_t { calm, awkward };
enum class EditMode : std::uint8_t { in_place, recreate };
enum class ReadMode : std::uint8_t { pins, names };
enum class WhenOffline : std::uint8_t { reject, queue, swallow };
enum class WhenExpired : std::uint8_t { keep, drop };

// `code:` which PINs a lock takes and how many.
struct CodeSettings {
    engine::PinRules rules;  // lengths, constraints, lengths of names
    std::uint32_t slots = 30;
};

// `http:` the two legs of a call. `direct` has no HTTP, its legs are the same numbers.
struct HttpSettings {
    Distribution request{200ms};
    Distribution response{200ms};
};

// `device:` what the lock itself does.
struct LockBehaviour {
    Distribution apply{3s};
    Distribution erase{1s};
    WhenOffline offline = WhenOffline::reject;
    WhenExpired expired = WhenExpired::keep;
};

// `confirm:` how the engine learns that the lock is done.
struct ConfirmSettings {
    enum class By : std::uint8_t { answer, webhook, poll };
    By by = By::webhook;
    Distribution webhook{100ms};  // with webhook: from the lock being done to the push arriving
    Duration poll{5s};            // with poll: from the write's answer to the first poll, and from answer to next poll
};

struct RateLimitSettings {
    std::uint32_t requests = 0;
    Duration per{};
};

struct ConcurrencySettings {
    enum class Per : std::uint8_t { account, device };
    Per per = Per::account;
    std::uint32_t max = 0;
};

struct ProviderSettings {
    std::string name;
    Place place;  // of the name
    std::string vendor = "open";
    Profile profile = Profile::calm;
    bool native_scheduling = true;
    EditMode edit = EditMode::in_place;
    ReadMode reads = ReadMode::pins;
    Duration rounding{};  // zero: none
    CodeSettings code;
    HttpSettings http;
    LockBehaviour device;
    ConfirmSettings confirm;
    bool idempotency_keys = false;
    bool convert_unmanaged = true;
    bool backup_pool = true;
    bool offline_codes = false;  // its locks work PINs out by themselves
    std::optional<RateLimitSettings> rate_limit;
    std::optional<ConcurrencySettings> concurrency;

    // The keys that somebody wrote, dotted (`edit`, `device.apply`, `confirm`): a vendor may refuse those it fixes.
    std::set<std::string> given;
};

}  // namespace lockstep::harness
