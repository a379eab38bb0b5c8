// An action attempt: a request's promise, `pending` until it ends once, in `success` or in `error`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/ids.hpp"
#include "engine/pin.hpp"
#include "engine/status.hpp"
#include "engine/window.hpp"
#include "runtime/time.hpp"

namespace lockstep::engine {

enum class AttemptKind : std::uint8_t { create_access_code, update_access_code, delete_access_code };
enum class AttemptState : std::uint8_t { pending, success, error };
enum class AttemptError : std::uint8_t {
    none,
    action_attempt_expired,  // the window ended before the code was ever set
    uncategorized_error,     // the code was deleted, or its device went, first
};

std::string_view name_of(AttemptKind kind);  // "CREATE_ACCESS_CODE", ...
std::string_view name_of(AttemptState state);
std::string_view name_of(AttemptError error);
std::string_view message_of(AttemptError error);

struct Attempt {
    AttemptKind kind = AttemptKind::create_access_code;
    AttemptState state = AttemptState::pending;
    AttemptError error = AttemptError::none;
    Status status = Status::unset;  // success of create or update: the code as it was then
    Pin pin;
    Window window;
    CodeId code;
    DeviceId device;
};

}  // namespace lockstep::engine
