// Bolts, doors and what is told of them: remote operations through the bridge, keypad presses, the diary of a house.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "http/target.hpp"
#include "providers/august/mock.hpp"
#include "providers/august/protocol_json.hpp"

namespace lockstep::providers::august {

namespace {

constexpr std::array<std::string_view, 4> operation_words{"lock", "unlock", "unlatch", "status"};

std::string_view bolt_word(bool locked) { return locked ? "kAugLockState_Locked" : "kAugLockState_Unlocked"; }

std::int64_t milliseconds_between(Instant from, Instant to) { return microseconds(to - from) / 1000; }

}  // namespace

AugustMock::Reply AugustMock::remote_operation(Visit& visit) {
    auto const word = std::find(operation_words.begin(), operation_words.end(), std::string_view{visit.parameters[1]});
    if (word == operation_words.end()) return error_response(ErrorCode::not_found);
    if (!visit.cloud.lock(visit.lock).online()) return error_response(ErrorCode::bridge_offline);
    bool const busy = std::any_of(running_.begin(), running_.end(),
                                  [&](Running const& running) { return running.lock == visit.lock; });
    if (busy) return error_response(ErrorCode::bridge_busy);

    auto const query = http::Query::parse(http::split_target(visit.request.target).query);
    bool const asynchronous = query && query->find("type") == std::string_view{"async"};
    auto duration = operation_time;
    // Clients wake every lock up that way when they start; that keeps no bridge from other work.
    if (asynchronous && static_cast<Operation>(word - operation_words.begin()) == Operation::status) duration = {};
    if (profile_ == Profile::awkward && duration != Duration::zero()) {
        auto const luck = mix_bits(seed_ ^ ++last_number_) % static_cast<std::uint64_t>(2 * operation_jitter.count());
        duration += Duration{static_cast<std::int64_t>(luck)} - operation_jitter;
    }
    running_.push_back({.exchange = visit.exchange,
                        .answered = asynchronous,
                        .lock = visit.lock,
                        .account = visit.account,
                        .operation = static_cast<Operation>(word - operation_words.begin()),
                        .since = visit.now,
                        .due = later_by(visit.now, duration)});
    if (!asynchronous) return std::nullopt;
    http::Response taken{200, {}, "ok"};
    taken.headers.add(http::field::content_type, "text/plain");
    return taken;
}

// The motor has turned, or the link has gone meanwhile (`cloud` is null when nobody can tell).
http::Response AugustMock::finish(Running const& running, sim::Cloud const* cloud, Instant now) {
    auto* const state = state_of(running.lock);
    if (cloud != nullptr && !(cloud->has_lock(running.lock) && cloud->lock(running.lock).online()))
        return error_response(ErrorCode::timed_out);
    auto const word = operation_words[static_cast<std::size_t>(running.operation)];
    if (running.operation != Operation::status) {
        state->locked = running.operation == Operation::lock;
        state->bolt_at = now;
        moved_.push_back({running.lock, state->locked});
        write_down(*state, now, "remote_" + std::string{word}, user_id_of(running.account), {"Ada", "Host"});
    }
    Json const info{{"action", word},
                    {"startTime", stamp(running.since)},
                    {"lockID", lock_id(running.lock)},
                    {"lockType", "lock_version_5"},
                    {"serialNumber", "LMOCK" + std::to_string(running.lock)},
                    {"bridgeID", "bridge" + std::to_string(running.lock)},
                    {"duration", milliseconds_between(running.since, now)},
                    {"rssi", -71},
                    {"wlanRSSI", -48},
                    {"wlanSNR", 40},
                    {"context",
                     {{"transactionID", uuid_of('o', running.exchange.value)},
                      {"startDate", stamp(running.since)},
                      {"retryCount", 1}}}};
    channels_.tell(running.lock,
                   text_of(Json{{"remoteEvent", 1},
                                {"status", bolt_word(state->locked)},
                                {"doorState", "kAugDoorState_Closed"},
                                {"callingUserID", user_id_of(running.account)},
                                {"info", info}}),
                   now);
    return http::json_response(200, text_of(Json{{"status", bolt_word(state->locked)},
                                                 {"doorState", "kAugDoorState_Closed"},
                                                 {"retryCount", 1},
                                                 {"totalTime", milliseconds_between(running.since, now)},
                                                 {"resultsFromOperationCache", false},
                                                 {"info", info}}));
}

std::optional<Message> AugustMock::released(ExchangeId exchange) {
    if (auto empty = channels_.release(exchange)) {
        plan();
        return Message{std::move(*empty)};
    }
    auto const found = std::find_if(running_.begin(), running_.end(), [&](Running const& running) {
        return !running.answered && running.exchange == exchange;
    });
    if (found == running_.end()) return std::nullopt;
    auto const running = *found;
    running_.erase(found);
    auto answer = finish(running, nullptr, running.since);
    plan();
    return Message{std::move(answer)};
}

AugustMock::Reply AugustMock::channel(Visit const& visit) {
    auto const query = http::Query::parse(http::split_target(visit.request.target).query);
    if (!query) return error_response(ErrorCode::invalid_request);
    auto const text = query->find("tt").value_or("0");
    TimeToken since = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), since);
    if (error != std::errc{} || end != text.data() + text.size()) return error_response(ErrorCode::invalid_request);
    return channels_.poll(visit.exchange, visit.parameters[0], visit.parameters[1], since, visit.now);
}

void AugustMock::pressed(sim::LockNumber lock, std::string_view pin, bool opened, Instant now, MockEffects& effects) {
    auto* const state = state_of(lock);
    if (state == nullptr || !opened) return;  // the cloud is not told of PINs that open nothing
    state->locked = false;
    state->bolt_at = now;
    auto const* const record = state->pins.by_pin(pin);
    // A PIN that the cloud does not know of, or does not believe in yet, opens all the same.
    auto const user = record == nullptr ? uuid_of('k', lock) : record->user_id;
    write_down(*state, now, "pin_unlock", user, record == nullptr ? PersonName{"Unknown", "User"} : record->person);
    channels_.tell(lock,
                   text_of(Json{{"status", bolt_word(false)},
                                {"callingUserID", user},
                                {"doorState", "kAugDoorState_Closed"},
                                {"info", {{"action", "unlock"}, {"byKeypad", true}, {"lockID", lock_id(lock)}}}}),
                   now);
    channels_.run_due(now, effects.replies);
    if (record != nullptr && record->access == AccessType::one_time && !record->partner_id.empty())
        state->pins.by_user(record->partner_id, record->user_id)->spent = true;
    plan();
}

void AugustMock::bolt_moved(BoltMoved const& moved, BoltMover mover, Instant now, MockEffects& effects) {
    auto* const state = state_of(moved.lock);
    if (state == nullptr) return;
    state->locked = moved.locked;
    state->bolt_at = now;
    auto const word = operation_words[static_cast<std::size_t>(moved.locked ? Operation::lock : Operation::unlock)];
    bool const remote = mover == BoltMover::remote;
    auto const how = remote ? "remote_" : mover == BoltMover::hand ? "manual_" : "auto_";
    auto const user = remote ? user_id_of(state->account) : uuid_of('k', moved.lock);
    write_down(*state, now, how + std::string{word}, user, remote ? PersonName{"Ada", "Host"} : PersonName{});
    channels_.tell(moved.lock,
                   text_of(Json{{"status", bolt_word(moved.locked)},
                                {"callingUserID", user},
                                {"doorState", "kAugDoorState_Closed"},
                                {"info", {{"action", word}, {"lockID", lock_id(moved.lock)}}}}),
                   now);
    channels_.run_due(now, effects.replies);
    plan();
}

void AugustMock::write_down(LockState const& state, Instant now, std::string_view action, std::string_view user_id,
                            PersonName const& person) {
    if (diary_.size() == diary_max) diary_.erase(diary_.begin());
    diary_.push_back({.number = ++last_number_,
                      .at = now,
                      .lock = state.lock,
                      .account = state.account,
                      .action = std::string{action},
                      .user_id = std::string{user_id},
                      .person = person});
    tell_hooks(state, diary_.back());
}

AugustMock::Reply AugustMock::set_hook(Visit const& visit) {
    auto wish = http::is_json(visit.request.headers) ? read_hook(visit.request.body) : std::nullopt;
    if (!wish) return error_response(ErrorCode::invalid_request);
    std::erase_if(hooks_, [&](Hook const& hook) { return hook.lock == visit.lock && hook.account == visit.account; });
    hooks_.push_back({visit.lock, visit.account, std::move(*wish), visit.from_outside()});
    return http::json_response(200, "{}");
}

AugustMock::Reply AugustMock::forget_hook(Visit const& visit) {
    auto const gone = std::erase_if(hooks_, [&](Hook const& hook) {
        return hook.lock == visit.lock && hook.account == visit.account && hook.wish.client_id == visit.parameters[1];
    });
    return gone == 0 ? error_response(ErrorCode::not_found) : http::json_response(200, "{}");
}

// Whoever wanted to hear of a lock hears of what is written into the diary.
void AugustMock::tell_hooks(LockState const& state, DiaryEntry const& entry) {
    for (auto const& hook : hooks_) {
        if (hook.lock != state.lock || letters_.size() == letters_max) continue;
        Json const body{
            {"EventID", object_id(entry.number)},
            {"EventType", "operation"},
            {"Event", entry.action},
            {"LockID", lock_id(entry.lock)},
            {"LockName", state.name},
            {"TimeStamp", microseconds(entry.at) / 1000},
            {"User", {{"UserID", entry.user_id}, {"FirstName", entry.person.first}, {"LastName", entry.person.last}}}};
        auto const [path, query] = http::split_target(hook.wish.url);
        auto request = http::json_request(
            http::Method::post, std::string{path} + (query.empty() ? "" : "?") + std::string{query}, text_of(body));
        request.headers.add(hook.wish.header, hook.wish.token);
        letters_.push_back({engine::AccountId{state.account}, engine::DeviceId{state.lock}, std::move(request),
                            hook.from_outside ? hook.wish.url : std::string{}});
    }
}

}  // namespace lockstep::providers::august
