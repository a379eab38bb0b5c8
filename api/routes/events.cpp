// /events: what happened, read again from the log.
#include <algorithm>
#include <iterator>

#include "api/lookup.hpp"
#include "api/render/event.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr std::int64_t limit_default = 500;

constexpr Parameter get_parameters[] = {
    {.name = "event_id", .kind = ParameterKind::uuid},
    {.name = "event_type", .about = "Instead of the id: the latest event of this type."},
    {.name = "device_id", .kind = ParameterKind::uuid, .about = "Beside the type: of this device."},
};
constexpr std::string_view of_no_thing_here = "Nothing here is one, so there are no events of it.";
constexpr Parameter list_parameters[] = {
    {.name = "since", .kind = ParameterKind::instant, .about = "Events at this instant and later."},
    {.name = "between", .kind = ParameterKind::instants, .about = "Events between two instants, both excluded."},
    {.name = "event_ids", .kind = ParameterKind::uuids},
    {.name = "event_type"},
    {.name = "event_types", .kind = ParameterKind::texts},
    {.name = "device_id", .kind = ParameterKind::uuid},
    {.name = "device_ids", .kind = ParameterKind::uuids},
    {.name = "access_code_id", .kind = ParameterKind::uuid},
    {.name = "access_code_ids", .kind = ParameterKind::uuids},
    {.name = "connected_account_id", .kind = ParameterKind::uuid},
    {.name = "customer_key"},
    {.name = "connect_webview_id", .kind = ParameterKind::uuid},
    {.name = "access_grant_id", .about = of_no_thing_here},
    {.name = "access_grant_ids", .kind = ParameterKind::texts, .about = of_no_thing_here},
    {.name = "access_method_id", .about = of_no_thing_here},
    {.name = "access_method_ids", .kind = ParameterKind::texts, .about = of_no_thing_here},
    {.name = "acs_access_group_id", .about = of_no_thing_here},
    {.name = "acs_credential_id", .about = of_no_thing_here},
    {.name = "acs_encoder_id", .about = of_no_thing_here},
    {.name = "acs_entrance_id", .about = of_no_thing_here},
    {.name = "acs_system_id", .about = of_no_thing_here},
    {.name = "acs_system_ids", .kind = ParameterKind::texts, .about = of_no_thing_here},
    {.name = "acs_user_id", .about = of_no_thing_here},
    {.name = "space_id", .about = of_no_thing_here},
    {.name = "space_ids", .kind = ParameterKind::texts, .about = of_no_thing_here},
    {.name = "user_identity_id", .about = of_no_thing_here},
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
    {.name = "unstable_offset", .kind = ParameterKind::number, .about = "So many of the first are left out."},
};
constexpr std::string_view one[] = {"event"};
constexpr std::string_view many[] = {"events"};

// The newest event of a type that the caller sees.
std::optional<std::size_t> latest(Call const& call, std::string const& type, std::optional<Uuid> device) {
    auto const view = call.view();
    auto const& log = view.memory.events();
    for (auto at = log.size(); at-- > 0;) {
        auto const& logged = log[at];
        if (name_of(logged.type) != type || !view.sees(logged)) continue;
        if (!device || (logged.device && view.identity.device(logged.device) == *device)) return at;
    }
    return std::nullopt;
}

Outcome<Json> get(Call& call) {
    auto const id = call.arguments.uuid("event_id");
    auto const type = call.arguments.text("event_type");
    if (!id && !type) return failure(invalid("", "event_id or event_type is required"));
    auto const index = id ? call.identity.as_event(*id) : latest(call, *type, call.arguments.uuid("device_id"));
    auto const& log = call.memory.events();
    if (!index || *index >= log.size() || !call.view().sees(log[*index]))
        return failure(problem(ProblemType::event_not_found, "No such event."));
    return Json::object({{"event", event(call.view(), *index)}});
}

// A plural filter and its singular, together; nothing when neither is given.
template <class T>
std::optional<std::vector<T>> either(std::optional<T> one_of, std::optional<std::vector<T>> list) {
    if (one_of) {
        if (!list) list.emplace();
        list->push_back(*one_of);
    }
    return list;
}

template <class T, class U>
bool among(std::optional<std::vector<T>> const& list, std::optional<U> const& item) {
    return !list || (item && std::find(list->begin(), list->end(), *item) != list->end());
}

struct Span {
    Instant from = always;  // included
    Instant to = never;     // excluded
};

Outcome<Span> span_of(Arguments const& arguments) {
    auto since = arguments.instant("since");
    auto const between = arguments.instants("between");
    if (since == Instant{} && between) since.reset();  // the oldest clients say 1970 when they are told nothing
    if (since && between) return failure(invalid("", "only one of since and between may be given"));
    if (since) return Span{.from = *since};
    if (between) {
        if (between->size() != 2) return failure(invalid("between", "must hold two instants"));
        return Span{later_by((*between)[0], Duration{1}), (*between)[1]};
    }
    if (arguments.has("event_ids")) return Span{};
    return failure(invalid("", "since or between is required"));
}

bool asks_for_what_is_not_here(Arguments const& arguments) {
    return std::any_of(std::begin(list_parameters), std::end(list_parameters), [&](Parameter const& parameter) {
        return parameter.about == of_no_thing_here && arguments.has(parameter.name);
    });
}

Outcome<Json> list(Call& call) {
    auto const view = call.view();
    auto const& arguments = call.arguments;
    auto const span = span_of(arguments);
    if (!span) return failure(span.error());
    auto const types = either(arguments.text("event_type"), arguments.texts("event_types"));
    for (auto const& type : types.value_or(std::vector<std::string>{}))
        if (!is_event_type(type))
            return failure(invalid(arguments.has("event_type") ? "event_type" : "event_types",
                                   "there is no event of this type: " + type));
    auto const ids = arguments.uuids("event_ids");
    auto const devices = either(arguments.uuid("device_id"), arguments.uuids("device_ids"));
    auto const codes = either(arguments.uuid("access_code_id"), arguments.uuids("access_code_ids"));
    auto const account = arguments.uuid("connected_account_id");
    auto const webview_id = arguments.uuid("connect_webview_id");
    auto const webview = webview_id ? call.identity.as_connect_webview(*webview_id) : std::nullopt;
    auto const customer = arguments.text("customer_key");
    bool const of_nothing = asks_for_what_is_not_here(arguments);
    auto const limit = static_cast<std::size_t>(arguments.number("limit").value_or(limit_default));
    auto left_out = arguments.number("unstable_offset").value_or(0);

    auto const& log = view.memory.events();
    Json events = Json::array();
    for (auto at = log.first_since(span->from); !of_nothing && at < log.size() && log[at].at < span->to; ++at) {
        auto const& logged = log[at];
        if (!view.sees(logged)) continue;
        if (!among(types, std::optional{name_of(logged.type)})) continue;
        if (!among(ids, std::optional{view.identity.event(at)})) continue;
        if (codes && !among(codes, code_of_event(view, logged))) continue;
        if (devices &&
            !among(devices, logged.device ? std::optional{view.identity.device(logged.device)} : std::nullopt))
            continue;
        if (account && (!logged.account || view.identity.account(logged.account) != *account)) continue;
        if (webview_id && (!webview || log.detail_of(logged).webview != webview)) continue;
        if (customer && (!logged.account || view.directory.entry(logged.account).customer_key != *customer)) continue;
        if (left_out > 0) {
            --left_out;
            continue;
        }
        if (events.size() == limit) break;
        events.push_back(event(view, at));
    }
    return Json::object({{"events", std::move(events)}});
}

constexpr Route routes[] = {
    {"/events/get", verbs::read, get_parameters, one, "One event.", get},
    {"/events/list", verbs::read, list_parameters, many, "Events in the order in which they happened.", list},
};

}  // namespace

std::span<Route const> event_routes() { return routes; }

}  // namespace lockstep::api
