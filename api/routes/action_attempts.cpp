// /action_attempts: what became of a request.
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

Outcome<Json> get(Call& call) {
    auto const attempt = find_attempt(call.view(), *call.arguments.uuid("action_attempt_id"));
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

    PageFill fill{*page};
    Json attempts = Json::array();
    for (auto at = page->from; at < wanted.size() && !fill.full(); ++at) {
        engine::AttemptId const id{static_cast<std::uint32_t>(at)};
        if (!wanted[at] || (device && view.engine.attempt(id).device != device)) continue;
        if (fill.takes(at)) attempts.push_back(action_attempt(view, id));
    }
    return Json::object({{"action_attempts", std::move(attempts)}, {"pagination", fill.pagination()}});
}

constexpr Route routes[] = {
    {"/action_attempts/get", verbs::read, get_parameters, one, "How one action attempt stands.", get},
    {"/action_attempts/list", verbs::read, list_parameters, many, "Action attempts, oldest first.", list},
};

}  // namespace

std::span<Route const> action_attempt_routes() { return routes; }

}  // namespace lockstep::api
