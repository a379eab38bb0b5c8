// /action_attempts: what became of a request.
#include <algorithm>
#include <map>

#include "api/lookup.hpp"
#include "api/page.hpp"
#include "api/render/action_attempt.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t limit_default = 500;
// In a listing, attempts at devices come behind all attempts at codes: nobody knows which of two was first.
constexpr std::uint64_t first_at_devices = std::uint64_t{1} << 32;

constexpr Parameter get_parameters[] = {
    {.name = "action_attempt_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr Parameter list_parameters[] = {
    {.name = "action_attempt_ids", .kind = ParameterKind::uuids, .about = "Only these; unknown ones are left out."},
    {.name = "device_id", .kind = ParameterKind::uuid, .about = "Only attempts at this device and its codes."},
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
    auto const view = call.view();
    auto const id = *call.arguments.uuid("action_attempt_id");
    if (auto reset = reset_called(call, id)) return Json::object({{"action_attempt", std::move(*reset)}});
    if (auto const at_device = find_device_attempt(view, id))
        return Json::object({{"action_attempt", action_attempt(view, *at_device)}});
    auto const attempt = find_attempt(view, id);
    if (!attempt) return failure(attempt.error());
    return Json::object({{"action_attempt", action_attempt(view, *attempt)}});
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

    auto const& at_devices = view.memory.device_attempts();
    std::vector<bool> wanted(view.engine.attempt_count(), !ids);
    std::vector<bool> wanted_at_devices(at_devices.size(), !ids);
    for (auto const id : ids.value_or(std::vector<Uuid>{})) {
        if (auto const attempt = find_attempt(view, id)) wanted[attempt->value] = true;
        if (auto const attempt = find_device_attempt(view, id)) wanted_at_devices[attempt->value] = true;
    }

    constexpr std::uint64_t resets_from = std::uint64_t{1} << 63;  // their positions lie behind all others
    std::map<std::uint64_t, Json> resets;
    if (!device)
        for (auto const id : ids.value_or(std::vector<Uuid>{}))
            if (auto reset = reset_called(call, id))
                resets.emplace(resets_from + *call.identity.as_sandbox_reset(id), std::move(*reset));

    PageFill fill{*page};
    Json attempts = Json::array();
    auto const offer = [&](auto id, std::uint64_t position, engine::DeviceId its_device) {
        if (!view.sees(its_device) || (device && its_device != device)) return;
        if (fill.takes(position)) attempts.push_back(action_attempt(view, id));
    };
    for (auto at = page->from; at < wanted.size() && !fill.full(); ++at) {
        engine::AttemptId const id{static_cast<std::uint32_t>(at)};
        if (wanted[at]) offer(id, at, view.engine.attempt(id).device);
    }
    for (auto at = std::max(page->from, first_at_devices) - first_at_devices;
         at < wanted_at_devices.size() && !fill.full(); ++at) {
        DeviceAttemptId const id{static_cast<std::uint32_t>(at)};
        if (wanted_at_devices[at]) offer(id, first_at_devices + at, at_devices[id].device);
    }
    for (auto const& [position, reset] : resets)
        if (fill.takes(position)) attempts.push_back(reset);
    return Json::object({{"action_attempts", std::move(attempts)}, {"pagination", fill.pagination()}});
}

constexpr Route routes[] = {
    {"/action_attempts/get", verbs::read, get_parameters, one, "How one action attempt stands.", get},
    {"/action_attempts/list", verbs::read, list_parameters, many,
     "Action attempts: those at codes, then those at devices, each oldest first.", list},
};

}  // namespace

std::span<Route const> action_attempt_routes() { return routes; }

}  // namespace lockstep::api
