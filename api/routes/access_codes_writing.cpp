// /access_codes/create, /update, /delete: requests become commands to the engine.
#include <algorithm>

#include "api/lookup.hpp"
#include "api/render/access_code.hpp"
#include "api/render/action_attempt.hpp"
#include "api/routes.hpp"

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
    {.name = "is_offline_access_code", .kind = ParameterKind::flag},
    {.name = "use_offline_access_code", .kind = ParameterKind::flag},
    {.name = "is_one_time_use", .kind = ParameterKind::flag},
    {.name = "max_time_rounding", .kind = ParameterKind::choice, .choices = roundings},
    {.name = "sync", .kind = ParameterKind::flag},
};
constexpr Parameter update_parameters[] = {
    {.name = "access_code_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "device_id", .kind = ParameterKind::uuid, .about = "If given, the code has to be on this device."},
    {.name = "name", .null_means = NullMeans::null, .about = "Null takes the name away."},
    {.name = "code", .kind = ParameterKind::pin},
    {.name = "starts_at",
     .kind = ParameterKind::instant,
     .null_means = NullMeans::null,
     .about = "Null drops the bound."},
    {.name = "ends_at",
     .kind = ParameterKind::instant,
     .null_means = NullMeans::null,
     .about = "Null drops the bound."},
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

// Two spellings of one flag.
Outcome<std::optional<bool>> external_modification(Arguments const& arguments) {
    auto const older = arguments.flag("allow_external_modification");
    auto const newer = arguments.flag("is_external_modification_allowed");
    if (older && newer && *older != *newer)
        return failure(invalid("is_external_modification_allowed", "contradicts allow_external_modification"));
    return newer ? newer : older;
}

// What only the request can get wrong, before anything is looked up. Bounds that are not given do not count.
std::optional<Problem> window_problem(engine::Window const& window) {
    if (window.starts != always && window.ends <= window.starts)
        return problem_of({.error = engine::CommandError::window_ends_before_start}, nullptr);
    return std::nullopt;
}

std::optional<Problem> unsupported_kind(Arguments const& arguments) {
    for (auto const* const name : {"is_offline_access_code", "use_offline_access_code", "is_one_time_use"})
        if (arguments.flag(name).value_or(false))
            return problem(ProblemType::device_type_not_supported,
                           std::string{"This device cannot program codes with `"} + name + "`.");
    return std::nullopt;
}

// The backup pool is for codes with a window. Complaints about the PIN come first.
std::optional<Problem> backup_problem(Call& call, engine::CreateCode const& command) {
    if (!call.arguments.flag("use_backup_access_code_pool").value_or(false) || command.window.bounded())
        return std::nullopt;
    auto const& capabilities = call.engine.capabilities(command.device);
    if (command.pin)
        if (auto const refusal = engine::refusal_of(*command.pin, capabilities.pins))
            return problem_of(
                {.error = refusal->length ? engine::CommandError::pin_length : engine::CommandError::pin_constraint,
                 .constraint = refusal->constraint},
                &capabilities);
    return problem(ProblemType::access_code_not_time_bound,
                   "The backup pool is only for access codes with starts_at and ends_at.");
}

// A code that joins a common key takes over the PIN of those who have it.
std::optional<Problem> join_common_key(Call& call, engine::CreateCode& command) {
    auto const key = call.arguments.text("common_code_key");
    if (!key || key->empty()) return std::nullopt;
    auto const known = call.memory.code_with_key(*key);
    if (!call.engine.exists(known)) return std::nullopt;
    auto const pin = call.engine.record(known).pin;
    if (command.pin && *command.pin != pin)
        return invalid("code", "is not the PIN of the other codes with this common_code_key");
    command.pin = pin;
    return std::nullopt;
}

Json code_answer(Call& call, engine::CommandReply const& reply) {
    Json answer = Json::object();
    if (call.engine.exists(reply.code)) answer["access_code"] = access_code(call.view(), reply.code);
    answer["action_attempt"] = action_attempt(call.view(), reply.attempt);
    return answer;
}

Outcome<Json> create(Call& call) {
    auto const& arguments = call.arguments;
    auto const external = external_modification(arguments);
    if (!external) return failure(external.error());
    engine::CreateCode command;
    command.window = {arguments.instant("starts_at").value_or(always), arguments.instant("ends_at").value_or(never)};
    if (auto refusal = window_problem(command.window)) return failure(std::move(*refusal));
    if (command.window.ends <= call.now)
        return failure(problem_of({.error = engine::CommandError::window_in_the_past}, nullptr));
    auto const device = find_device(call.view(), *arguments.uuid("device_id"));
    if (!device) return failure(device.error());
    if (auto refusal = unsupported_kind(arguments)) return failure(std::move(*refusal));

    command.device = *device;
    command.pin = arguments.pin("code");
    if (auto const length = arguments.number("preferred_code_length"))
        command.preferred_length = static_cast<std::uint32_t>(std::min<std::int64_t>(*length, 99));
    command.name = arguments.text("name").value_or("");
    command.prefer_native_scheduling = arguments.flag("prefer_native_scheduling").value_or(true);
    command.allow_external_modification = external->value_or(false);
    command.attempt_for_offline_device = arguments.flag("attempt_for_offline_device").value_or(true);
    if (auto refusal = join_common_key(call, command)) return failure(std::move(*refusal));
    if (auto refusal = backup_problem(call, command)) return failure(std::move(*refusal));

    auto const reply = call.engine.create(command, call.now, call.effects);
    if (!reply.ok()) return failure(problem_of(reply, &call.engine.capabilities(*device)));
    if (auto key = arguments.text("common_code_key"); key && !key->empty())
        call.memory.set_common_code_key(reply.code, std::move(*key));
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

// Which bounds change, and how. Null drops a bound; so does `type: ongoing` with both.
Outcome<engine::UpdateCode> window_changes(Arguments const& arguments) {
    engine::UpdateCode command;
    command.starts = arguments.is_null("starts_at") ? always : arguments.instant("starts_at");
    command.ends = arguments.is_null("ends_at") ? never : arguments.instant("ends_at");
    if (arguments.text("type") == "ongoing") {
        for (auto const* const name : {"starts_at", "ends_at"})
            if (arguments.instant(name)) return failure(invalid(name, "contradicts type `ongoing`"));
        command.make_ongoing = true;
    }
    engine::Window const given{command.starts.value_or(always), command.ends.value_or(never)};
    if (auto refusal = window_problem(given)) return failure(std::move(*refusal));
    return command;
}

Outcome<Json> update(Call& call) {
    auto const& arguments = call.arguments;
    auto const external = external_modification(arguments);
    if (!external) return failure(external.error());
    auto changes = window_changes(arguments);
    if (!changes) return failure(changes.error());
    auto const code = named_code(call);
    if (!code) return failure(code.error());
    if (auto refusal = unsupported_kind(arguments)) return failure(std::move(*refusal));
    if (arguments.flag("is_managed") == false)
        return failure(invalid("is_managed", "access codes cannot be handed back to their provider"));

    auto command = *changes;
    auto const& record = call.engine.record(*code);
    if (arguments.text("type") == "time_bound" && !command.starts && !command.ends && !record.window.bounded())
        return failure(invalid("type", "`time_bound` needs starts_at or ends_at"));
    command.code = *code;
    command.pin = arguments.pin("code");
    command.name = arguments.is_null("name") ? std::string{} : arguments.text("name");
    command.allow_external_modification = *external;
    command.prefer_native_scheduling = arguments.flag("prefer_native_scheduling");
    if (command.pin && *command.pin != record.pin && call.memory.shares_key(*code))
        return failure(invalid("code", "is shared with other access codes through common_code_key"));

    auto const device = record.device;
    auto const reply = call.engine.update(command, call.now, call.effects);
    if (!reply.ok()) return failure(problem_of(reply, &call.engine.capabilities(device)));
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
