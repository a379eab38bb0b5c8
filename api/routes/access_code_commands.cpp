#include "api/routes/access_code_commands.hpp"

#include <algorithm>
#include <string>

namespace lockstep::api {

namespace {

// What only the request can get wrong, before anything is looked up. Bounds that are not given do not count.
std::optional<Problem> problem_of_window(engine::Window const& window) {
    if (window.starts != always && window.ends <= window.starts)
        return problem_of({.error = engine::CommandError::window_ends_before_start}, nullptr);
    return std::nullopt;
}

}  // namespace

Outcome<std::optional<bool>> external_modification(Arguments const& arguments) {
    auto const older = arguments.flag("allow_external_modification");
    auto const newer = arguments.flag("is_external_modification_allowed");
    if (older && newer && *older != *newer)
        return failure(invalid("is_external_modification_allowed", "contradicts allow_external_modification"));
    return newer ? newer : older;
}

Outcome<engine::CreateCode> new_code(Arguments const& arguments, Instant now) {
    auto const external = external_modification(arguments);
    if (!external) return failure(external.error());
    engine::CreateCode command;
    command.window = {arguments.instant("starts_at").value_or(always), arguments.instant("ends_at").value_or(never)};
    if (auto refusal = problem_of_window(command.window)) return failure(std::move(*refusal));
    if (command.window.ends <= now)
        return failure(problem_of({.error = engine::CommandError::window_in_the_past}, nullptr));
    command.pin = arguments.pin("code");
    if (auto const length = arguments.number("preferred_code_length"))
        command.preferred_length = static_cast<std::uint32_t>(std::min<std::int64_t>(*length, 99));
    command.name = arguments.text("name").value_or("");
    command.prefer_native_scheduling = arguments.flag("prefer_native_scheduling").value_or(true);
    command.allow_external_modification = external->value_or(false);
    command.use_backup_pool = arguments.flag("use_backup_access_code_pool").value_or(false);
    command.attempt_for_offline_device = arguments.flag("attempt_for_offline_device").value_or(true);
    return command;
}

Outcome<engine::UpdateCode> window_changes(Arguments const& arguments) {
    engine::UpdateCode command;
    command.starts = arguments.is_null("starts_at") ? always : arguments.instant("starts_at");
    command.ends = arguments.is_null("ends_at") ? never : arguments.instant("ends_at");
    engine::Window const given{command.starts.value_or(always), command.ends.value_or(never)};
    if (auto refusal = problem_of_window(given)) return failure(std::move(*refusal));
    return command;
}

std::optional<Problem> make_offline(Arguments const& arguments, engine::CreateCode& command) {
    auto const older = arguments.flag("use_offline_access_code"), newer = arguments.flag("is_offline_access_code");
    if (older && newer && *older != *newer)
        return invalid("is_offline_access_code", "contradicts use_offline_access_code");
    command.offline = newer.value_or(older.value_or(false));
    command.one_time = arguments.flag("is_one_time_use").value_or(false);
    if (!command.offline)
        return command.one_time ? std::optional{invalid("is_one_time_use", "is only for offline access codes")}
                                : std::nullopt;
    auto const rounding = arguments.text("max_time_rounding").value_or("1h");
    if (rounding == "1d" || rounding == "1day") command.max_rounding = std::chrono::hours{24};
    for (auto const* const name : {"code", "preferred_code_length"})
        if (arguments.has(name)) return invalid(name, "is not for offline access codes: the lock works the PIN out");
    if (arguments.has("common_code_key"))
        return invalid("common_code_key", "is not for offline access codes: no two of them share a PIN");
    if (command.use_backup_pool) return invalid("use_backup_access_code_pool", "is not for offline access codes");
    return std::nullopt;
}

std::optional<Problem> backup_problem(Call& call, engine::CreateCode const& command) {
    if (!command.use_backup_pool || command.window.bounded()) return std::nullopt;
    auto const& capabilities = call.engine.capabilities(command.device);
    if (command.pin)
        if (auto const refusal = engine::refusal_of(*command.pin, capabilities.pins))
            return problem_of(
                {.error = refusal->length ? engine::CommandError::pin_length : engine::CommandError::pin_constraint,
                 .constraint = refusal->constraint},
                &capabilities);
    return problem_of({.error = engine::CommandError::not_time_bound}, &capabilities);
}

Problem refusal_on(Call& call, engine::CommandReply const& reply, engine::DeviceId asked) {
    bool const elsewhere = reply.device && reply.device != asked;
    auto const device = elsewhere ? reply.device : asked;
    auto refusal = problem_of(reply, call.engine.device_exists(device) ? &call.engine.capabilities(device) : nullptr);
    if (!elsewhere) return refusal;
    if (refusal.data.is_null()) refusal.data = Json::object();
    refusal.data["device_id"] = call.identity.device(device).text();
    return refusal;
}

}  // namespace lockstep::api
