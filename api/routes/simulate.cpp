// /.../simulate: hands in the simulated world, for tests of whatever stands on this API.
#include "api/lookup.hpp"
#include "api/render/access_code.hpp"
#include "api/render/action_attempt.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr Parameter device_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr Parameter subscription_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "is_expired", .kind = ParameterKind::flag, .need = Need::required},
};
constexpr Parameter account_parameters[] = {
    {.name = "connected_account_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr Parameter stranger_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "name", .need = Need::required},
    {.name = "code", .kind = ParameterKind::pin, .need = Need::required, .about = "The PIN: 4 to 8 digits."},
};
constexpr Parameter entry_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "code", .need = Need::required, .about = "The digits that somebody types."},
};
constexpr std::string_view one_code[] = {"access_code"};
constexpr std::string_view one_attempt[] = {"action_attempt"};

constexpr std::size_t strange_pin_digits_max = 8;
constexpr std::size_t typed_digits_max = 20;

Outcome<Simulation*> simulation_of(Call const& call) {
    if (call.simulation != nullptr) return call.simulation;
    return failure(problem(ProblemType::no_simulation, "There is no simulated world behind this API."));
}

// The device that a simulation is about, which has to be there for its vendor too.
Outcome<engine::DeviceId> device_of(Call const& call) {
    if (auto const simulation = simulation_of(call); !simulation) return failure(simulation.error());
    auto const device = find_device(call.view(), *call.arguments.uuid("device_id"));
    if (device && call.engine.device(*device).removed)
        return failure(problem(ProblemType::device_type_not_supported, "The device was removed from its account."));
    return device;
}

Outcome<Json> set_link(Call& call, bool online) {
    auto const device = device_of(call);
    if (!device) return failure(device.error());
    if (online) call.memory.set_hub_gone(*device, std::nullopt);
    call.simulation->set_online(*device, online);
    return Json::object();
}
Outcome<Json> connect(Call& call) { return set_link(call, true); }
Outcome<Json> disconnect(Call& call) { return set_link(call, false); }

Outcome<Json> set_hub(Call& call, bool online) {
    auto const device = device_of(call);
    if (!device) return failure(device.error());
    if (!call.directory.entry(*device).has_hub)
        return failure(problem(ProblemType::device_type_not_supported, "This device has no hub."));
    if (online || !call.memory.notes(*device).hub_gone_since)
        call.memory.set_hub_gone(*device, online ? std::nullopt : std::optional{call.now});
    call.simulation->set_online(*device, online);
    return Json::object();
}
Outcome<Json> connect_hub(Call& call) { return set_hub(call, true); }
Outcome<Json> disconnect_hub(Call& call) { return set_hub(call, false); }

Outcome<Json> remove(Call& call) {
    auto const device = device_of(call);
    if (!device) return failure(device.error());
    call.simulation->remove_device(*device);
    return Json::object();
}

Outcome<Json> subscribe(Call& call) {
    auto const device = device_of(call);
    if (!device) return failure(device.error());
    call.memory.set_subscription_expired(*device, *call.arguments.flag("is_expired"), call.now, call.engine,
                                         call.directory);
    return Json::object();
}

Outcome<Json> set_account(Call& call, bool connected) {
    auto const simulation = simulation_of(call);
    if (!simulation) return failure(simulation.error());
    auto const account = find_account(call.view(), *call.arguments.uuid("connected_account_id"));
    if (!account) return failure(account.error());
    (*simulation)->set_connected(*account, connected);
    return Json::object();
}
Outcome<Json> connect_account(Call& call) { return set_account(call, true); }
Outcome<Json> disconnect_account(Call& call) { return set_account(call, false); }

Outcome<Json> create_stranger(Call& call) {
    auto const pin = *call.arguments.pin("code");
    if (pin.size() > strange_pin_digits_max)
        return failure(invalid("code", "must have 4 to 8 digits and nothing else"));
    auto const device = device_of(call);
    if (!device) return failure(device.error());
    auto const added = call.simulation->add_code(*device, pin, *call.arguments.text("name"));
    if (!added)
        return failure(added.error() == NotAdded::no_room
                           ? problem(ProblemType::no_space_for_access_code_on_device,
                                     "Every slot of the device is taken; delete a code first.")
                           : problem(ProblemType::device_offline,
                                     "The code is on the device, but its vendor cannot be asked about it now."));
    call.engine.stranger_seen(*device, *added, call.now, call.effects);
    auto const& unmanaged = call.engine.device(*device).unmanaged;
    for (std::size_t at = 0; at < unmanaged.size(); ++at)
        if (unmanaged[at].vendor_ref == added->vendor_ref)
            return Json::object({{"access_code", unmanaged_access_code(call.view(), {*device, at})}});
    return failure(problem(ProblemType::access_code_not_found, "The code is gone again."));
}

// An attempt that has ended well by the time it is answered.
Json ended(Call& call, DeviceAttemptId attempt, std::optional<DoorNews> const& news) {
    if (news) call.memory.hear(*news, call.now, call.engine, call.directory);
    call.memory.end(attempt, std::nullopt, call.now, call.engine, call.directory);
    return Json::object({{"action_attempt", action_attempt(call.view(), attempt)}});
}

Outcome<Json> enter_code(Call& call) {
    auto const code = *call.arguments.text("code");
    if (code.empty() || code.size() > typed_digits_max || code.find_first_not_of("0123456789") != std::string::npos)
        return failure(invalid("code", "must have 1 to 20 digits and nothing else"));
    auto const device = device_of(call);
    if (!device) return failure(device.error());
    auto const attempt =
        call.memory.begin({.kind = DeviceAttemptKind::simulate_keypad_code_entry, .device = *device, .failure = {}});
    return ended(call, attempt, call.simulation->press(*device, code, attempt));
}

Outcome<Json> lock_by_hand(Call& call) {
    auto const device = device_of(call);
    if (!device) return failure(device.error());
    auto const attempt = call.memory.begin(
        {.kind = DeviceAttemptKind::simulate_manual_lock_via_keypad, .device = *device, .failure = {}});
    return ended(call, attempt, call.simulation->lock_by_hand(*device, attempt));
}

constexpr Route routes[] = {
    {"/devices/simulate/connect", verbs::create, device_parameters, {}, "The device gets its link back.", connect},
    {"/devices/simulate/disconnect", verbs::create, device_parameters, {}, "The device loses its link.", disconnect},
    {"/devices/simulate/connect_to_hub",
     verbs::create,
     device_parameters,
     {},
     "The device's hub gets its link back.",
     connect_hub},
    {"/devices/simulate/disconnect_from_hub",
     verbs::create,
     device_parameters,
     {},
     "The device's hub loses its link.",
     disconnect_hub},
    {"/devices/simulate/remove",
     verbs::create,
     device_parameters,
     {},
     "Somebody takes the device out of its account in the vendor's app.",
     remove},
    {"/devices/simulate/paid_subscription",
     verbs::create,
     subscription_parameters,
     {},
     "What the vendor wants paid for the device is paid, or not.",
     subscribe},
    {"/connected_accounts/simulate/disconnect",
     verbs::create,
     account_parameters,
     {},
     "The vendor accepts the account's credentials no longer.",
     disconnect_account},
    {"/connected_accounts/simulate/reconnect",
     verbs::create,
     account_parameters,
     {},
     "The vendor accepts the account's credentials again.",
     connect_account},
    {"/access_codes/simulate/create_unmanaged_access_code", verbs::create, stranger_parameters, one_code,
     "Somebody adds a code in the vendor's app.", create_stranger},
    {"/locks/simulate/keypad_code_entry", verbs::create, entry_parameters, one_attempt,
     "Somebody types a PIN at the door.", enter_code},
    {"/locks/simulate/manual_lock_via_keypad", verbs::create, device_parameters, one_attempt,
     "Somebody locks the door at its keypad.", lock_by_hand},
};

}  // namespace

std::span<Route const> simulate_routes() { return routes; }

}  // namespace lockstep::api
