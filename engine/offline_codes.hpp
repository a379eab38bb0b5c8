// Codes that a lock works out by itself: nothing is sent to it, so they work without a link, and cannot be taken back.
//
// The vendor's algorithm makes the PIN from the lock's secret and the window; the lock makes the window from the PIN.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/pin.hpp"
#include "engine/window.hpp"
#include "runtime/time.hpp"
#include "runtime/zone.hpp"

namespace lockstep::engine {

// What such a PIN is made from, beside a secret. The window is in readings of the lock's wall clock; `variant` tells
// apart the PINs of one window, from 0.
struct OfflinePinRequest {
    std::uint32_t lock = 0;
    Window window;
    bool one_time = false;
    std::uint32_t variant = 0;
};

// How a vendor's locks work PINs out. Without `make` they do not.
struct OfflineCodes {
    using Algorithm = Pin (*)(std::uint64_t secret, OfflinePinRequest const& request);

    Algorithm make = nullptr;
    std::uint64_t secret = 0;
    Zone zone = {};  // of the locks' wall clocks
};

inline constexpr Duration hourly_offline_max{std::chrono::hours{672}};
inline constexpr Duration daily_offline_max{std::chrono::hours{24 * 367}};
// Locks tell starts apart within some years only.
inline constexpr Duration offline_ahead_max{std::chrono::hours{24 * 365 * 3}};
inline constexpr Duration one_time_life{std::chrono::hours{24}};
// A lock forgets a PIN for a longer time than this if it was not used within this time of its start.
inline constexpr Duration offline_first_use{std::chrono::hours{24}};

enum class OfflineProblem : std::uint8_t {
    none,
    end_missing,      // only one-time codes have no end of their own
    end_of_one_time,  // and they may not be given one
    end_in_the_past,
    start_too_old,  // nobody could use it for the first time any more
    start_too_far,
    rounding_wanted,  // longer than an hourly code, and its ends have different times of day
    too_long,
};

// The window on the wall clock's grid of whole hours, or days, that such a code can have: the start is rounded down,
// the end up, and the end of a code for more than 672 hours to the start's time of day, where `max_rounding` allows it.
struct OfflineWindow {
    OfflineProblem problem = OfflineProblem::none;
    Window window;
    Window on_wall = {};  // the same in readings of the wall clock
};
OfflineWindow offline_window(Window const& wanted, bool one_time, Duration max_rounding, Instant now, Zone zone = {});

// So many PINs there are for one window, or for one start of one-time codes.
constexpr std::uint32_t offline_variants(bool one_time) { return one_time ? 5 : 3; }

}  // namespace lockstep::engine
