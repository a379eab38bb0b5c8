// /access_codes/create, /update, /delete: requests become commands to the engine.
#include <algorithm>

#include "api/common_key.hpp"
#include "api/lookup.hpp"
#include "api/render/access_code.hpp"
#include "api/render/action_attempt.hpp"
#include "api/routes.hpp"
#include "api/routes/access_code_commands.hpp"

namespace lockstep::api {

namespace {

constexpr std::string_view types[] = {"ongoing", "time_bound"};
constexpr std::string_view roundings[] = {"1hour", "1h", "1day", "1d"};

constexpr Parameter create_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "name"},
    {.name = "code", .kind = ParameterKind::pin, .about = "The PIN; without it one is drawn."},
    {.name = "starts_at", .kind = ParameterKind::instant},
    {.name = "ends_at", .kind = ParameterKind::instant},
    {.name = "common_code_key", .about = "Codes with one key have one PIN."},
    {.name = "preferred_code_length", .kind = ParameterKind::number, .least = 1, .about = "Of a PIN that is drawn."},
    {.name = "prefer_native_scheduling", .kind = ParameterKind::flag},
    {.name = "allow_external_modification", .kind = ParameterKind::flag},
    {.name = "is_external_modification_allowed", .kind = ParameterKind::flag},
    {.name = "attempt_for_offline_device", .kind = ParameterKind::flag},
    {.name = "use_backup_access_code_pool", .kind = ParameterKind::flag},
    {.name = "is_offline_access_code",
     .kind = ParameterKind::flag,
     .about = "The lock works the PIN out by itself; it can be neither changed nor taken back."},
    {.name = "use_offline_access_code", .kind = ParameterKind::flag, .about = "The same, by its older name."},
    {.name = "is_one_time_use", .kind = ParameterKind::flag, .about = "Of an offline code: it opens once."},
    {.name = "max_time_rounding",
     .kind = ParameterKind::choice,
     .choices = roundings,
     .about = "How far the window of an offline code may be widened: by an hour, without a word, or by a day."},
    {.name = "sync", .kind = ParameterKind::flag},
};
constexpr Parameter update_parameters[] = {
    {.name = "access_code_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "device_id", .kind = ParameterKind::uuid, .about = "If given, the code has to be on this device."},
    {.name = "name", .null_means = NullMeans::null, .about = "Null takes the name away."},
    {.name = "code", .kind = ParameterKind::pin},
    bound_parameter("starts_at"),
    bound_parameter("ends_at"),
    {.name = "type", .kind = ParameterKind::choice, .choices = types, .about = "`ongoing` drops both bounds."},
    {.name = "is_managed", .kind = ParameterKind::flag},
    {.name = "preferred_code_length", .kind = ParameterKind::number, .least = 1},
    {.name = "prefer_native_scheduling", .kind = ParameterKind::flag},
    {.name = "allow_external_modification", .kind = ParameterKind::flag},
    {.name = "is_external_modification_allowed", .kind = ParameterKind::flag},
    {.name = "attempt_for_offline_device", .kind = ParameterKind::flag},
    {.name = "use_backup_access_code_pool", .kind = ParameterKind::flag},
    {.name = "is_offline_access_code", .kind = ParameterKind::flag},
    {.name = "use_offline_access_code", .kind = ParameterKind::flag},
    {.name = "is_one_time_use", .kind = ParameterKind::flag},
    {.name = "max_time_rounding", .kind = ParameterKind::choice, .choices = roundings},
    {.name = "sync", .kind = ParameterKind::flag},
};
constexpr Parameter delete_parameters[] = {
    {.name = "access_code_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "device_id", .kind = ParameterKind::uuid, .about = "If given, the code has to be on this device."},
    {.name = "sync", .kind = ParameterKind::flag},
};
constexpr std::string_view code_and_attempt[] = {"access_code", "action_attempt"};
constexpr std::string_view attempt_only[] = {"action_attempt"};
constexpr std::size_t bytes_of_an_answer = 1400;  // about

Json code_answer(Call& call, engine::CommandReply const& reply) {
    auto const view = call.view();
    auto& text = call.written;
    text.reserve(bytes_of_an_answer);
    text += '{';
    if (call.engine.exists(reply.code)) {
        text += R"("access_code":)";
        add_access_code(text, view, reply.code);
        text += ',';
    }
    text += R"("action_attempt":)";
    add_action_attempt(text, view, reply.attempt);
    text += ',';
    return Json::object();
}

Outcome<Json> create(Call& call) {
    auto wanted = new_code(call.arguments, call.now);
    if (!wanted) return failure(wanted.error());
    auto& command = *wanted;
    if (auto refusal = make_offline(call.arguments, command)) return failure(std::move(*refusal));
    auto const device = find_device(call.view(), *call.arguments.uuid("device_id"));
    if (!device) return failure(device.error());
    command.device = *device;
    command.common_key = scoped_common_key(call.caller.workspace, call.arguments.text("common_code_key").value_or(""));
    if (call.caller.session && !command.common_key.empty())
        return failure(
            invalid("common_code_key", "is not for client sessions, who may not see all codes that have it"));
    if (auto refusal = backup_problem(call, command)) return failure(std::move(*refusal));

    auto const reply = call.engine.create(command, call.now, call.effects);
    if (!reply.ok()) return failure(problem_of(reply, &call.engine.capabilities(*device)));
    return code_answer(call, reply);
}

// A code named by its id and, if given, by its device.
Outcome<engine::CodeId> named_code(Call& call) {
    auto const view = call.view();
    auto const code = find_code(view, *call.arguments.uuid("access_code_id"));
    if (!code) return code;
    auto const device = call.arguments.uuid("device_id");
    if (device && view.identity.device(view.engine.record(*code).device) != *device)
        return failure(problem(ProblemType::access_code_not_found, "No such access code on this device."));
    return code;
}

// `type: ongoing` drops both bounds, so it cannot come with one.
std::optional<Problem> type_problem(Arguments const& arguments) {
    if (arguments.text("type") != "ongoing") return std::nullopt;
    for (auto const* const name : {"starts_at", "ends_at"})
        if (arguments.instant(name)) return invalid(name, "contradicts type `ongoing`");
    return std::nullopt;
}

// The code stays on its device, and nobody looks after it any more.
Outcome<Json> release(Call& call, engine::CodeId code) {
    for (auto const* const name : {"code", "name", "starts_at", "ends_at", "type"})
        if (call.arguments.has(name)) return failure(invalid("is_managed", "`false` comes without other changes"));
    auto const device = call.engine.record(code).device;
    auto const reply = call.engine.release({code}, call.now, call.effects);
    if (!reply.ok()) return failure(refusal_on(call, reply, device));
    return Json::object({{"action_attempt", action_attempt(call.view(), reply.attempt)}});
}

// Who sees only some of the codes that share a PIN cannot give all of them another one.
bool is_shared_out_of_sight(Call& call, engine::CodeId code) {
    if (!call.caller.session) return false;
    auto const view = call.view();
    auto const sharers = call.engine.slots_with_key(call.engine.cold(code).common_key);
    return std::any_of(sharers.begin(), sharers.end(), [&](std::uint32_t slot) {
        return !view.sees(call.engine.record(call.engine.id_at(slot)).device);
    });
}

// A code is of the kind as which it was created.
std::optional<Problem> kind_problem(Call& call, engine::CodeId code) {
    auto const& record = call.engine.record(code);
    for (auto const* const name : {"is_offline_access_code", "use_offline_access_code"})
        if (auto const flag = call.arguments.flag(name); flag && *flag != record.offline)
            return invalid(name, "cannot be changed");
    if (auto const flag = call.arguments.flag("is_one_time_use"); flag && *flag != record.one_time)
        return invalid("is_one_time_use", "cannot be changed");
    return std::nullopt;
}

Outcome<Json> update(Call& call) {
    auto const& arguments = call.arguments;
    auto const external = external_modification(arguments);
    if (!external) return failure(external.error());
    auto changes = window_changes(arguments);
    if (!changes) return failure(changes.error());
    if (auto refusal = type_problem(arguments)) return failure(std::move(*refusal));
    auto const code = named_code(call);
    if (!code) return failure(code.error());
    if (auto refusal = kind_problem(call, *code)) return failure(std::move(*refusal));
    if (arguments.flag("is_managed") == false) return release(call, *code);

    auto command = *changes;
    command.make_ongoing = arguments.text("type") == "ongoing";
    auto const& record = call.engine.record(*code);
    if (arguments.text("type") == "time_bound" && !command.starts && !command.ends && !record.window.bounded())
        return failure(invalid("type", "`time_bound` needs starts_at or ends_at"));
    command.code = *code;
    command.pin = arguments.pin("code");
    if (command.pin && *command.pin != record.pin && is_shared_out_of_sight(call, *code))
        return failure(invalid("code", "is the PIN of other codes too, which this client session does not see"));
    command.name = arguments.is_null("name") ? std::string{} : arguments.text("name");
    command.allow_external_modification = *external;
    command.prefer_native_scheduling = arguments.flag("prefer_native_scheduling");
    command.use_backup_pool = arguments.flag("use_backup_access_code_pool");

    auto const device = record.device;
    auto const reply = call.engine.update(command, call.now, call.effects);
    if (!reply.ok()) return failure(refusal_on(call, reply, device));
    return code_answer(call, reply);
}

Outcome<Json> remove(Call& call) {
    auto const code = named_code(call);
    if (!code) return failure(code.error());
    auto const reply = call.engine.remove({.code = *code}, call.now, call.effects);
    if (!reply.ok()) return failure(problem_of(reply, nullptr));
    return Json::object({{"action_attempt", action_attempt(call.view(), reply.attempt)}});
}

constexpr Route routes[] = {
    {"/access_codes/create", verbs::create, create_parameters, code_and_attempt,
     "Keeps a PIN on a device, for a window or until it is deleted.", create},
    {"/access_codes/update", verbs::update, update_parameters, code_and_attempt,
     "Changes what is given; the rest stays.", update},
    {"/access_codes/delete", verbs::remove, delete_parameters, attempt_only,
     "Takes the code off its device, then forgets it.", remove},
};

}  // namespace

std::span<Route const> access_code_writing_routes() { return routes; }

}  // namespace lockstep::api
