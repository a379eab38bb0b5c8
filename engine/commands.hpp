// What a caller may ask of the engine, and how it says no.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/ids.hpp"
#include "engine/pin.hpp"
#include "engine/pin_rules.hpp"
#include "engine/window.hpp"
#include "runtime/time.hpp"

namespace lockstep::engine {

struct CreateCode {
    DeviceId device;
    std::optional<Pin> pin;  // none: the engine draws one
    std::optional<std::uint32_t> preferred_length;
    std::string name;  // may be empty
    Window window;
    bool prefer_native_scheduling = true;
    bool allow_external_modification = false;
    bool attempt_for_offline_device = true;
};

// Every field that is there is changed; the others stay. `make_ongoing` drops both bounds.
struct UpdateCode {
    CodeId code;
    std::optional<Pin> pin;
    std::optional<std::string> name;
    std::optional<Instant> starts;  // `always` drops the bound
    std::optional<Instant> ends;    // `never` drops the bound
    bool make_ongoing = false;
    std::optional<bool> allow_external_modification;
    std::optional<bool> prefer_native_scheduling;
};

struct DeleteCode {
    CodeId code;
};

enum class CommandError : std::uint8_t {
    none,
    code_not_found,
    device_not_found,
    device_cannot_program_codes,  // the device was removed from its account
    device_offline,               // and the caller asked not to wait
    pin_length,
    pin_constraint,     // `constraint` says which
    pin_not_choosable,  // cannot_specify_pin_code
    no_pin_left,        // no free PIN satisfies the rules
    window_ends_before_start,
    window_in_the_past,
    start_not_in_future,
    name_length,
    name_taken,
    duplicate_pin,  // 409
    being_deleted,  // an update of a code whose deletion was asked for
};

struct CommandReply {
    CommandError error = CommandError::none;
    std::optional<PinConstraint> constraint;
    CodeId code;
    AttemptId attempt;

    constexpr bool ok() const { return error == CommandError::none; }
};

}  // namespace lockstep::engine
