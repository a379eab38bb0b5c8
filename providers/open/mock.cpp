#include "providers/open/mock.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "http/retry_after.hpp"
#include "http/target.hpp"
#include "providers/open/protocol_2022.hpp"

namespace lockstep::providers::open {

namespace {

ErrorCode error_of(sim::Refused refused) {
    switch (refused) {
        case sim::Refused::unauthorized:
            return ErrorCode::unauthorized;
        case sim::Refused::unavailable:
            return ErrorCode::service_unavailable;
        case sim::Refused::device_offline:
            return ErrorCode::device_offline;
        case sim::Refused::no_such_lock:
            return ErrorCode::device_not_found;
        case sim::Refused::no_such_code:
            return ErrorCode::access_code_not_found;
        case sim::Refused::pin_conflict:
            return ErrorCode::pin_conflict;
        case sim::Refused::invalid_pin:
            return ErrorCode::invalid_pin;
        case sim::Refused::no_space:
            return ErrorCode::no_space;
        case sim::Refused::name_conflict:
            return ErrorCode::name_conflict;
        case sim::Refused::no:
            break;
    }
    return ErrorCode::internal_error;
}

http::Response too_many(Duration wait, Generation generation) {
    auto refusal = error_response(ErrorCode::rate_limited, generation);
    http::set_retry_after(refusal.headers, wait);
    return refusal;
}

}  // namespace

std::string access_code_id(sim::LockNumber lock, sim::Key key) {
    // Made for every code of every list: without a format text to be read each time.
    std::array<char, 3 + 10 + 1 + 16> text{'a', 'c', '_'};
    auto* const end = text.data() + text.size();
    auto* at = std::to_chars(text.data() + 3, end, lock).ptr;
    *at++ = '_';
    at = std::to_chars(at, end, key, 16).ptr;
    return {text.data(), at};
}

std::optional<CodePlace> place_of(std::string_view id) {
    CodePlace place;
    auto const* const end = id.data() + id.size();
    if (!id.starts_with("ac_")) return std::nullopt;
    auto const lock = std::from_chars(id.data() + 3, end, place.lock);
    if (lock.ec != std::errc{} || lock.ptr == end || *lock.ptr != '_') return std::nullopt;
    auto const key = std::from_chars(lock.ptr + 1, end, place.key, 16);
    if (key.ec != std::errc{} || access_code_id(place.lock, place.key) != id) return std::nullopt;
    return place;
}

http::Response error_response(ErrorCode code, Generation generation) {
    return http::json_response(facts_of(code).status, write_error(code, generation));
}

http::Response OpenMock::error_response(ErrorCode code) const { return open::error_response(code, generation_); }

OpenMock::OpenMock(VendorSetup const& setup, Generation generation)
    : generation_(generation),
      profile_(setup.profile),
      dress_(setup.profile == Profile::awkward ? Dress::awkward : Dress::plain),
      capabilities_(setup.capabilities),
      tokens_(setup.provider, setup.seed),
      first_account_(setup.accounts.empty() ? 0 : setup.accounts.front().value),
      seed_(setup.seed) {
    for (auto const& device : setup.devices)
        locks_.push_back({device.device.value, device.capabilities.pins, device.name});
    std::sort(locks_.begin(), locks_.end(), [](auto const& a, auto const& b) { return a.lock < b.lock; });
    if (!of_2022()) return;
    // Its messages can say nothing else.
    capabilities_.native_scheduling = false;
    capabilities_.edit_in_place = false;
    capabilities_.reads = engine::Reads::pins;
    capabilities_.confirmation = engine::Confirmation::answer;
    capabilities_.idempotency_keys = false;
}

// --- requests -------------------------------------------------------------------------------------------------------

void OpenMock::handle(ExchangeId exchange, Message const& message, Handling const& handling, sim::Cloud& cloud,
                      Instant now, MockEffects& effects) {
    auto const* request = std::get_if<http::Request>(&message);
    if (request == nullptr) {
        effects.replies.push_back({exchange, error_response(ErrorCode::invalid_request)});
        return;
    }
    Visit visit{exchange, *request, handling, cloud, now};
    if (auto reply = serve(visit)) effects.replies.push_back({exchange, std::move(*reply)});
}

// Clients from outside may use whatever token they have; one of ours has to be right.
std::optional<std::uint32_t> OpenMock::account_of(Visit const& visit) const {
    auto const token = http::bearer(visit.request.headers);
    if (visit.handling.credential_now && !token.empty() && !TokenOffice::is_ours(token)) return first_account_;
    return tokens_.account_of_access(token, visit.handling.credential_time(visit.now));
}

OpenMock::Reply OpenMock::serve(Visit& visit) {
    if (visit.cloud.outage()) return error_response(ErrorCode::service_unavailable);
    auto const path = http::split_target(visit.request.target).path;
    std::span<http::Route<Call> const> table{routes};
    if (of_2022()) table = routes_2022;
    auto const route = http::match(table, visit.request.method, path);
    if (route.routed == http::Routed::unknown_path) return error_response(ErrorCode::not_found);
    if (route.routed == http::Routed::wrong_method) {
        auto refusal = error_response(ErrorCode::method_not_allowed);
        refusal.headers.set(http::field::allow, http::allowed_methods(table, path));
        return refusal;
    }
    if (route.handler == Call::token) return token(visit);
    if (route.handler == Call::health) return http::json_response(200, write_ok(dress_));

    auto const account = account_of(visit);
    if (!account || !visit.cloud.connected(*account)) return error_response(ErrorCode::unauthorized);
    visit.account = *account;
    if (auto const wait = over_quota(visit)) return too_many(*wait, generation_);
    if (auto const error = find_subject(visit, route.handler, route.parameters[0])) return error_response(*error);

    switch (route.handler) {
        case Call::list_codes:
            return of_2022() ? look_2022(visit, std::nullopt) : list_codes(visit);
        case Call::get_code:
            return look_2022(visit, visit.key);
        case Call::create_code:
            return of_2022() ? create_code_2022(visit) : create_code(visit);
        case Call::update_code:
            return update_code(visit);
        case Call::delete_code:
            return delete_code(visit);
        case Call::list_locks:
            return list_locks(visit);
        case Call::get_lock:
            return get_lock(visit);
        case Call::subscribe:
            return subscribe(visit);
        case Call::token:
        case Call::health:
            break;
    }
    return error_response(ErrorCode::not_found);
}

// The lock, and where there is one the code, that a request is about, if its account may be served there.
std::optional<ErrorCode> OpenMock::find_subject(Visit& visit, Call call, std::string_view parameter) const {
    bool const about_lock = call == Call::list_codes || call == Call::create_code || call == Call::get_lock;
    bool const about_code = call == Call::update_code || call == Call::delete_code || call == Call::get_code;
    if (about_lock) {
        auto const id = of_2022() ? named_lock_2022(visit.request) : std::string{parameter};
        if (!id) return ErrorCode::invalid_request;
        auto const lock = lock_number(*id);
        if (!lock) return ErrorCode::device_not_found;
        visit.lock = *lock;
    } else if (about_code) {
        auto const place = place_of(parameter);
        if (!place) return ErrorCode::access_code_not_found;
        visit.lock = place->lock;
        visit.key = place->key;
    } else {
        return std::nullopt;
    }
    auto const refused = visit.cloud.may_serve(visit.account, visit.lock, visit.now);
    if (refused == sim::Refused::no) return std::nullopt;
    return error_of(refused);
}

// How long to wait when the account has used up its requests: a window that slides over the arrivals.
std::optional<Duration> OpenMock::over_quota(Visit const& visit) {
    auto const& limit = capabilities_.rate_limit;
    if (limit.requests == 0) return std::nullopt;
    auto quota =
        std::find_if(quotas_.begin(), quotas_.end(), [&](auto const& q) { return q.account == visit.account; });
    if (quota == quotas_.end()) quota = quotas_.insert(quotas_.end(), {visit.account, {}});
    std::erase_if(quota->recent, [&](Instant arrival) { return visit.now - arrival >= limit.per; });
    if (quota->recent.size() >= limit.requests) return limit.per - (visit.now - quota->recent.front());
    quota->recent.push_back(visit.now);
    return std::nullopt;
}

// Only requests that change something and wait for their lock are open for longer than an instant.
bool OpenMock::too_many_open(Visit const& visit) const {
    if (capabilities_.concurrency_max == 0 && capabilities_.device_concurrency_max == 0) return false;
    auto const open = jobs_.open(visit.account, visit.lock);
    auto const reached = [](std::size_t count, std::uint32_t max) { return max != 0 && count >= max; };
    return reached(open.of_account, capabilities_.concurrency_max) ||
           reached(open.of_lock, capabilities_.device_concurrency_max);
}

bool OpenMock::accepts_pin(sim::LockNumber lock, std::string_view pin) const {
    auto const* known = facts(lock);
    auto const digits = std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && known != nullptr && known->pins.accepts_length(pin.size());
}

OpenMock::Reply OpenMock::create_code(Visit& visit) {
    auto const body = http::is_json(visit.request.headers) ? read_code_request(visit.request.body) : std::nullopt;
    if (!body || !body->name || !body->code) return error_response(ErrorCode::invalid_request);
    return put(visit, std::nullopt,
               {.pin = *body->code,
                .starts = body->starts_at.value_or(always),
                .ends = body->ends_at.value_or(never),
                .name = *body->name});
}

OpenMock::Reply OpenMock::update_code(Visit& visit) {
    if (!capabilities_.edit_in_place) {
        auto refusal = error_response(ErrorCode::method_not_allowed);
        refusal.headers.set(http::field::allow, http::name_of(http::Method::delete_));
        return refusal;
    }
    auto const body = http::is_json(visit.request.headers) ? read_code_request(visit.request.body) : std::nullopt;
    if (!body) return error_response(ErrorCode::invalid_request);
    auto const standing = sim::standing_of(visit.cloud.lock(visit.lock), visit.key);
    if (!standing) return error_response(ErrorCode::access_code_not_found);
    auto const& old = *standing.record;
    return put(visit, visit.key,
               {.pin = body->code.value_or(old.pin),
                .starts = body->starts_at.value_or(old.starts),
                .ends = body->ends_at.value_or(old.ends),
                .name = body->name.value_or(old.name)});
}

OpenMock::Reply OpenMock::put(Visit& visit, std::optional<sim::Key> over, sim::Record record) {
    bool const bounded = record.starts != always || record.ends != never;
    if (bounded && !capabilities_.native_scheduling) return error_response(ErrorCode::invalid_request);
    if (record.ends <= record.starts) return error_response(ErrorCode::invalid_request);
    if (!accepts_pin(visit.lock, record.pin)) return error_response(ErrorCode::invalid_pin);
    Reply again;
    if (replay(visit, again)) return again;
    if (too_many_open(visit)) return too_many(1s, generation_);

    if (visit.handling.lose_starts) record.starts = always;
    if (visit.handling.lose_ends) record.ends = never;
    auto const accepted = visit.cloud.put(visit.lock, over, std::move(record), visit.now);
    if (!accepted) return error_response(error_of(accepted.refused));
    remember(visit, accepted);
    return accept(visit, accepted, over ? EventType::code_updated : EventType::code_created,
                  body_of(visit.lock, accepted.key, accepted.record, CodeStatus::pending));
}

OpenMock::Reply OpenMock::delete_code(Visit& visit) {
    if (too_many_open(visit)) return too_many(1s, generation_);
    auto const accepted = visit.cloud.remove(visit.lock, visit.key, visit.now);
    // The generation of 2022 has one word for every removal that a lock does not do.
    if (of_2022() && accepted.refused == sim::Refused::device_offline)
        return error_response(ErrorCode::access_code_removal_failed);
    if (!accepted) return error_response(error_of(accepted.refused));
    CodeBody body;
    body.access_code_id = access_code_id(visit.lock, visit.key);
    body.status = CodeStatus::pending;
    return accept(visit, accepted, EventType::code_deleted, std::move(body));
}

// Work is accepted: say so at once, or keep the request until the lock is done.
OpenMock::Reply OpenMock::accept(Visit const& visit, sim::Accepted const& accepted, EventType event, CodeBody body) {
    bool const park = capabilities_.confirmation == engine::Confirmation::answer;
    jobs_.forget_since_before(visit.now - job_memory);
    if (park || accepted.job != 0) {
        Job job{accepted.job, event, visit.account, visit.lock, visit.now, {}};
        if (park) job.parked.push_back(visit.exchange);
        jobs_.add(std::move(job));
    }
    if (park) return std::nullopt;
    return code_response(202, body);
}

// --- small things ---------------------------------------------------------------------------------------------------

OpenMock::LockFacts const* OpenMock::facts(sim::LockNumber lock) const {
    auto const at = std::lower_bound(locks_.begin(), locks_.end(), lock,
                                     [](LockFacts const& one, sim::LockNumber number) { return one.lock < number; });
    return at != locks_.end() && at->lock == lock ? &*at : nullptr;
}

std::string OpenMock::device_id(sim::LockNumber lock) const { return lock_id(lock); }

CodeBody OpenMock::body_of(sim::LockNumber lock, sim::Key key, sim::Record const& record, CodeStatus status) const {
    CodeBody body{.access_code_id = access_code_id(lock, key),
                  .lock_id = lock_id(lock),
                  .status = status,
                  .name = record.name,
                  .code = std::nullopt,
                  .starts_at = record.starts,
                  .ends_at = record.ends};
    if (capabilities_.reads == engine::Reads::pins) body.code = record.pin;
    return body;
}

http::Response OpenMock::code_response(int status, CodeBody const& body) const {
    return http::json_response(status, write_code(body, dress_));
}

// What a request that was held is told when its lock is done.
http::Response OpenMock::done_response(Job const& job, CodeBody const& body) const {
    if (!of_2022()) return code_response(200, body);
    if (job.event == EventType::code_deleted) return http::json_response(200, write_ok(dress_));
    return http::json_response(200, write_code_2022(body, owner_id(job.account), dress_));
}

void OpenMock::hash(StateHash& hash) const {
    hash.add(profile_, seed_, jobs_.size(), quotas_.size(), remembered_.size(), subscriptions_.size());
    hash.add(jobs_);
    for (auto const& quota : quotas_) {
        hash.add(quota.account, quota.recent.size());
        for (auto const arrival : quota.recent)
            hash.add(arrival);
    }
    for (auto const& one : remembered_)
        hash.add(one.key, one.account, one.at, one.lock, one.code, one.job);
    for (auto const& one : subscriptions_)
        hash.add(one.account, one.path, one.url);
    hash.add(outbox_);
    for (auto const& look : held_)
        hash.add(look.exchange.value, look.account, look.lock, look.key.value_or(0), look.since);
}

}  // namespace lockstep::providers::open
