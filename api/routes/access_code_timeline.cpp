// /access_codes/get_timeline: the life of one code, from the log of events, newest first.
#include <algorithm>
#include <vector>

#include "api/lookup.hpp"
#include "api/render/event.hpp"
#include "api/routes.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::api {

namespace {

constexpr std::int64_t limit_default = 50;
constexpr std::int64_t limit_max = 200;

constexpr Parameter timeline_parameters[] = {
    {.name = "access_code_id",
     .kind = ParameterKind::uuid,
     .need = Need::required,
     .about = "Also of one that is gone."},
    {.name = "limit", .kind = ParameterKind::number, .least = 1, .most = limit_max, .about = "50 without a word."},
    {.name = "before", .about = "What is older than this `next_cursor`, or than this instant."},
    {.name = "after", .about = "What is newer than this `prev_cursor`, or than this instant."},
    {.name = "event_types", .kind = ParameterKind::texts},
};
constexpr std::string_view timeline_answers[] = {"timeline_events", "pagination"};

// Where a bound stands in the log: the first event that is not before it, and the first one behind it.
struct Bound {
    std::size_t at = 0;
    std::size_t behind = 0;
};

// A cursor is the id of an event.
Outcome<Bound> bound_of(View const& view, std::string_view name, std::string const& text) {
    auto const& log = view.memory.events();
    if (auto const id = Uuid::parse(text)) {
        auto const index = view.identity.as_event(*id);
        if (index && *index < log.size() && view.sees(log[*index])) return Bound{*index, *index + 1};
        return failure(invalid(name, "is no cursor of this timeline"));
    }
    auto const instant = parse_instant(text);
    if (!instant) return failure(invalid(name, "is neither a cursor nor an ISO 8601 time with `Z` or an offset"));
    return Bound{log.first_since(*instant), log.first_since(later_by(*instant, Duration{1}))};
}

// The places in the log of all that is told of the code, oldest first.
std::vector<std::size_t> told_of(View const& view, Uuid code) {
    auto const& log = view.memory.events();
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at < log.size(); ++at)
        if (view.sees(log[at]) && code_of_event(view, log[at]) == code) places.push_back(at);
    return places;
}

// A code that is gone is known by what was told of it.
bool is_known(View const& view, Uuid code, std::vector<std::size_t> const& told) {
    return !told.empty() || find_code(view, code).ok() || find_unmanaged_code(view, code).ok();
}

// Clients may ask for these as well; the engine tells nothing of single writes.
bool is_of_timelines(std::string_view type) {
    return is_event_type(type) || type == "internal.access_code.programming_started" ||
           type == "internal.access_code.programming_finished";
}

// Who brought it about, as far as the type tells.
std::string_view actor_of(EventType type) {
    using engine::EventType;
    if (type.of_api()) return "external";  // somebody was at the door
    switch (*type.of_engine()) {
        case EventType::code_created:
        case EventType::code_changed:
        case EventType::code_name_changed:
        case EventType::code_code_changed:
        case EventType::code_time_frame_changed:
        case EventType::code_mutations_requested:
        case EventType::code_backup_access_code_pulled:
        case EventType::code_unmanaged_converted_to_managed:
            return "api_key";
        case EventType::code_modified_external_to_seam:
        case EventType::code_deleted_external_to_seam:
        case EventType::code_unmanaged_created:
        case EventType::code_unmanaged_removed:
            return "external";
        default:
            return "system";
    }
}

// The event, and what only timelines say of it.
Json timeline_entry(View const& view, std::size_t place) {
    auto entry = event(view, place);
    auto const id = entry["event_id"];
    Json related{{"event_id", id}};
    for (auto const* const name : {"device_id", "connected_account_id", "action_attempt_id"})
        if (entry.contains(name)) related[name] = entry[name];
    if (!entry.contains("description")) entry["description"] = entry["event_description"];
    entry["timeline_event_id"] = id;
    entry["actor"] = Json::object({{"type", actor_of(view.memory.events()[place].type)}});
    entry["related_resource_ids"] = std::move(related);
    return entry;
}

Json cursor_if(bool more, View const& view, std::size_t place) {
    return more ? Json(view.identity.event(place).text()) : Json();
}

Outcome<Json> get_timeline(Call& call) {
    auto const view = call.view();
    auto const& arguments = call.arguments;
    auto const before = arguments.text("before"), after = arguments.text("after");
    if (before && after) return failure(invalid("", "only one of before and after may be given"));
    auto const types = arguments.texts("event_types");
    for (auto const& type : types.value_or(std::vector<std::string>{}))
        if (!is_of_timelines(type)) return failure(invalid("event_types", "there is no event of this type: " + type));
    auto const code = *arguments.uuid("access_code_id");
    auto places = told_of(view, code);
    if (!is_known(view, code, places))
        return failure(problem(ProblemType::access_code_not_found, "No such access code."));
    auto const bound = before || after ? bound_of(view, before ? "before" : "after", before ? *before : *after)
                                       : Outcome<Bound>{Bound{view.memory.events().size(), 0}};
    if (!bound) return failure(bound.error());
    if (types)
        std::erase_if(places, [&](std::size_t at) {
            return std::find(types->begin(), types->end(), name_of(view.memory.events()[at].type)) == types->end();
        });

    // The page is [first, last) of the places: the newest before a bound, or the oldest behind it.
    auto const limit = static_cast<std::ptrdiff_t>(arguments.number("limit").value_or(limit_default));
    auto first = places.begin(), last = places.end();
    if (after) {
        first = std::lower_bound(places.begin(), places.end(), bound->behind);
        last = first + std::min(limit, places.end() - first);
    } else {
        last = std::lower_bound(places.begin(), places.end(), bound->at);
        first = last - std::min(limit, last - places.begin());
    }
    bool const older = first != places.begin(), newer = last != places.end();
    Json events = Json::array();
    for (auto at = last; at != first;)
        events.push_back(timeline_entry(view, *--at));
    bool const empty = first == last;
    return Json::object({{"timeline_events", std::move(events)},
                         {"pagination",
                          {{"has_more", after ? newer : older},
                           {"next_cursor", cursor_if(older && !empty, view, empty ? 0 : *first)},
                           {"prev_cursor", cursor_if(newer && !empty, view, empty ? 0 : *(last - 1))}}}});
}

constexpr Route routes[] = {
    {"/access_codes/get_timeline", verbs::read, timeline_parameters, timeline_answers,
     "All that was told of one code, newest first.", get_timeline},
};

}  // namespace

std::span<Route const> access_code_timeline_routes() { return routes; }

}  // namespace lockstep::api
