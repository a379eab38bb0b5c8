#include "providers/august/mock.hpp"

#include <algorithm>
#include <utility>

#include "http/retry_after.hpp"
#include "http/target.hpp"

namespace lockstep::providers::august {

http::Response error_response(ErrorCode error) {
    return http::json_response(facts_of(error).status, write_error(error));
}

http::Response too_many(Duration wait) {
    auto refusal = error_response(ErrorCode::rate_limited);
    http::set_retry_after(refusal.headers, wait);
    return refusal;
}

AugustMock::AugustMock(Brand brand, VendorSetup const& setup)
    : brand_(brand),
      profile_(setup.profile),
      capabilities_(setup.capabilities),
      seed_(setup.seed),
      tokens_(setup.provider, setup.seed) {
    for (auto const account : setup.accounts)
        accounts_.push_back(account.value);
    for (auto const& device : setup.devices)
        locks_.push_back({.lock = device.device.value,
                          .account = device.account.value,
                          .name = device.name,
                          .rules = device.capabilities.pins,
                          .slots = std::min(device.capabilities.slots, pins_max),
                          .pins = {}});
    std::sort(locks_.begin(), locks_.end(), [](auto const& a, auto const& b) { return a.lock < b.lock; });
}

// --- requests -------------------------------------------------------------------------------------------------------

void AugustMock::handle(ExchangeId exchange, Message const& message, Handling const& handling, sim::Cloud& cloud,
                        Instant now, MockEffects& effects) {
    auto const* request = std::get_if<http::Request>(&message);
    if (request == nullptr) {
        effects.replies.push_back({exchange, error_response(ErrorCode::invalid_request)});
        return;
    }
    Visit visit{exchange, *request, handling, cloud, now, effects, {}};
    if (auto reply = serve(visit)) effects.replies.push_back({exchange, std::move(*reply)});
    plan();
}

AugustMock::Reply AugustMock::serve(Visit& visit) {
    if (visit.cloud.outage()) return error_response(ErrorCode::unavailable);
    auto const path = http::split_target(visit.request.target).path;
    auto route = http::match(routes, visit.request.method, path);
    if (route.routed == http::Routed::unknown_path) return error_response(ErrorCode::not_found);
    if (route.routed == http::Routed::wrong_method) {
        auto refusal = error_response(ErrorCode::method_not_allowed);
        refusal.headers.set(http::field::allow, http::allowed_methods(routes, path));
        return refusal;
    }
    visit.parameters = std::move(route.parameters);
    switch (route.handler) {
        case Call::session:
            return session(visit);
        case Call::oauth_token:
            return oauth_token(visit);
        case Call::channel:
            return channel(visit);
        case Call::channel_presence:
            return http::json_response(200, R"({"status":200,"message":"OK","service":"Presence"})");
        case Call::channel_time:
            return http::json_response(200, "[" + std::to_string(channels_.now_token(visit.now)) + "]");
        default:
            break;
    }

    auto refused = ErrorCode::other;
    if (!identify(visit, refused)) return error_response(refused);
    // Before an installation is validated its token is good for nothing else than that.
    if (route.handler == Call::send_code) return send_code(visit);
    if (route.handler == Call::validate_code) return validate_code(visit);
    if (!visit.claims.validated) return error_response(ErrorCode::unauthorized);

    if (auto const wait = over_quota(visit)) return too_many(*wait);
    auto reply = serve_account(route.handler, visit);
    if (reply) hand_out_token(visit, *reply);
    return reply;
}

// Whose request it is. A brand's clients send the token under that brand's name; strictly judged, they have to.
bool AugustMock::identify(Visit& visit, ErrorCode& refused) const {
    auto const& brand = facts_of(brand_);
    auto const& headers = visit.request.headers;
    auto text = headers.find(brand.token_header);
    refused = ErrorCode::wrong_brand;
    if (profile_ == Profile::awkward) {
        auto const word = headers.find(brand.brand_header);
        if (!text && (headers.has(header::token) || headers.has(header::token_plain))) return false;
        if (word && *word != brand.brand_word) return false;
    }
    if (!text) text = headers.find(header::token);
    if (!text) text = headers.find(header::token_plain);
    refused = ErrorCode::unauthorized;
    if (!text || text->empty()) return false;

    auto const judged_at = visit.handling.credential_time(visit.now);
    if (auto const bearer = tokens_.open(*text)) {
        if (judged_at >= bearer->claims.expires_at) return false;
        visit.account = bearer->account;
        visit.claims = bearer->claims;
        // It is the installation that gets validated, not the token: one from before is as good as the next.
        visit.claims.validated |= tokens_.validated(bearer->account, bearer->claims.install_id);
    } else {
        // Tokens that come by OAuth are written elsewhere: any will do, for the first account. Brands that know
        // passwords take such tokens too, and have nothing to tell them by but their form.
        bool const from_elsewhere = brand.login == LoginBy::oauth || tokens_.is_foreign(*text, judged_at);
        if (!from_elsewhere || accounts_.empty()) return false;
        visit.account = accounts_.front();
        visit.claims = {.user_id = user_id_of(visit.account), .validated = true};
    }
    bool const known = std::find(accounts_.begin(), accounts_.end(), visit.account) != accounts_.end();
    return known && visit.cloud.connected(visit.account);
}

AugustMock::Reply AugustMock::serve_account(Call call, Visit& visit) {
    switch (call) {
        case Call::me:
            return me(visit);
        case Call::houses:
        case Call::house:
            return houses(visit);
        case Call::activities:
            return activities(visit);
        case Call::locks:
            return list_locks(visit);
        case Call::user:
            return visit.parameters[0] == user_id_of(visit.account) ? me(visit) : error_response(ErrorCode::not_found);
        case Call::bridges:
        case Call::bridge:
            return bridges(visit);
        case Call::doorbells:  // clients ask for everything an account may have; here that is locks
        case Call::cameras:
            return http::json_response(200, "{}");
        case Call::alarms:
            return http::json_response(200, "[]");
        case Call::capabilities:
            return capabilities(visit);
        case Call::new_guest:
            return new_guest(visit);
        case Call::subscribe:
        case Call::subscriber:
            return http::json_response(200, R"({"subscriberID":")" + uuid_of('s', visit.account) + R"("})");
        case Call::unsubscribe:
            return http::json_response(200, "{}");
        default:
            return serve_lock(call, visit);
    }
}

AugustMock::Reply AugustMock::serve_lock(Call call, Visit& visit) {
    auto const lock = lock_number(visit.parameters[0]);
    if (!lock || state_of(*lock) == nullptr) return error_response(ErrorCode::unknown_lock);
    visit.lock = *lock;
    if (visit.cloud.may_serve(visit.account, visit.lock, visit.now) != sim::Refused::no)
        return error_response(ErrorCode::unknown_lock);
    switch (call) {
        case Call::lock:
            return lock_detail(visit);
        case Call::lock_status:
            return lock_status(visit);
        case Call::remote_operation:
            return remote_operation(visit);
        case Call::pins:
            return list_pins(visit);
        case Call::pin_commands:
            return pin_commands(visit);
        case Call::user_pin:
            return user_pin(visit);
        case Call::reserve_pin:
            return reserve_pin(visit);
        case Call::sync_pins:
            return sync_pins(visit);
        case Call::webhook:
            return set_hook(visit);
        case Call::forget_webhook:
            return forget_hook(visit);
        default:
            return error_response(ErrorCode::not_found);
    }
}

// --- limits ---------------------------------------------------------------------------------------------------------

AugustMock::Arrivals& AugustMock::arrivals_of(std::vector<Arrivals>& all, std::uint32_t account) {
    auto const known = std::find_if(all.begin(), all.end(), [&](auto const& one) { return one.account == account; });
    return known != all.end() ? *known : all.emplace_back(Arrivals{.account = account, .recent = {}});
}

// How long to wait when the account has used up its requests: a window that slides over the arrivals.
std::optional<Duration> AugustMock::over_quota(Visit const& visit) {
    auto const& limit = capabilities_.rate_limit;
    if (limit.requests == 0) return std::nullopt;
    auto& recent = arrivals_of(quota_, visit.account).recent;
    std::erase_if(recent, [&](Instant arrival) { return visit.now - arrival >= limit.per; });
    if (recent.size() >= limit.requests) return limit.per - (visit.now - recent.front());
    recent.push_back(visit.now);
    return std::nullopt;
}

// Too many PIN commands in a short time close that gate, and no other, for ten minutes.
std::optional<Duration> AugustMock::flooded(Visit const& visit) {
    auto& gate = arrivals_of(floods_, visit.account);
    if (visit.now < gate.blocked_until) return gate.blocked_until - visit.now;
    std::erase_if(gate.recent, [&](Instant arrival) { return visit.now - arrival >= flood_period; });
    if (gate.recent.size() >= flood_requests) {
        gate.recent.clear();
        gate.blocked_until = later_by(visit.now, flood_block);
        return flood_block;
    }
    gate.recent.push_back(visit.now);
    return std::nullopt;
}

// --- small things ---------------------------------------------------------------------------------------------------

AugustMock::LockState* AugustMock::state_of(sim::LockNumber lock) {
    return const_cast<LockState*>(std::as_const(*this).state_of(lock));
}

AugustMock::LockState const* AugustMock::state_of(sim::LockNumber lock) const {
    auto const at = std::lower_bound(locks_.begin(), locks_.end(), lock,
                                     [](LockState const& one, sim::LockNumber number) { return one.lock < number; });
    return at != locks_.end() && at->lock == lock ? &*at : nullptr;
}

std::string AugustMock::device_id(sim::LockNumber lock) const { return lock_id(lock); }

std::vector<Login> AugustMock::logins() const {
    auto const account = accounts_.empty() ? 0 : accounts_.front();
    if (facts_of(brand_).login == LoginBy::oauth)
        return {{"refresh_token", tokens_.refresh_token(account)},
                {"access_token", tokens_.token(account, known_install_id(account), true, never)}};
    return {{"identifier", email_of(account)},
            {"password", password_of(account)},
            {"install_id", known_install_id(account)},
            {"validation_code", std::string{validation_code}}};
}

// When to be woken: looked up after everything that may have changed it, because the world asks far more often.
void AugustMock::plan() {
    due_ = letters_.empty() && moved_.empty() ? channels_.next_due() : always;
    for (auto const& running : running_)
        due_ = std::min(due_, running.due);
    if (!pins_have_timers_) return;
    for (auto const& state : locks_)
        due_ = std::min(due_, state.pins.next_due());
}

void AugustMock::hash(StateHash& hash) const {
    hash.add(brand_, profile_, seed_, tokens_, channels_, last_number_, due_);
    for (auto const& state : locks_)
        hash.add(state.lock, state.pins, state.locked, state.bolt_at);
    for (auto const& one : running_)
        hash.add(one.exchange.value, one.answered, one.lock, one.operation, one.due);
    hash.add(diary_.size(), guests_.size(), reserved_.size(), hooks_.size(), letters_.size());
    for (auto const& hook : hooks_)
        hash.add(hook.lock, hook.account, hook.wish.url, hook.wish.client_id, hook.wish.token);
    for (auto const& one : diary_)
        hash.add(one.number, one.at, one.lock, one.action, one.user_id);
    for (auto const* const all : {&quota_, &floods_})
        for (auto const& gate : *all) {
            hash.add(gate.account, gate.blocked_until, gate.recent.size());
            for (auto const arrival : gate.recent)
                hash.add(arrival);
        }
    for (auto const& guest : guests_)
        hash.add(guest.user_id, guest.lock, guest.person.first, guest.person.last);
    for (auto const& one : reserved_)
        hash.add(one.lock, one.pin, one.until);
}

}  // namespace lockstep::providers::august
