#include "providers/smartthings/mock.hpp"

#include <algorithm>
#include <utility>

#include "http/target.hpp"

namespace lockstep::providers::smartthings {

namespace {

bool is_about_device(Call call) {
    switch (call) {
        case Call::get_device:
        case Call::device_status:
        case Call::component_status:
        case Call::capability_status:
        case Call::health:
        case Call::preferences:
        case Call::change_device:
        case Call::commands:
            return true;
        default:
            return false;
    }
}

}  // namespace

http::Response error_response(ErrorName name, std::vector<ErrorDetail> const& details) {
    auto id = uuid_of(static_cast<std::uint64_t>(name), details.size());
    std::transform(id.begin(), id.end(), id.begin(), [](char c) { return c >= 'a' && c <= 'f' ? char(c - 32) : c; });
    return http::json_response(facts_of(name).status, write_error(name, id, details));
}

SmartThingsMock::SmartThingsMock(VendorSetup const& setup)
    : profile_(setup.profile),
      pushes_(setup.capabilities.confirmation == engine::Confirmation::push),
      tokens_(setup.provider, setup.seed),
      seed_(setup.seed) {
    if (auto const& limit = setup.capabilities.rate_limit; limit.requests != 0) {
        quota_ = limit.requests;
        quota_period_ = limit.per;
    }
    for (auto const account : setup.accounts)
        accounts_.push_back(account.value);
    for (auto const& device : setup.devices) {
        Hub hub;
        hub.lock = device.device.value;
        hub.account = device.account.value;
        hub.pins = device.capabilities.pins;
        hub.codes_max = device.capabilities.slots;
        hub.name = device.name;
        hub.scanned = !awkward();
        hubs_.push_back(std::move(hub));
    }
    std::sort(hubs_.begin(), hubs_.end(), [](auto const& a, auto const& b) { return a.lock < b.lock; });
}

// --- requests -------------------------------------------------------------------------------------------------------

void SmartThingsMock::handle(ExchangeId exchange, Message const& message, Handling const& handling, sim::Cloud& cloud,
                             Instant now, MockEffects& effects) {
    auto const* request = std::get_if<http::Request>(&message);
    if (request == nullptr) {
        effects.replies.push_back({exchange, error_response(ErrorName::constraint_violation)});
        return;
    }
    Visit visit{.exchange = exchange,
                .request = *request,
                .handling = handling,
                .cloud = cloud,
                .now = now,
                .effects = effects,
                .query = {},
                .parameters = {}};
    auto response = serve(visit);
    effects.replies.push_back({exchange, std::move(response)});
}

http::Response SmartThingsMock::serve(Visit& visit) {
    if (visit.cloud.outage()) return error_response(ErrorName::unavailable);
    auto const target = http::split_target(visit.request.target);
    auto const path = without_version(target.path);
    auto const found = http::match(routes, visit.request.method, path);
    if (found.routed == http::Routed::unknown_path) return error_response(ErrorName::not_found);
    if (found.routed == http::Routed::wrong_method) {
        auto refusal = error_response(ErrorName::method_not_allowed);
        refusal.headers.set(http::field::allow, http::allowed_methods(routes, path));
        return refusal;
    }
    auto query = http::Query::parse(target.query);
    if (!query) return error_response(ErrorName::constraint_violation);
    visit.query = std::move(*query);
    visit.parameters = found.parameters;
    if (auto const base = visit.request.headers.find(http::field::base)) visit.base = *base;
    if (found.handler == Call::token) return token(visit);
    if (found.handler == Call::authorize) return authorize(visit);

    auto const account =
        tokens_.account_of_access(http::bearer(visit.request.headers), visit.handling.credential_time(visit.now));
    if (!account) return error_response(ErrorName::unauthorized);
    if (*account != TokenOffice::outsider && !visit.cloud.connected(*account))
        return error_response(ErrorName::unauthorized);
    visit.account = *account;
    if (is_about_device(found.handler)) return about_device(found.handler, visit);
    return route(found.handler, visit);
}

http::Response SmartThingsMock::route(Call call, Visit& visit) {
    switch (call) {
        case Call::list_devices:
            return list_devices(visit);
        case Call::history:
            return history(visit);
        case Call::list_subscriptions:
            return list_subscriptions(visit);
        case Call::subscribe:
            return subscribe(visit);
        case Call::get_subscription:
            return get_subscription(visit);
        case Call::unsubscribe:
            return unsubscribe(visit, false);
        case Call::unsubscribe_all:
            return unsubscribe(visit, true);
        case Call::make_sink:
            return make_sink(visit);
        case Call::open_sink:
            return open_sink(visit);
        case Call::close_sink:
            return close_sink(visit);
        case Call::list_locations:
            return list_locations(visit);
        case Call::list_installed_apps:
            return list_installed_apps(visit);
        case Call::get_installed_app:
            return get_installed_app(visit);
        case Call::list_capabilities:
            return list_capabilities(visit);
        case Call::get_capability:
            return get_capability(visit);
        case Call::nothing:
            return nothing_of_the_kind();
        default:
            return about_location(call, visit);
    }
}

http::Response SmartThingsMock::about_device(Call call, Visit& visit) {
    auto* const hub = hub_of(visit.parameters[0]);
    if (hub == nullptr || !visit.cloud.has_lock(hub->lock) || !may_see(visit, *hub))
        return error_response(ErrorName::not_found);
    if (!visit.cloud.connected(hub->account)) return error_response(ErrorName::unauthorized);
    if (auto const wait = over_quota(*hub, visit.now)) {
        auto refusal = error_response(ErrorName::too_many_requests);
        add_quota_fields(refusal, *hub, visit.now);
        return refusal;
    }
    hub->recent.push_back(visit.now);
    hub->slots.follow(visit.cloud.lock(hub->lock));
    auto const answer = [&] {
        switch (call) {
            case Call::get_device:
                return http::json_response(200, write_json(device_json(*hub)));
            case Call::device_status:
                return device_status(visit, *hub);
            case Call::component_status:
                return component_status(visit, *hub);
            case Call::capability_status:
                return capability_status(visit, *hub);
            case Call::health:
                return health(visit, *hub);
            case Call::change_device:
                return change_device(visit, *hub);
            case Call::preferences:
                return http::json_response(200, R"({"values":{}})");
            default:
                return commands(visit, *hub);
        }
    };
    auto response = answer();
    add_quota_fields(response, *hub, visit.now);
    return response;
}

// --- how much is too much -------------------------------------------------------------------------------------------

// How long to wait when a device's requests are used up: a window that slides over the arrivals.
std::optional<Duration> SmartThingsMock::over_quota(Hub& hub, Instant now) const {
    std::erase_if(hub.recent, [&](Instant arrival) { return now - arrival >= quota_period_; });
    if (hub.recent.size() < quota_) return std::nullopt;
    return quota_period_ - (now - hub.recent.front());
}

void SmartThingsMock::add_quota_fields(http::Response& response, Hub const& hub, Instant now) const {
    auto const used = hub.recent.size();
    auto const wait = hub.recent.empty() ? Duration{} : quota_period_ - (now - hub.recent.front());
    response.headers.set(header::limit, std::to_string(quota_));
    response.headers.set(header::remaining, std::to_string(used < quota_ ? quota_ - used : 0));
    response.headers.set(header::reset, std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

// --- small things ---------------------------------------------------------------------------------------------------

SmartThingsMock::Hub* SmartThingsMock::hub(sim::LockNumber lock) {
    auto const at = std::lower_bound(hubs_.begin(), hubs_.end(), lock,
                                     [](Hub const& one, sim::LockNumber number) { return one.lock < number; });
    return at != hubs_.end() && at->lock == lock ? &*at : nullptr;
}

SmartThingsMock::Hub* SmartThingsMock::hub_of(std::string_view device_id) {
    auto const lock = number_of(IdKind::device, device_id);
    return lock ? hub(*lock) : nullptr;
}

SmartThingsMock::KnownCode* SmartThingsMock::Hub::known(std::uint32_t slot) {
    auto const at =
        std::find_if(known_codes.begin(), known_codes.end(), [&](auto const& one) { return one.slot == slot; });
    return at != known_codes.end() ? &*at : nullptr;
}

bool SmartThingsMock::may_see(Visit const& visit, Hub const& hub) const {
    return visit.account == TokenOffice::outsider || visit.account == hub.account;
}

std::string SmartThingsMock::device_id(sim::LockNumber lock) const { return id_of(IdKind::device, lock); }

// Any access token will do; these are for clients that want to start like a connected app.
std::vector<Login> SmartThingsMock::logins() const {
    if (accounts_.empty()) return {};
    auto const account = accounts_.front();
    return {{"access_token", tokens_.access_token(account, never)},
            {"refresh_token", tokens_.refresh_token(account)},
            {"client_id", "lockstep"},
            {"client_secret", "lockstep-secret"},
            {"installed_app_id", id_of(IdKind::installed_app, account)},
            {"location_id", id_of(IdKind::location, account)}};
}

void SmartThingsMock::hash(StateHash& hash) const {
    hash.add(profile_, seed_, events_, quota_, quota_period_, tokens_, hubs_.size());
    auto const add = [&](Told const& told) {
        hash.add(told.at, told.lock, told.capability, told.attribute, told.value, write_json(told.data));
    };
    for (auto const& hub : hubs_) {
        hash.add(hub.lock, hub.slots, hub.codes_changed_at, hub.scan_ends, hub.scanned, hub.code_length, hub.unlocked);
        hash.add(hub.last_change.has_value(), hub.silent_since, hub.recent.size(), hub.known_codes.size(), hub.name);
        if (hub.last_change) add(*hub.last_change);
        add(hub.lock_changed);
        for (auto const arrival : hub.recent)
            hash.add(arrival);
        for (auto const& code : hub.known_codes)
            hash.add(code.slot, code.pin, code.name, code.being_renamed);
    }
    hash.add(later_.size(), history_.size(), subscriptions_.size());
    for (auto const& one : later_)
        hash.add(one.due, one.lock, one.slot, one.change, one.name);
    for (auto const& one : history_)
        add(one);
    for (auto const& one : subscriptions_)
        hash.add(one.id, one.app, write_json(one.body));
    hash.add(sinks_.size());
    for (auto const& one : sinks_)
        hash.add(one.id, one.account, write_json(one.filters), one.listener ? one.listener->value : 0);
}

}  // namespace lockstep::providers::smartthings
