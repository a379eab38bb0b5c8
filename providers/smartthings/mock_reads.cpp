// What the virtual cloud answers when nothing is to change: devices, their status and health, the past, tokens.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/target.hpp"
#include "providers/smartthings/mock.hpp"
#include "sim/listing.hpp"

namespace lockstep::providers::smartthings {

namespace {

constexpr std::size_t history_page = 50;

http::Response json(Json const& body) { return http::json_response(200, write_json(body)); }

http::Response oauth_error(std::string_view word) {
    return http::json_response(400, write_json({{"error", word}, {"error_description", "This grant is not good."}}));
}

Json attribute(Json value) { return {{"value", std::move(value)}}; }
// Without an instant it has been so since the first day.
Json attribute(Json value, Instant at) {
    auto made = attribute(std::move(value));
    made["timestamp"] = at == Instant{} ? std::string{opened_on} : timestamp(at);
    return made;
}
Json known_attribute(Json value) { return attribute(std::move(value), Instant{}); }

std::uint64_t number_in(http::Query const& query, std::string_view name, std::uint64_t otherwise) {
    auto const text = query.find(name);
    std::uint64_t number = 0;
    if (!text) return otherwise;
    auto const [stopped, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    return error == std::errc{} && stopped == text->data() + text->size() ? number : otherwise;
}

// Some clients repeat a parameter for each value, others put commas between them.
std::vector<std::string_view> values_of(http::Query const& query, std::string_view name) {
    std::vector<std::string_view> values;
    for (auto text : query.all(name))
        while (!text.empty()) {
            auto const comma = std::min(text.find(','), text.size());
            if (comma != 0) values.push_back(text.substr(0, comma));
            text.remove_prefix(std::min(comma + 1, text.size()));
        }
    return values;
}

bool is_wanted(http::Query const& query, std::string_view name, std::string_view value) {
    auto const wanted = values_of(query, name);
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool has_wanted_capabilities(http::Query const& query) {
    auto const wanted = values_of(query, "capability");
    auto const is_offered = [](std::string_view one) {
        return std::find(offered.begin(), offered.end(), one) != offered.end();
    };
    if (wanted.empty() || query.find("capabilitiesMode") != std::string_view{"or"})
        return std::all_of(wanted.begin(), wanted.end(), is_offered);
    return std::any_of(wanted.begin(), wanted.end(), is_offered);
}

std::string link(std::string_view base, std::string_view target, http::Query const& query) {
    return fmt::format("{}{}?{}", base, http::split_target(target).path, query.text());
}

// The same question, but for these.
http::Query with(http::Query const& query, std::vector<http::Parameter> const& changed) {
    http::Query made;
    auto const is_changed = [&](auto const& one) {
        return std::any_of(changed.begin(), changed.end(), [&](auto const& other) { return other.name == one.name; });
    };
    for (auto const& one : query.parameters())
        if (!is_changed(one)) made.add(one.name, one.value);
    for (auto const& one : changed)
        made.add(one.name, one.value);
    return made;
}

}  // namespace

// --- tokens ---

// Where a person would be asked whether an app may come in: everybody may, at once.
http::Response SmartThingsMock::authorize(Visit const& visit) const {
    auto const back = visit.query.find("redirect_uri").value_or("");
    bool const is_web_address = back.starts_with("http://") || back.starts_with("https://");
    if (!is_web_address || visit.query.find("response_type") != std::string_view{"code"} || accounts_.empty())
        return oauth_error("invalid_request");
    http::Query answer;
    answer.add("code", tokens_.authorization_code(accounts_.front()));
    if (auto const state = visit.query.find("state")) answer.add("state", std::string{*state});
    http::Response response{302, {}, {}};
    response.headers.set("location",
                         fmt::format("{}{}{}", back, back.find('?') == back.npos ? "?" : "&", answer.text()));
    return response;
}

http::Response SmartThingsMock::token(Visit const& visit) {
    auto const form = http::Query::parse(visit.request.body);
    auto const grant = form ? form->find("grant_type") : std::nullopt;
    if (!grant) return oauth_error("invalid_request");
    std::optional<std::uint32_t> account;
    if (*grant == "refresh_token")
        account = tokens_.spend_refresh(form->find("refresh_token").value_or(""));
    else if (*grant == "authorization_code")
        account = tokens_.account_of_code(form->find("code").value_or(""));
    else
        return oauth_error("unsupported_grant_type");
    bool const cut = account && *account != TokenOffice::outsider && !visit.cloud.connected(*account);
    if (!account || cut) return oauth_error("invalid_grant");
    auto const expires = later_by(visit.handling.credential_time(visit.now), access_token_lifetime);
    auto const app = *account == TokenOffice::outsider && !accounts_.empty() ? accounts_.front() : *account;
    return http::json_response(200, write_token({.access_token = tokens_.access_token(*account, expires),
                                                 .refresh_token = tokens_.refresh_token(*account),
                                                 .expires_in = access_token_lifetime,
                                                 .installed_app_id = id_of(IdKind::installed_app, app)}));
}

// --- devices ---

Json SmartThingsMock::device_json(Hub const& hub) const {
    auto capabilities = Json::array();
    for (auto const name : offered)
        capabilities.push_back({{"id", name}, {"version", 1}});
    Json device{
        {"deviceId", id_of(IdKind::device, hub.lock)},
        {"name", "virtual keypad"},
        {"label", hub.name},
        {"manufacturerName", "Lockstep"},
        {"presentationId", "lockstep-keypad"},
        {"locationId", id_of(IdKind::location, hub.account)},
        {"ownerId", id_of(IdKind::location, hub.account)},
        {"roomId", id_of(IdKind::room, hub.account)},
        {"type", device_type},
        {"createTime", opened_on},
        {"components",
         Json::array({{{"id", main_component},
                       {"label", "main"},
                       {"capabilities", std::move(capabilities)},
                       {"categories", Json::array({{{"name", "SmartLock"}, {"categoryType", "manufacturer"}}})}}})},
        {"restrictionTier", 0},
        {"allowed", Json::array()}};
    if (awkward()) device["relationships"] = {{"of", "nobody"}, {"known", Json::array({1, 2})}};
    return device;
}

http::Response SmartThingsMock::list_devices(Visit const& visit) {
    auto const most = std::clamp<std::uint64_t>(number_in(visit.query, "max", page_size), 1,
                                                awkward() ? awkward_page_size : page_size);
    auto const page = std::min<std::uint64_t>(number_in(visit.query, "page", 0), hubs_.size());
    std::vector<Hub*> shown;
    for (auto& hub : hubs_)
        if (may_see(visit, hub) && visit.cloud.has_lock(hub.lock) && visit.cloud.connected(hub.account) &&
            has_wanted_capabilities(visit.query) && is_wanted(visit.query, "type", device_type) &&
            is_wanted(visit.query, "locationId", id_of(IdKind::location, hub.account)) &&
            is_wanted(visit.query, "deviceId", id_of(IdKind::device, hub.lock)))
            shown.push_back(&hub);
    auto items = Json::array();
    auto const first = page * most;
    for (auto i = first; i < shown.size() && i < first + most; ++i) {
        auto& hub = *shown[i];
        hub.slots.follow(visit.cloud.lock(hub.lock));
        auto device = device_json(hub);
        if (visit.query.find("includeHealth") == std::string_view{"true"})
            device["healthState"] = health_json(visit, hub);
        if (visit.query.find("includeStatus") == std::string_view{"true"}) {
            auto const status = status_json(visit, hub);
            for (auto& one : device["components"][0]["capabilities"])
                one["status"] = status[one["id"].get<std::string>()];
        }
        items.push_back(std::move(device));
    }
    auto links = Json::object();
    if (first + most < shown.size())
        links["next"] = {
            {"href", link(visit.base, visit.request.target,
                          with(visit.query, {{"max", std::to_string(most)}, {"page", std::to_string(page + 1)}}))}};
    return json({{"items", std::move(items)}, {"_links", std::move(links)}});
}

// --- status ---

Json SmartThingsMock::lock_codes_json(Visit const& visit, Hub& hub) const {
    if (visit.now >= hub.scan_ends) {
        hub.scan_ends = never;
        hub.scanned = true;
    }
    // Only what is on the lock: work that is accepted has no trace here.
    std::vector<NamedSlot> codes;
    auto const add = [&](sim::Key key, std::string const& name) {
        if (auto const slot = hub.slots.slot_of(key))
            codes.push_back({*slot, name.empty() ? default_name(*slot) : name});
    };
    auto const& lock = visit.cloud.lock(hub.lock);
    if (visit.handling.as_of) {
        for (auto const& entry : visit.cloud.list(hub.lock, *visit.handling.as_of))
            if (entry.state != sim::EntryState::pending || lock.find(entry.key) != nullptr)
                add(entry.key, entry.record.name);
    } else {
        for (auto const& stored : lock.slots())
            add(stored.key, stored.record.name);
    }
    Json made{{"lockCodes", attribute(lock_codes_text(codes), hub.codes_changed_at)},
              {"codeChanged", attribute(nullptr)},
              {"codeReport", attribute(nullptr)},
              {"codeLength", attribute(nullptr)},
              {"minCodeLength", attribute(nullptr)},
              {"maxCodeLength", attribute(nullptr)},
              {"maxCodes", attribute(nullptr)},
              {"scanCodes", known_attribute(hub.scan_ends == never ? "Complete" : "Scanning")},
              {"migrated", known_attribute(false)}};
    auto const& last = hub.last_change;
    if (last && last->at <= visit.handling.as_of.value_or(visit.now)) {
        made["codeChanged"] = attribute(last->value, last->at);
        if (!last->data.is_null()) made["codeChanged"]["data"] = last->data;
    }
    if (!hub.scanned) return made;
    std::optional<std::size_t> shortest, longest;
    for (std::size_t length = 1; length < 16; ++length)
        if (hub.pins.accepts_length(length)) {
            shortest = shortest.value_or(length);
            longest = length;
        }
    if (hub.code_length) made["codeLength"] = known_attribute(*hub.code_length);
    if (shortest) made["minCodeLength"] = known_attribute(*shortest);
    if (longest) made["maxCodeLength"] = known_attribute(*longest);
    if (shortest && shortest == longest) made["codeLength"] = known_attribute(*shortest);
    made["maxCodes"] = known_attribute(hub.codes_max);
    return made;
}

Json SmartThingsMock::lock_json(Hub const& hub) const {
    auto made = attribute(hub.unlocked ? "unlocked" : "locked", hub.lock_changed.at);
    if (!hub.lock_changed.data.is_null()) made["data"] = hub.lock_changed.data;
    return {{"lock", std::move(made)}};
}

Json SmartThingsMock::status_json(Visit const& visit, Hub& hub) const {
    auto level = known_attribute(battery(hub.lock));
    level["unit"] = "%";
    return {{std::string{capability::lock_codes}, lock_codes_json(visit, hub)},
            {std::string{capability::lock}, lock_json(hub)},
            {std::string{capability::battery}, {{"battery", std::move(level)}}},
            {std::string{capability::refresh}, Json::object()},
            {std::string{capability::health_check}, Json::object()}};
}

http::Response SmartThingsMock::device_status(Visit const& visit, Hub& hub) {
    return json({{"components", {{"main", status_json(visit, hub)}}}});
}

http::Response SmartThingsMock::component_status(Visit const& visit, Hub& hub) {
    if (visit.parameters[1] != main_component) return error_response(ErrorName::not_found);
    return json(status_json(visit, hub));
}

http::Response SmartThingsMock::capability_status(Visit const& visit, Hub& hub) {
    if (visit.parameters[1] != main_component) return error_response(ErrorName::not_found);
    auto const status = status_json(visit, hub);
    auto const* const wanted = member(status, visit.parameters[2]);
    return wanted == nullptr ? error_response(ErrorName::not_found) : json(*wanted);
}

Json SmartThingsMock::health_json(Visit const& visit, Hub& hub) const {
    bool const online = visit.cloud.lock(hub.lock).online();
    if (online)
        hub.silent_since.reset();
    else if (!hub.silent_since)
        hub.silent_since = visit.now;
    bool const noticed = !online && (!awkward() || visit.now >= later_by(*hub.silent_since, silence_before_offline));
    return {{"deviceId", id_of(IdKind::device, hub.lock)},
            {"state", noticed ? "OFFLINE" : "ONLINE"},
            {"lastUpdatedDate", timestamp(hub.silent_since.value_or(visit.now))}};
}

http::Response SmartThingsMock::health(Visit const& visit, Hub& hub) { return json(health_json(visit, hub)); }

// --- the past ---

http::Response SmartThingsMock::history(Visit const& visit) const {
    struct Item {
        Told const* told;
        Hub const* hub;
        std::int64_t epoch;
        std::int64_t hash;
    };
    std::vector<Item> items;
    for (auto const& told : history_) {
        auto const hub =
            std::find_if(hubs_.begin(), hubs_.end(), [&](Hub const& one) { return one.lock == told.lock; });
        if (hub == hubs_.end() || !may_see(visit, *hub) || !visit.cloud.connected(hub->account)) continue;
        if (!is_wanted(visit.query, "locationId", id_of(IdKind::location, hub->account)) ||
            !is_wanted(visit.query, "deviceId", id_of(IdKind::device, hub->lock)))
            continue;
        StateHash hash;
        hash.add(told.at, told.lock, told.attribute, told.value, items.size());
        items.push_back({&told, &*hub, microseconds(told.at) / 1000,
                         static_cast<std::int64_t>(hash.value() >> 12)});  // what a double can hold
    }
    auto const before = [](Item const& a, Item const& b) {
        return std::pair{a.epoch, a.hash} < std::pair{b.epoch, b.hash};
    };
    std::sort(items.begin(), items.end(), before);
    bool const oldest_first = visit.query.find("oldestFirst") == std::string_view{"true"};
    if (!oldest_first) std::reverse(items.begin(), items.end());
    std::string_view const edge = oldest_first ? "after" : "before";
    std::string const edge_hash = std::string{edge} + "Hash";
    if (visit.query.has(edge)) {
        auto const at = static_cast<std::int64_t>(number_in(visit.query, edge, 0));
        auto const hash = static_cast<std::int64_t>(number_in(visit.query, edge_hash, 0));
        std::erase_if(items, [&](Item const& item) {
            auto const place = std::pair{item.epoch, item.hash};
            return oldest_first ? place <= std::pair{at, hash} : place >= std::pair{at, hash};
        });
    }
    auto const most = std::clamp<std::uint64_t>(number_in(visit.query, "limit", history_page), 1,
                                                awkward() ? awkward_page_size : page_size);
    auto links = Json::object();
    if (items.size() > most) {
        items.resize(most);
        links["next"] = {{"href", link(visit.base, visit.request.target,
                                       with(visit.query, {{std::string{edge}, std::to_string(items.back().epoch)},
                                                          {edge_hash, std::to_string(items.back().hash)}}))}};
    }
    auto listed = Json::array();
    for (auto const& item : items)
        listed.push_back({{"deviceId", id_of(IdKind::device, item.hub->lock)},
                          {"deviceName", item.hub->name},
                          {"locationId", id_of(IdKind::location, item.hub->account)},
                          {"locationName", home_name},
                          {"time", timestamp(item.told->at)},
                          {"text", fmt::format("{} is {}", item.told->attribute, item.told->value)},
                          {"component", main_component},
                          {"componentLabel", "main"},
                          {"capability", item.told->capability},
                          {"attribute", item.told->attribute},
                          {"value", item.told->value},
                          {"data", item.told->data.is_null() ? Json::object() : item.told->data},
                          {"epoch", item.epoch},
                          {"hash", item.hash}});
    return json({{"items", std::move(listed)}, {"_links", std::move(links)}});
}

}  // namespace lockstep::providers::smartthings
