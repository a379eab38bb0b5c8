#include "providers/open/mock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/retry_after.hpp"
#include "http/target.hpp"

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

http::Response too_many(Duration wait) {
    auto refusal = error_response(ErrorCode::rate_limited);
    http::set_retry_after(refusal.headers, wait);
    return refusal;
}

std::uint64_t hash_of(std::string_view text) {
    StateHash hash;
    hash.add(text);
    return hash.value();
}

}  // namespace

std::string access_code_id(sim::LockNumber lock, sim::Key key) { return fmt::format("ac_{}_{:x}", lock, key); }

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

http::Response error_response(ErrorCode code) { return http::json_response(facts_of(code).status, write_error(code)); }

OpenMock::OpenMock(VendorSetup const& setup)
    : profile_(setup.profile),
      dress_(setup.profile == Profile::awkward ? Dress::awkward : Dress::plain),
      capabilities_(setup.capabilities),
      tokens_(setup.provider, setup.seed),
      first_account_(setup.accounts.empty() ? 0 : setup.accounts.front().value),
      seed_(setup.seed) {
    for (auto const& device : setup.devices)
        locks_.push_back({device.device.value, device.capabilities.pins, device.name});
    std::sort(locks_.begin(), locks_.end(), [](auto const& a, auto const& b) { return a.lock < b.lock; });
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
    auto const route = http::match(routes, visit.request.method, path);
    if (route.routed == http::Routed::unknown_path) return error_response(ErrorCode::not_found);
    if (route.routed == http::Routed::wrong_method) {
        auto refusal = error_response(ErrorCode::method_not_allowed);
        refusal.headers.set(http::field::allow, http::allowed_methods(routes, path));
        return refusal;
    }
    if (route.handler == Call::token) return token(visit);

    auto const account = account_of(visit);
    if (!account || !visit.cloud.connected(*account)) return error_response(ErrorCode::unauthorized);
    visit.account = *account;
    if (auto const wait = over_quota(visit)) return too_many(*wait);

    bool const about_lock =
        route.handler == Call::list_codes || route.handler == Call::create_code || route.handler == Call::get_lock;
    bool const about_code = route.handler == Call::update_code || route.handler == Call::delete_code;
    if (about_lock) {
        auto const lock = lock_number(route.parameters[0]);
        if (!lock) return error_response(ErrorCode::device_not_found);
        visit.lock = *lock;
    }
    if (about_code) {
        auto const place = place_of(route.parameters[0]);
        if (!place) return error_response(ErrorCode::access_code_not_found);
        visit.lock = place->lock;
        visit.key = place->key;
    }
    if (about_lock || about_code) {
        auto const refused = visit.cloud.may_serve(visit.account, visit.lock, visit.now);
        if (refused != sim::Refused::no) return error_response(error_of(refused));
    }
    switch (route.handler) {
        case Call::list_codes:
            return list_codes(visit);
        case Call::create_code:
            return create_code(visit);
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
            break;
    }
    return error_response(ErrorCode::not_found);
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
    std::size_t of_account = 0, of_lock = 0;
    for (auto const& job : jobs_) {
        if (job.account == visit.account) of_account += job.parked.size();
        if (job.lock == visit.lock) of_lock += job.parked.size();
    }
    auto const reached = [](std::size_t open, std::uint32_t max) { return max != 0 && open >= max; };
    return reached(of_account, capabilities_.concurrency_max) || reached(of_lock, capabilities_.device_concurrency_max);
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
    if (too_many_open(visit)) return too_many(1s);

    if (visit.handling.lose_starts) record.starts = always;
    if (visit.handling.lose_ends) record.ends = never;
    auto const accepted = visit.cloud.put(visit.lock, over, std::move(record), visit.now);
    if (!accepted) return error_response(error_of(accepted.refused));
    remember(visit, accepted);
    return accept(visit, accepted, over ? EventType::code_updated : EventType::code_created,
                  body_of(visit.lock, accepted.key, accepted.record, CodeStatus::pending));
}

OpenMock::Reply OpenMock::delete_code(Visit& visit) {
    if (too_many_open(visit)) return too_many(1s);
    auto const accepted = visit.cloud.remove(visit.lock, visit.key, visit.now);
    if (!accepted) return error_response(error_of(accepted.refused));
    CodeBody body;
    body.access_code_id = access_code_id(visit.lock, visit.key);
    body.status = CodeStatus::pending;
    return accept(visit, accepted, EventType::code_deleted, std::move(body));
}

// Work is accepted: say so at once, or keep the request until the lock is done.
OpenMock::Reply OpenMock::accept(Visit const& visit, sim::Accepted const& accepted, EventType event, CodeBody body) {
    bool const park = capabilities_.confirmation == engine::Confirmation::answer;
    // Work that a lock forgot (a factory reset, a removed lock) never ends; its note is kept for a day.
    while (!jobs_.empty() && jobs_.front().parked.empty() && visit.now - jobs_.front().since > job_memory)
        jobs_.erase(jobs_.begin());
    if (park || accepted.job != 0) {
        Job job{accepted.job, event, visit.account, visit.lock, visit.now, {}};
        if (park) job.parked.push_back(visit.exchange);
        jobs_.push_back(std::move(job));
    }
    if (park) return std::nullopt;
    return code_response(202, body);
}

// A key that was used before answers what has become of the work it named; true when it did.
bool OpenMock::replay(Visit const& visit, Reply& reply) {
    if (!capabilities_.idempotency_keys) return false;
    auto const text = visit.request.headers.find(http::field::idempotency_key);
    if (!text) return false;
    auto const key = hash_of(*text);
    auto const used = std::find_if(remembered_.begin(), remembered_.end(), [&](Remembered const& one) {
        return one.key == key && one.account == visit.account && visit.now - one.at < idempotency_memory;
    });
    if (used == remembered_.end()) return false;
    auto const standing =
        visit.cloud.has_lock(used->lock) ? sim::standing_of(visit.cloud.lock(used->lock), used->code) : sim::Standing{};
    auto const job = std::find_if(jobs_.begin(), jobs_.end(), [&](Job const& one) { return one.id == used->job; });
    bool const open = used->job != 0 && job != jobs_.end();
    // Nothing is left of that work, or it is being undone: this is a new wish.
    if (!standing || standing.state == sim::EntryState::removing ||
        (!open && standing.state != sim::EntryState::active)) {
        remembered_.erase(used);
        return false;
    }
    if (open && capabilities_.confirmation == engine::Confirmation::answer) {
        job->parked.push_back(visit.exchange);
        return true;
    }
    auto const status = open ? CodeStatus::pending : CodeStatus::active;
    reply = code_response(open ? 202 : 200, body_of(used->lock, used->code, *standing.record, status));
    return true;
}

void OpenMock::remember(Visit const& visit, sim::Accepted const& accepted) {
    if (!capabilities_.idempotency_keys) return;
    auto const text = visit.request.headers.find(http::field::idempotency_key);
    if (!text) return;
    std::erase_if(remembered_, [&](Remembered const& one) { return visit.now - one.at >= idempotency_memory; });
    remembered_.push_back({hash_of(*text), visit.account, visit.now, visit.lock, accepted.key, accepted.job});
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

void OpenMock::hash(StateHash& hash) const {
    hash.add(profile_, seed_, jobs_.size(), quotas_.size(), remembered_.size(), subscriptions_.size());
    for (auto const& job : jobs_) {
        hash.add(job.id, job.event, job.account, job.since, job.parked.size());
        for (auto const exchange : job.parked)
            hash.add(exchange.value);
    }
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
}

}  // namespace lockstep::providers::open
