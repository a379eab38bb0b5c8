// Event sinks: what clients without an address of their own subscribe to. A sink is made with its filters, then opened
// at the address it was given, and from there on its one listener hears events as they happen.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/target.hpp"
#include "providers/smartthings/mock.hpp"

namespace lockstep::providers::smartthings {

namespace {

constexpr std::string_view device_events = "DEVICE_EVENT";
constexpr std::string_view control_events = "CONTROL_EVENT";

std::string piece_of(std::string_view type, std::string_view data) {
    return fmt::format("event: {}\ndata: {}\n\n", type, data);
}

bool names(Json const* values, std::string_view wanted) {
    return values != nullptr && values->is_array() && std::any_of(values->begin(), values->end(), [&](Json const& one) {
               return one.is_string() && one.get_ref<std::string const&>() == wanted;
           });
}

// A filter of a kind that is not known here lets everything through.
bool lets_through(Json const& filter, DeviceEvent const& event) {
    auto const* const types = member(filter, "eventType");
    if (types != nullptr && !names(types, device_events)) return false;
    auto const* const kind = text_member(filter, "type");
    auto const* const values = member(filter, "value");
    if (kind == nullptr) return true;
    if (names(values, "ALL")) return true;
    if (*kind == "LOCATIONIDS") return names(values, event.location_id);
    if (*kind == "DEVICEIDS") return names(values, event.device_id);
    return true;
}

}  // namespace

http::Response SmartThingsMock::make_sink(Visit const& visit) {
    auto const body = http::is_json(visit.request.headers) ? read_json(visit.request.body) : std::nullopt;
    auto const* const filters = body ? member(*body, "subscriptionFilters") : nullptr;
    if (filters == nullptr || !filters->is_array() || filters->empty())
        return error_response(ErrorName::constraint_violation,
                              {{std::string{detail::not_valid}, "subscriptionFilters"}});
    if (sinks_.size() >= subscriptions_max) return error_response(ErrorName::conflict);
    Sink made{.id = uuid_of(seed_, ++events_), .account = visit.account, .filters = *filters};
    Json answer{{"subscriptionId", made.id},
                {"registrationUrl", fmt::format("{}/filters/{}/activate", visit.base, made.id)},
                {"name", made.id},
                {"version", 1},
                {"subscriptionFilters", *filters}};
    for (auto const* const given : {"name", "version", "clientDeviceId"})
        if (auto const* const held = member(*body, given)) answer[given] = *held;
    sinks_.push_back(std::move(made));
    return http::json_response(200, write_json(answer));
}

http::Response SmartThingsMock::open_sink(Visit& visit) {
    auto const sink =
        std::find_if(sinks_.begin(), sinks_.end(), [&](Sink const& one) { return one.id == visit.parameters[0]; });
    if (sink == sinks_.end()) return error_response(ErrorName::not_found);
    http::Response response{200, {}, piece_of(control_events, "welcome")};
    response.headers.set(http::field::content_type, http::event_stream_type);
    response.headers.set("cache-control", "no-store");
    if (visit.request.method == http::Method::head) return response;
    if (sink->listener) say_goodbye(*sink, visit.effects);
    sink->listener = visit.exchange;
    return response;
}

http::Response SmartThingsMock::close_sink(Visit& visit) {
    auto const sink =
        std::find_if(sinks_.begin(), sinks_.end(), [&](Sink const& one) { return one.id == visit.parameters[0]; });
    if (sink == sinks_.end()) return error_response(ErrorName::not_found);
    if (sink->listener) say_goodbye(*sink, visit.effects);
    sinks_.erase(sink);
    return http::json_response(200, R"({"count":1})");
}

void SmartThingsMock::say_goodbye(Sink const& sink, MockEffects& effects) {
    effects.stream.push_back({*sink.listener, piece_of(control_events, "goodbye"), true});
}

void SmartThingsMock::tell_sinks(std::uint32_t account, DeviceEvent const& event, MockEffects& effects) const {
    for (auto const& sink : sinks_) {
        bool const may_hear = sink.account == TokenOffice::outsider || sink.account == account;
        bool const wants = std::any_of(sink.filters.begin(), sink.filters.end(),
                                       [&](Json const& filter) { return lets_through(filter, event); });
        if (sink.listener && may_hear && wants)
            effects.stream.push_back({*sink.listener, piece_of(device_events, write_streamed_event(event))});
    }
}

}  // namespace lockstep::providers::smartthings
