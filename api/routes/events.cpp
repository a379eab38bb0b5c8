// /events: what happened, read again from the log.
#include <algorithm>

#include "api/lookup.hpp"
#include "api/render/event.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr std::int64_t limit_default = 500;

constexpr Parameter get_parameters[] = {
    {.name = "event_id", .kind = ParameterKind::uuid, .need = Need::required},
};
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
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
};
constexpr std::string_view one[] = {"event"};
constexpr std::string_view many[] = {"events"};

Outcome<Json> get(Call& call) {
    auto const index = call.identity.as_event(*call.arguments.uuid("event_id"));
    auto const& log = call.memory.events();
    if (!index || *index >= log.size() || !call.view().sees(log[*index].account))
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
    auto const since = arguments.instant("since");
    auto const between = arguments.instants("between");
    if (since && between) return failure(invalid("", "only one of since and between may be given"));
    if (since) return Span{.from = *since};
    if (between) {
        if (between->size() != 2) return failure(invalid("between", "must hold two instants"));
        return Span{later_by((*between)[0], Duration{1}), (*between)[1]};
    }
    if (arguments.has("event_ids")) return Span{};
    return failure(invalid("", "since or between is required"));
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
    auto const limit = static_cast<std::size_t>(arguments.number("limit").value_or(limit_default));

    auto const& log = view.memory.events();
    Json events = Json::array();
    for (auto at = log.first_since(span->from); at < log.size() && log[at].at < span->to; ++at) {
        auto const& logged = log[at];
        if (!view.sees(logged.account)) continue;
        if (!among(types, std::optional{name_of(logged.type)})) continue;
        if (!among(ids, std::optional{view.identity.event(at)})) continue;
        if (codes && !among(codes, code_of_event(view, logged))) continue;
        if (devices &&
            !among(devices, logged.device ? std::optional{view.identity.device(logged.device)} : std::nullopt))
            continue;
        if (account && (!logged.account || view.identity.account(logged.account) != *account)) continue;
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
