// /access_codes/unmanaged: codes that somebody else put onto a device. Seen, and on demand taken over or taken off.
#include <algorithm>
#include <tuple>

#include "api/lookup.hpp"
#include "api/page.hpp"
#include "api/render/access_code.hpp"
#include "api/render/action_attempt.hpp"
#include "api/routes.hpp"
#include "api/routes/access_code_commands.hpp"
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
constexpr Parameter convert_parameters[] = {
    {.name = "access_code_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "allow_external_modification", .kind = ParameterKind::flag},
    {.name = "is_external_modification_allowed", .kind = ParameterKind::flag},
    {.name = "force", .kind = ParameterKind::flag, .about = "No workspace here has a code that another could take."},
    {.name = "sync", .kind = ParameterKind::flag},
};
constexpr Parameter update_parameters[] = {
    {.name = "access_code_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "is_managed", .kind = ParameterKind::flag, .need = Need::required},
    {.name = "allow_external_modification", .kind = ParameterKind::flag},
    {.name = "is_external_modification_allowed", .kind = ParameterKind::flag},
    {.name = "force", .kind = ParameterKind::flag, .about = "As for convert_to_managed."},
};
constexpr Parameter delete_parameters[] = {
    {.name = "access_code_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "sync", .kind = ParameterKind::flag},
};
constexpr std::string_view attempt_only[] = {"action_attempt"};
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
    auto const pin = engine::Pin::parse(*code);
    if (!pin) return failure(problem(ProblemType::access_code_not_found, "No such access code."));
    return find_unmanaged_code(view, *device, *pin);
}

Outcome<Json> get(Call& call) {
    auto const place = wanted_code(call);
    if (!place) return failure(place.error());
    return Json::object({{"access_code", unmanaged_access_code(call.view(), *place)}});
}

// Instants as numbers that rise with them, from the first to the last there is.
std::uint64_t order_of(Instant instant) {
    return static_cast<std::uint64_t>(microseconds(instant)) ^ std::uint64_t{1} << 63;
}

Outcome<Json> list(Call& call) {
    auto const view = call.view();
    auto const page = Page::of(call.arguments, call.path, limit_default);
    if (!page) return failure(page.error());
    auto const device = find_device(view, *call.arguments.uuid("device_id"));
    if (!device) return failure(device.error());
    auto const search = call.arguments.text("search").value_or("");

    // In the order in which they were first seen, which holds when others come and go between two pages.
    auto const& unmanaged = view.engine.device(*device).unmanaged;
    using Place = std::tuple<Instant, std::uint64_t, std::size_t>;  // since when, what told ties apart, where
    std::vector<Place> places;
    for (std::size_t at = 0; at < unmanaged.size(); ++at)
        places.emplace_back(unmanaged[at].seen_at, hash_of_vendor_ref(unmanaged[at].vendor_ref), at);
    std::sort(places.begin(), places.end());

    PageFill fill{*page};
    Json codes = Json::array();
    for (auto const& [seen_at, hash, at] : places) {
        if (fill.full()) break;
        auto const& code = unmanaged[at];
        bool const found = contains_ignoring_case(code.record.name, search) ||
                           contains_ignoring_case(code.record.pin.text(), search) ||
                           contains_ignoring_case(public_id(view, *device, code).text(), search);
        if (!found || call.arguments.has("user_identifier_key")) continue;
        if (fill.takes(order_of(seen_at), hash)) codes.push_back(unmanaged_access_code(view, {*device, at}));
    }
    return Json::object({{"access_codes", std::move(codes)}, {"pagination", fill.pagination()}});
}

// What becomes of it is told by an event: a read has to show first that the code is still there.
Outcome<Json> convert(Call& call) {
    auto const external = external_modification(call.arguments);
    if (!external) return failure(external.error());
    auto const place = find_unmanaged_code(call.view(), *call.arguments.uuid("access_code_id"));
    if (!place) return failure(place.error());
    auto const device = place->device;
    auto const reply = call.engine.convert({.device = device,
                                            .vendor_ref = call.engine.device(device).unmanaged[place->index].vendor_ref,
                                            .allow_external_modification = external->value_or(false)},
                                           call.now, call.effects);
    if (!reply.ok()) return failure(refusal_on(call, reply, device));
    return Json::object();
}

Outcome<Json> update(Call& call) {
    if (call.arguments.flag("is_managed") == true) return convert(call);
    auto const external = external_modification(call.arguments);
    if (!external) return failure(external.error());
    auto const place = find_unmanaged_code(call.view(), *call.arguments.uuid("access_code_id"));
    if (!place) return failure(place.error());
    return Json::object();  // unmanaged it is already
}

Outcome<Json> remove(Call& call) {
    auto const place = find_unmanaged_code(call.view(), *call.arguments.uuid("access_code_id"));
    if (!place) return failure(place.error());
    auto const device = place->device;
    auto const reply = call.engine.remove(
        engine::RemoveUnmanaged{device, call.engine.device(device).unmanaged[place->index].vendor_ref}, call.now,
        call.effects);
    if (!reply.ok()) return failure(refusal_on(call, reply, device));
    return Json::object({{"action_attempt", action_attempt(call.view(), reply.attempt)}});
}

constexpr Route routes[] = {
    {"/access_codes/unmanaged/convert_to_managed",
     verbs::update,
     convert_parameters,
     {},
     "Takes a code over that is not ours.",
     convert},
    {"/access_codes/unmanaged/update",
     verbs::update,
     update_parameters,
     {},
     "The same, said with `is_managed`.",
     update},
    {"/access_codes/unmanaged/delete", verbs::remove, delete_parameters, attempt_only,
     "Takes a code off its device that is not ours.", remove},
    {"/access_codes/unmanaged/get", verbs::read, get_parameters, one, "One code that is not ours.", get},
    {"/access_codes/unmanaged/list", verbs::read, list_parameters, many, "A device's codes that are not ours.", list},
};

}  // namespace

std::span<Route const> unmanaged_access_code_routes() { return routes; }

}  // namespace lockstep::api
