// /access_codes/unmanaged: codes that somebody else put onto a device. Seen, never touched.
#include "api/lookup.hpp"
#include "api/page.hpp"
#include "api/render/access_code.hpp"
#include "api/routes.hpp"
#include "api/text_match.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t limit_default = 55'000;

constexpr Parameter get_parameters[] = {
    {.name = "access_code_id", .kind = ParameterKind::uuid},
    {.name = "device_id", .kind = ParameterKind::uuid, .about = "Together with `code`, instead of the id."},
    {.name = "code"},
};
constexpr Parameter list_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "search", .about = "Part of the name, the PIN or the id."},
    {.name = "user_identifier_key"},
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
    {.name = "page_cursor"},
};
constexpr std::string_view one[] = {"access_code"};
constexpr std::string_view many[] = {"access_codes", "pagination"};

Outcome<UnmanagedPlace> wanted_code(Call& call) {
    auto const view = call.view();
    if (auto const id = call.arguments.uuid("access_code_id")) return find_unmanaged_code(view, *id);
    auto const device_id = call.arguments.uuid("device_id");
    auto const code = call.arguments.text("code");
    if (!device_id || !code) return failure(invalid("", "access_code_id, or both device_id and code, is required"));
    auto const device = find_device(view, *device_id);
    if (!device) return failure(device.error());
    auto const& unmanaged = view.engine.device(*device).unmanaged;
    for (std::size_t index = 0; index < unmanaged.size(); ++index)
        if (unmanaged[index].record.pin.text() == *code) return UnmanagedPlace{*device, index};
    return failure(problem(ProblemType::access_code_not_found, "No such access code."));
}

Outcome<Json> get(Call& call) {
    auto const place = wanted_code(call);
    if (!place) return failure(place.error());
    return Json::object({{"access_code", unmanaged_access_code(call.view(), *place)}});
}

Outcome<Json> list(Call& call) {
    auto const view = call.view();
    auto const page = Page::of(call.arguments, call.path, limit_default);
    if (!page) return failure(page.error());
    auto const device = find_device(view, *call.arguments.uuid("device_id"));
    if (!device) return failure(device.error());
    auto const search = call.arguments.text("search").value_or("");

    // Positions are places in the device's list: one that vanishes between two pages moves those behind it.
    PageFill fill{*page};
    Json codes = Json::array();
    auto const& unmanaged = view.engine.device(*device).unmanaged;
    for (auto at = page->from; at < unmanaged.size() && !fill.full(); ++at) {
        auto const& code = unmanaged[at];
        UnmanagedRef const ref{*device, hash_of_vendor_ref(code.vendor_ref)};
        bool const found = contains_ignoring_case(code.record.name, search) ||
                           contains_ignoring_case(code.record.pin.text(), search) ||
                           contains_ignoring_case(view.identity.unmanaged_code(ref).text(), search);
        if (!found || call.arguments.has("user_identifier_key")) continue;
        if (fill.takes(at)) codes.push_back(unmanaged_access_code(view, {*device, at}));
    }
    return Json::object({{"access_codes", std::move(codes)}, {"pagination", fill.pagination()}});
}

constexpr Route routes[] = {
    {"/access_codes/unmanaged/get", verbs::read, get_parameters, one, "One code that is not ours.", get},
    {"/access_codes/unmanaged/list", verbs::read, list_parameters, many, "A device's codes that are not ours.", list},
};

}  // namespace

std::span<Route const> unmanaged_access_code_routes() { return routes; }

}  // namespace lockstep::api
