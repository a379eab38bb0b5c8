// /locks/lock_door, /unlock_door, /configure_auto_lock: orders that the lock's vendor carries out, sooner or later.
#include "api/lookup.hpp"
#include "api/render/action_attempt.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr std::int64_t delay_seconds_max = 24 * 60 * 60;

constexpr Parameter door_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "sync", .kind = ParameterKind::flag},
};
constexpr Parameter auto_lock_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "auto_lock_enabled", .kind = ParameterKind::flag, .need = Need::required},
    {.name = "auto_lock_delay_seconds",
     .kind = ParameterKind::number,
     .least = 1,
     .about = "How long the door stays unlocked; up to a day."},
};
constexpr std::string_view one_attempt[] = {"action_attempt"};

Outcome<engine::DeviceId> lock_of(Call const& call) {
    auto const device = find_device(call.view(), *call.arguments.uuid("device_id"));
    if (!device) return device;
    if (call.simulation == nullptr || !call.directory.entry(*device).has_remote_bolt)
        return failure(
            problem(ProblemType::device_type_not_supported, "This device has no bolt that can be moved from afar."));
    if (!call.engine.device(*device).managed)
        return failure(problem_of({.error = engine::CommandError::device_unmanaged}, nullptr));
    return device;
}

Outcome<Json> order(Call& call, DeviceAttemptKind kind, DoorOrder::What what, AutoLock auto_lock = {}) {
    auto const device = lock_of(call);
    if (!device) return failure(device.error());
    auto const attempt = call.memory.begin({.kind = kind, .device = *device, .failure = {}, .auto_lock = auto_lock});
    call.simulation->order({what, *device, attempt, auto_lock});
    return Json::object({{"action_attempt", action_attempt(call.view(), attempt)}});
}

Outcome<Json> lock_door(Call& call) { return order(call, DeviceAttemptKind::lock_door, DoorOrder::What::lock); }
Outcome<Json> unlock_door(Call& call) { return order(call, DeviceAttemptKind::unlock_door, DoorOrder::What::unlock); }

Outcome<Json> configure_auto_lock(Call& call) {
    AutoLock wanted{.enabled = *call.arguments.flag("auto_lock_enabled")};
    if (auto const seconds = call.arguments.number("auto_lock_delay_seconds")) {
        if (*seconds > delay_seconds_max) return failure(invalid("auto_lock_delay_seconds", "must be 86400 or less"));
        wanted.delay = std::chrono::seconds{*seconds};
    }
    return order(call, DeviceAttemptKind::configure_auto_lock, DoorOrder::What::configure_auto_lock, wanted);
}

constexpr Route routes[] = {
    {"/locks/lock_door", verbs::create, door_parameters, one_attempt, "Locks the door from afar.", lock_door},
    {"/locks/unlock_door", verbs::create, door_parameters, one_attempt, "Unlocks the door from afar.", unlock_door},
    {"/locks/configure_auto_lock", verbs::create, auto_lock_parameters, one_attempt,
     "Whether the door locks itself after it was opened, and when.", configure_auto_lock},
};

}  // namespace

std::span<Route const> lock_routes() { return routes; }

}  // namespace lockstep::api
