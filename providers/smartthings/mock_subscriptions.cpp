// Subscriptions of an installed app: kept and listed. Where their events go is told by the app's registration, which is
// not a matter of this API; so only our own SmartApp hears anything.
#include <algorithm>
#include <array>
#include <utility>

#include "providers/smartthings/mock.hpp"

namespace lockstep::providers::smartthings {

namespace {

http::Response not_valid(std::string_view target) {
    return error_response(ErrorName::constraint_violation, {{std::string{detail::not_valid}, std::string{target}}});
}

constexpr std::array parts{"device",       "capability",       "mode",      "deviceLifecycle",
                           "deviceHealth", "securityArmState", "hubHealth", "sceneLifecycle"};

// What a client leaves unsaid is told all the same: clients read it back without a default.
Json with_defaults(Json detail, std::string_view part) {
    bool const of_device = part == "device";
    if (!detail.is_object() || (!of_device && part != "capability")) return detail;
    Json const unsaid{{"capability", "*"}, {"attribute", "*"}, {"value", "*"}, {"stateChangeOnly", true}};
    for (auto const& [key, value] : unsaid.items())
        if (!detail.contains(key)) detail[key] = value;
    if (of_device && !detail.contains("componentId")) detail["componentId"] = main_component;
    return detail;
}

// By its id, or by the name that its app has given it.
bool is_called(Json const& subscription, std::string_view name) {
    if (auto const* const id = text_member(subscription, "id"); id != nullptr && *id == name) return true;
    return std::any_of(parts.begin(), parts.end(), [&](auto const* part) {
        auto const* const held = member(subscription, part);
        auto const* const given = held ? text_member(*held, "subscriptionName") : nullptr;
        return given != nullptr && *given == name;
    });
}

}  // namespace

http::Response SmartThingsMock::list_subscriptions(Visit const& visit) const {
    auto items = Json::array();
    for (auto const& one : subscriptions_)
        if (one.app == visit.parameters[0]) items.push_back(one.body);
    return http::json_response(200, write_json({{"items", std::move(items)}, {"_links", Json::object()}}));
}

http::Response SmartThingsMock::subscribe(Visit const& visit) {
    auto const body = http::is_json(visit.request.headers) ? read_json(visit.request.body) : std::nullopt;
    auto const* const source = body ? text_member(*body, "sourceType") : nullptr;
    if (source == nullptr) return not_valid("sourceType");
    auto const of_app = std::count_if(subscriptions_.begin(), subscriptions_.end(),
                                      [&](auto const& one) { return one.app == visit.parameters[0]; });
    if (static_cast<std::size_t>(of_app) >= subscriptions_max) return error_response(ErrorName::conflict);

    Subscription made{.id = uuid_of(seed_, ++events_), .app = visit.parameters[0], .body = Json::object()};
    made.body["id"] = made.id;
    made.body["installedAppId"] = made.app;
    made.body["sourceType"] = *source;
    for (auto const* const part : parts)
        if (auto const* const held = member(*body, part)) made.body[part] = with_defaults(*held, part);
    subscriptions_.push_back(made);
    return http::json_response(200, write_json(made.body));
}

http::Response SmartThingsMock::get_subscription(Visit const& visit) const {
    for (auto const& one : subscriptions_)
        if (one.app == visit.parameters[0] && is_called(one.body, visit.parameters[1]))
            return http::json_response(200, write_json(one.body));
    return error_response(ErrorName::not_found);
}

http::Response SmartThingsMock::unsubscribe(Visit const& visit, bool all) {
    auto const gone = std::erase_if(subscriptions_, [&](Subscription const& one) {
        return one.app == visit.parameters[0] && (all || is_called(one.body, visit.parameters[1]));
    });
    if (!all && gone == 0) return error_response(ErrorName::not_found);
    return http::json_response(200, write_json({{"count", gone}}));
}

}  // namespace lockstep::providers::smartthings
