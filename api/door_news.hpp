// What is heard of a door: that its bolt has moved, or that somebody could not get in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/device_attempts.hpp"
#include "engine/ids.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

enum class DoorHappening : std::uint8_t { locked, unlocked, access_denied };

enum class DoorMethod : std::uint8_t { keycode, manual, automatic, remote };
std::string_view name_of(DoorMethod method);

// Why a PIN does not open.
enum class Denial : std::uint8_t { none, unknown_code, not_yet_valid, expired_code, disabled_code };
std::string_view name_of(Denial denial);     // the reason_code on the wire
std::string_view message_of(Denial denial);  // for people

struct DoorNews {
    engine::DeviceId device;
    DoorHappening what = DoorHappening::locked;
    DoorMethod method = DoorMethod::manual;
    Denial denial = Denial::none;
    engine::CodeId code;  // whose PIN was typed; none: nobody's, or a code that the engine does not keep
    std::string pin;      // that was typed
    DeviceAttemptId attempt;
    Instant at{};  // when it happened: a lock without a link tells later
};

}  // namespace lockstep::api
