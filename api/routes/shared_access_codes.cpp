// /access_codes/create_multiple, /update_multiple: codes on several devices that share one PIN.
#include <algorithm>

#include "api/common_key.hpp"
#include "api/lookup.hpp"
#include "api/render/access_code.hpp"
#include "api/routes.hpp"
#include "api/routes/access_code_commands.hpp"

namespace lockstep::api {

namespace {

constexpr std::string_view behaviours[] = {"throw", "create_random_code"};

constexpr std::string_view of_one_device = "False: a PIN that a lock works out by itself is no other's.";

constexpr Parameter create_parameters[] = {
    {.name = "device_ids", .kind = ParameterKind::uuids, .need = Need::required, .about = "A code on each."},
    {.name = "behavior_when_code_cannot_be_shared",
     .kind = ParameterKind::choice,
     .choices = behaviours,
     .about = "`throw`: no code at all; `create_random_code`: another PIN for the devices that cannot."},
    {.name = "name"},
    {.name = "code",
     .kind = ParameterKind::pin,
     .about = "The PIN; without it one is drawn, and a key links the codes."},
    {.name = "starts_at", .kind = ParameterKind::instant},
    {.name = "ends_at", .kind = ParameterKind::instant},
    {.name = "preferred_code_length", .kind = ParameterKind::number, .least = 1, .about = "Of a PIN that is drawn."},
    {.name = "prefer_native_scheduling", .kind = ParameterKind::flag},
    {.name = "allow_external_modification", .kind = ParameterKind::flag},
    {.name = "is_external_modification_allowed", .kind = ParameterKind::flag},
    {.name = "attempt_for_offline_device", .kind = ParameterKind::flag},
    {.name = "use_backup_access_code_pool", .kind = ParameterKind::flag},
    {.name = "is_offline_access_code", .kind = ParameterKind::flag, .about = of_one_device},
    {.name = "use_offline_access_code", .kind = ParameterKind::flag, .about = of_one_device},
    {.name = "is_one_time_use", .kind = ParameterKind::flag, .about = of_one_device},
};
constexpr Parameter update_parameters[] = {
    {.name = "common_code_key", .need = Need::required},
    {.name = "name", .null_means = NullMeans::null, .about = "Null takes the name away."},
    bound_parameter("starts_at"),
    bound_parameter("ends_at"),
};
constexpr std::string_view many[] = {"access_codes"};

Outcome<std::vector<engine::DeviceId>> named_devices(Call& call) {
    std::vector<engine::DeviceId> devices;
    auto const ids = call.arguments.uuids("device_ids").value_or(std::vector<Uuid>{});
    for (auto const id : ids) {
        auto const device = find_device(call.view(), id);
        if (!device) return failure(device.error());
        if (std::find(devices.begin(), devices.end(), *device) != devices.end())
            return failure(invalid("device_ids", "names a device twice"));
        devices.push_back(*device);
    }
    if (devices.empty()) return failure(invalid("device_ids", "names no device"));
    return devices;
}

// Codes that a lock works out by itself have nothing that they could share.
std::optional<Problem> offline_problem(Arguments const& arguments) {
    for (auto const* const name : {"is_offline_access_code", "use_offline_access_code", "is_one_time_use"})
        if (arguments.flag(name).value_or(false))
            return invalid(name, "is only for /access_codes/create: no two devices share an offline access code");
    return std::nullopt;
}

Outcome<Json> create_multiple(Call& call) {
    if (auto refusal = offline_problem(call.arguments)) return failure(std::move(*refusal));
    auto wanted = new_code(call.arguments, call.now);
    if (!wanted) return failure(wanted.error());
    auto devices = named_devices(call);
    if (!devices) return failure(devices.error());
    engine::CreateCodes command;
    command.each = std::move(*wanted);
    for (auto const device : *devices) {
        command.each.device = device;
        if (auto refusal = backup_problem(call, command.each)) return failure(std::move(*refusal));
    }
    command.devices = std::move(*devices);
    command.random_where_not_shared =
        call.arguments.text("behavior_when_code_cannot_be_shared") == "create_random_code";
    // A PIN that the caller chose is his to look after.
    if (!command.each.pin)
        command.each.common_key = scoped_common_key(
            call.caller.workspace,
            "auto_set_by_create_multiple_" + call.identity.common_key(call.engine.last_serial() + 1).text());

    auto const reply = call.engine.create(command, call.now, call.effects);
    if (!reply.ok()) return failure(refusal_on(call, reply.refusal, {}));
    Json codes = Json::array();
    for (auto const code : reply.codes)
        if (call.engine.exists(code)) codes.push_back(access_code(call.view(), code));
    return Json::object({{"access_codes", std::move(codes)}});
}

Outcome<Json> update_multiple(Call& call) {
    auto const& arguments = call.arguments;
    auto const changes = window_changes(arguments);
    if (!changes) return failure(changes.error());
    engine::UpdateCodes command;
    command.common_key = scoped_common_key(call.caller.workspace, *arguments.text("common_code_key"));
    command.name = arguments.is_null("name") ? std::string{} : arguments.text("name");
    command.starts = changes->starts;
    command.ends = changes->ends;
    auto const reply = call.engine.update(command, call.now, call.effects);
    if (reply.refusal.error == engine::CommandError::code_not_found)
        return failure(problem(ProblemType::access_code_not_found, "No access code has this common_code_key."));
    if (!reply.ok()) return failure(refusal_on(call, reply.refusal, {}));
    return Json::object();
}

constexpr Route routes[] = {
    {"/access_codes/create_multiple",
     verbs::create_many,
     create_parameters,
     many,
     "Keeps one PIN on several devices.",
     create_multiple,
     audience::all,
     {.repeatable = true}},
    {"/access_codes/update_multiple",
     verbs::update,
     update_parameters,
     {},
     "Changes all access codes with one common_code_key.",
     update_multiple,
     audience::servers},
};

}  // namespace

std::span<Route const> shared_access_code_routes() { return routes; }

}  // namespace lockstep::api
