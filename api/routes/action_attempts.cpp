// /action_attempts: what became of a request.
#include <map>

#include "api/lookup.hpp"
#include "api/page.hpp"
#include "api/render/action_attempt.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t limit_default = 500;

constexpr Parameter get_parameters[] = {
    {.name = "action_attempt_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr Parameter list_parameters[] = {
    {.name = "action_attempt_ids", .kind = ParameterKind::uuids, .about = "Only these; unknown ones are left out."},
    {.name = "device_id", .kind = ParameterKind::uuid, .about = "Only attempts about codes on this device."},
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
    {.name = "page_cursor"},
};
constexpr std::string_view one[] = {"action_attempt"};
constexpr std::string_view many[] = {"action_attempts", "pagination"};

// Of what the engine knows nothing: resets of the workspace.
std::optional<Json> reset_called(Call const& call, Uuid uuid) {
    auto const number = call.identity.as_sandbox_reset(uuid);
    auto const* const reset = number ? call.access.resets().find(*number, call.caller.workspace) : nullptr;
    if (reset == nullptr || call.caller.session) return std::nullopt;
    return sandbox_reset(call.view(), *reset, *number);
}

Outcome<Json> get(Call& call) {
    auto const id = *call.arguments.uuid("action_attempt_id");
    if (auto reset = reset_called(call, id)) return Json::object({{"action_attempt", std::move(*reset)}});
    auto const attempt = find_attempt(call.view(), id);
    if (!attempt) return failure(attempt.error());
    return Json::object({{"action_attempt", action_attempt(call.view(), *attempt)}});
}

Outcome<Json> list(Call& call) {
    auto const view = call.view();
    auto const page = Page::of(call.arguments, call.path, limit_default);
    if (!page) return failure(page.error());
    auto const ids = call.arguments.uuids("action_attempt_ids");
    auto const device_id = call.arguments.uuid("device_id");
    if (!ids && !device_id) return failure(invalid("", "action_attempt_ids or device_id is required"));
    engine::DeviceId device;
    if (device_id) {
        auto const found = find_device(view, *device_id);
        if (!found) return failure(found.error());
        device = *found;
    }

    std::vector<bool> wanted(view.engine.attempt_count(), !ids);
    for (auto const id : ids.value_or(std::vector<Uuid>{}))
        if (auto const attempt = find_attempt(view, id)) wanted[attempt->value] = true;

    constexpr std::uint64_t resets_from = std::uint64_t{1} << 63;  // their positions lie behind all others
    std::map<std::uint64_t, Json> resets;
    if (!device)
        for (auto const id : ids.value_or(std::vector<Uuid>{}))
            if (auto reset = reset_called(call, id))
                resets.emplace(resets_from + *call.identity.as_sandbox_reset(id), std::move(*reset));

    PageFill fill{*page};
    Json attempts = Json::array();
    for (auto at = page->from; at < wanted.size() && !fill.full(); ++at) {
        engine::AttemptId const id{static_cast<std::uint32_t>(at)};
        auto const owner = view.engine.attempt(id).device;
        if (!wanted[at] || !view.sees(owner) || (device && owner != device)) continue;
        if (fill.takes(at)) attempts.push_back(action_attempt(view, id));
    }
    for (auto const& [position, reset] : resets)
        if (fill.takes(position)) attempts.push_back(reset);
    return Json::object({{"action_attempts", std::move(attempts)}, {"pagination", fill.pagination()}});
}

constexpr Route routes[] = {
    {"/action_attempts/get", verbs::read, get_parameters, one, "How one action attempt stands.", get},
    {"/action_attempts/list", verbs::read, list_parameters, many, "Action attempts, oldest first.", list},
};

}  // namespace

std::span<Route const> action_attempt_routes() { return routes; }

}  // namespace lockstep::api
