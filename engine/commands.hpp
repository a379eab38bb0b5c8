// What a caller may ask of the engine, and how it says no.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ids.hpp"
#include "engine/offline_codes.hpp"
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
    bool use_backup_pool = false;  // opens the device's pool of spare codes
    std::string common_key;        // codes with one key have one PIN; empty: none
    bool offline = false;          // the lock works it out by itself; it cannot be changed or taken back
    bool one_time = false;         // with `offline`: it opens once
    Duration max_rounding{std::chrono::hours{1}};  // with `offline`: of its window
};

// A code on each of several devices, with one PIN for all where they can share one.
struct CreateCodes {
    std::vector<DeviceId> devices;         // each once
    CreateCode each;                       // but for its device; the key is for those that share the PIN
    bool random_where_not_shared = false;  // false: one device that cannot share the PIN refuses them all
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
    std::optional<bool> use_backup_pool;
};

// The same change for every code with the key.
struct UpdateCodes {
    std::string common_key;
    std::optional<std::string> name;
    std::optional<Instant> starts;
    std::optional<Instant> ends;
};

struct DeleteCode {
    CodeId code;
    bool though_offline = false;  // the record ends, and the lock goes on taking the code
};

// A spare code takes the place of `code`, for the rest of its window. Asked again, it is the same one.
struct PullBackup {
    CodeId code;
};

// The code stays on its lock and is nobody's business here any more.
struct ReleaseCode {
    CodeId code;
};

// A stranger's code becomes one of ours, once a read has shown that it is still there.
struct ConvertUnmanaged {
    DeviceId device;
    std::string vendor_ref;
    bool allow_external_modification = false;
};

// A stranger's code is taken off its lock.
struct RemoveUnmanaged {
    DeviceId device;
    std::string vendor_ref;
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
    duplicate_pin,      // 409
    being_deleted,      // an update of a code whose deletion was asked for
    pin_not_shared,     // another PIN than that of the codes with the same key
    cannot_be_managed,  // the provider's codes cannot be taken over
    not_on_device,      // only what its lock holds for sure can be released
    no_backup_pool,     // the device does not keep spare codes
    not_time_bound,     // spare codes are for codes with a window
    empty_backup_pool,  // no spare code is ready
    device_unmanaged,
    no_offline_codes,     // the device does not work codes out
    offline_window,       // `offline_problem` says why
    no_offline_pin_left,  // all PINs of that window are taken
    offline_code,         // what a lock works out cannot be changed
};

struct CommandReply {
    CommandError error = CommandError::none;
    std::optional<PinConstraint> constraint;
    CodeId code;
    AttemptId attempt;
    DeviceId device{};  // of a refusal: which of several devices was meant
    OfflineProblem offline_problem = OfflineProblem::none;

    constexpr bool ok() const { return error == CommandError::none; }
};

// Of a command about several codes: all of it is done, or nothing.
struct CommandsReply {
    CommandReply refusal;  // no error: it is done
    std::vector<CodeId> codes;

    bool ok() const { return refusal.ok(); }
};

}  // namespace lockstep::engine
