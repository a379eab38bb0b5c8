// The home around the locks: one location an account, with one room, and the installed app through which clients come.
#include <algorithm>
#include <array>
#include <utility>

#include "providers/smartthings/mock.hpp"

namespace lockstep::providers::smartthings {

namespace {

constexpr std::string_view room_name = "Entrance";
constexpr std::array<std::string_view, 3> mode_names{"Home", "Away", "Night"};

http::Response listed(Json items) {
    return http::json_response(200, write_json({{"items", std::move(items)}, {"_links", Json::object()}}));
}
http::Response told(Json const& body) { return http::json_response(200, write_json(body)); }

Json room_json(std::uint32_t account) {
    return {{"roomId", id_of(IdKind::room, account)},
            {"locationId", id_of(IdKind::location, account)},
            {"name", room_name},
            {"backgroundImage", nullptr},
            {"created", opened_on},
            {"lastModified", opened_on}};
}

Json mode_json(std::uint32_t account, std::size_t mode) {
    return {{"id", uuid_of(account, mode)}, {"label", mode_names[mode]}, {"name", mode_names[mode]}};
}

Json installed_app_json(std::uint32_t account) {
    return {{"installedAppId", id_of(IdKind::installed_app, account)},
            {"installedAppType", "WEBHOOK_SMART_APP"},
            {"installedAppStatus", "AUTHORIZED"},
            {"displayName", "Lockstep"},
            {"appId", uuid_of(account, mode_names.size())},
            {"referenceId", nullptr},
            {"locationId", id_of(IdKind::location, account)},
            {"owner", {{"ownerType", "USER"}, {"ownerId", id_of(IdKind::location, account)}}},
            {"createdDate", opened_on},
            {"lastUpdatedDate", opened_on},
            {"classifications", Json::array({"CONNECTED_SERVICE"})},
            {"principalType", "LOCATION"},
            {"singleInstance", true},
            {"restrictionTier", 0}};
}

}  // namespace

std::vector<std::uint32_t> SmartThingsMock::accounts_of(Visit const& visit) const {
    std::vector<std::uint32_t> seen;
    std::copy_if(accounts_.begin(), accounts_.end(), std::back_inserter(seen), [&](std::uint32_t account) {
        return (visit.account == TokenOffice::outsider || visit.account == account) && visit.cloud.connected(account);
    });
    return seen;
}

std::optional<std::uint32_t> SmartThingsMock::account_named(Visit const& visit, IdKind kind,
                                                            std::string_view id) const {
    for (auto const account : accounts_of(visit))
        if (id_of(kind, account) == id) return account;
    return std::nullopt;
}

Json SmartThingsMock::location_json(Visit const& visit, std::uint32_t account) const {
    auto const lock = std::find_if(hubs_.begin(), hubs_.end(), [&](Hub const& hub) {
        return hub.account == account && visit.cloud.has_lock(hub.lock);
    });
    return {{"locationId", id_of(IdKind::location, account)},
            {"name", home_name},
            {"countryCode", "USA"},
            {"latitude", 40.0},
            {"longitude", -105.0},
            {"regionRadius", 150},
            {"temperatureScale", "F"},
            {"timeZoneId", lock == hubs_.end() ? "UTC" : visit.cloud.lock_settings(lock->lock).zone},
            {"locale", "en"},
            {"backgroundImage", nullptr},
            {"additionalProperties", Json::object()},
            {"allowed", nullptr},
            {"created", opened_on},
            {"lastModified", opened_on}};
}

http::Response SmartThingsMock::list_locations(Visit const& visit) const {
    auto items = Json::array();
    for (auto const account : accounts_of(visit))
        items.push_back({{"locationId", id_of(IdKind::location, account)}, {"name", home_name}, {"allowed", nullptr}});
    return listed(std::move(items));
}

http::Response SmartThingsMock::about_location(Call call, Visit& visit) {
    auto const account = account_named(visit, IdKind::location, visit.parameters[0]);
    if (!account) return error_response(ErrorName::not_found);
    switch (call) {
        case Call::get_location:
            return told(location_json(visit, *account));
        case Call::list_rooms:
            return listed(Json::array({room_json(*account)}));
        case Call::list_modes: {
            auto items = Json::array();
            for (std::size_t mode = 0; mode < mode_names.size(); ++mode)
                items.push_back(mode_json(*account, mode));
            return listed(std::move(items));
        }
        case Call::current_mode:
            return told(mode_json(*account, 0));
        default:
            break;
    }
    if (visit.parameters[1] != id_of(IdKind::room, *account)) return error_response(ErrorName::not_found);
    if (call == Call::get_room) return told(room_json(*account));
    auto items = Json::array();
    for (auto const& hub : hubs_)
        if (hub.account == *account && visit.cloud.has_lock(hub.lock)) items.push_back(device_json(hub));
    return listed(std::move(items));
}

http::Response SmartThingsMock::list_installed_apps(Visit const& visit) const {
    auto items = Json::array();
    auto const home = visit.query.find("locationId");
    for (auto const account : accounts_of(visit))
        if (!home || *home == id_of(IdKind::location, account)) items.push_back(installed_app_json(account));
    return listed(std::move(items));
}

// `me` tells of the token and whose it is; one from outside belongs to the first app.
http::Response SmartThingsMock::get_installed_app(Visit const& visit) const {
    auto const& wanted = visit.parameters[0];
    auto const seen = accounts_of(visit);
    if (wanted == "me" && !seen.empty())
        return told({{"installedAppId", id_of(IdKind::installed_app, seen.front())},
                     {"locationId", id_of(IdKind::location, seen.front())},
                     {"scope", Json::array({"r:devices:*", "x:devices:*", "r:locations:*"})}});
    auto const account = account_named(visit, IdKind::installed_app, wanted);
    return account ? told(installed_app_json(*account)) : error_response(ErrorName::not_found);
}

http::Response SmartThingsMock::nothing_of_the_kind() const { return listed(Json::array()); }

}  // namespace lockstep::providers::smartthings
