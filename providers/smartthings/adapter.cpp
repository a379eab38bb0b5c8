#include "providers/smartthings/adapter.hpp"

#include <algorithm>

#include "http/retry_after.hpp"
#include "http/target.hpp"

namespace lockstep::providers::smartthings {

SmartThingsAdapter::SmartThingsAdapter(AdapterSettings settings) : settings_(std::move(settings)) {}

void SmartThingsAdapter::start(engine::ProviderCall const& call, Instant now, AdapterEffects& effects) {
    open_.push_back({.operation = Operation{call, codes_max(call.device), slots_}});
    dispatch(open_.back(), now, effects);
}

void SmartThingsAdapter::abandon(engine::CallId call) {
    for (auto& open : open_)  // others may still wait for the look
        if (open.operation.call().id == call) open.abandoned = true;
    std::erase_if(open_, [&](Open const& open) {
        return open.abandoned && follower_of(open.operation.call().id) == open_.end();
    });
    login_.given_up_by(call);
}

// Somebody else is looking at that lock just now.
bool SmartThingsAdapter::join_look(Open& open) const {
    if (!open.operation.looks_first()) return false;
    auto const& call = open.operation.call();
    auto const leader = std::find_if(open_.begin(), open_.end(), [&](Open const& other) {
        return &other != &open && !other.follows && !other.abandoned && other.operation.looks_first() &&
               other.operation.call().device == call.device;
    });
    if (leader == open_.end()) return false;
    open.follows = leader->operation.call().id;
    return true;
}

// The look has ended: its answer is everybody's.
void SmartThingsAdapter::share_look(engine::CallId leader, http::Response const& response, Instant now,
                                    AdapterEffects& effects) {
    for (auto next = follower_of(leader); next != open_.end(); next = follower_of(leader)) {
        next->follows = {};
        take(next, response, now, effects);
    }
}

// The look has come to nothing: who followed it makes one of its own.
void SmartThingsAdapter::leave_look(engine::CallId leader, Instant now, AdapterEffects& effects) {
    std::vector<engine::CallId> left;
    for (auto& open : open_)
        if (open.follows == leader) left.push_back(open.operation.call().id), open.follows = {};
    for (auto const call : left)
        for (auto& open : open_)
            if (open.operation.call().id == call && !open.follows) dispatch(open, now, effects);
}

std::deque<SmartThingsAdapter::Open>::iterator SmartThingsAdapter::follower_of(engine::CallId leader) {
    return std::find_if(open_.begin(), open_.end(), [&](Open const& open) { return open.follows == leader; });
}

void SmartThingsAdapter::dispatch(Open& open, Instant now, AdapterEffects& effects) {
    if (join_look(open)) return;
    if (now >= settings_.credentials.expires_at)
        need_token(open, effects);
    else
        send(open, now, effects);
}

void SmartThingsAdapter::send(Open& open, Instant now, AdapterEffects& effects) {
    auto request = open.operation.request(slots_, now);
    http::set_bearer(request.headers, settings_.credentials.access_token);
    auto const& call = open.operation.call();
    bool const look = open.operation.looks_first();
    open.request.leaves_with(token_, effects);
    effects.outgoing.push_back({.exchange = open.request.exchange,
                                .op = look ? Op::read : op_of(call.kind),
                                .operation_start = !look && !std::exchange(open.request.announced, true),
                                .call = call.id,
                                .account = settings_.account,
                                .device = call.device,
                                .message = std::move(request)});
}

void SmartThingsAdapter::need_token(Open& open, AdapterEffects& effects) {
    open.request.waiting = true;
    if (login_.awaited()) return;

    auto const& credentials = settings_.credentials;
    http::Query form;
    if (refresh_is_spent_) {
        form.add("grant_type", "authorization_code");
        form.add("client_id", credentials.client_id);
        form.add("code", credentials.authorization_code);
    } else {
        form.add("grant_type", "refresh_token");
        form.add("client_id", credentials.client_id);
        form.add("refresh_token", credentials.refresh_token);
    }
    http::Request request{http::Method::post, std::string{path::token}, {}, form.text()};
    request.headers.add(http::field::content_type, http::form_type);
    request.headers.add("accept", http::json_type);
    request.headers.add(http::field::authorization,
                        basic_credentials(credentials.client_id, credentials.client_secret));
    login_.ask(open.operation.call().id, settings_.account, std::move(request), effects);
}

void SmartThingsAdapter::received(ExchangeId exchange, Message const& message, Instant now, AdapterEffects& effects) {
    auto const* response = std::get_if<http::Response>(&message);
    if (response == nullptr) return broke(exchange, Broken::connection_reset, now, effects);
    if (login_.is(exchange)) return logged_in(*response, now, effects);
    auto const open = find(exchange);
    if (open == open_.end()) return;  // of a call that was abandoned

    if (response->status == 401 && !open->request.refreshed) {
        open->request.refreshed = true;
        // Somebody else's 401 may have brought a newer token meanwhile: that one has to be tried first.
        if (open->request.token != token_) return send(*open, now, effects);
        return need_token(*open, effects);
    }
    take(open, *response, now, effects);
}

void SmartThingsAdapter::take(std::deque<Open>::iterator open, http::Response const& response, Instant now,
                              AdapterEffects& effects) {
    auto const call = open->operation.call().id;
    if (open->abandoned) {
        open_.erase(open);
        return share_look(call, response, now, effects);
    }
    bool const looked = open->operation.looks_first();
    auto const first_push = effects.pushes.size();
    auto answer = open->operation.received(response, now, slots_, effects.pushes);
    for (auto i = first_push; i < effects.pushes.size(); ++i)
        effects.pushes[i].account = settings_.account;
    bool const looks_again = !answer && open->operation.looks_first();
    if (answer) {
        effects.answers.push_back(std::move(*answer));
        open_.erase(open);
    } else {
        open->request.refreshed = false;  // the next request is another one, and may meet a token's end of its own
        dispatch(*open, now, effects);
    }
    if (looked && !looks_again) share_look(call, response, now, effects);
}

void SmartThingsAdapter::broke(ExchangeId exchange, Broken, Instant now, AdapterEffects& effects) {
    if (login_.is(exchange)) {
        login_.over();
        return finish_waiting(engine::Verdict::unknown, engine::Refusal::none, {}, effects);
    }
    auto const open = find(exchange);
    if (open == open_.end()) return;
    auto const call = open->operation.call().id;
    if (!open->abandoned) effects.answers.push_back(open->operation.unknown());
    open_.erase(open);
    leave_look(call, now, effects);
}

void SmartThingsAdapter::logged_in(http::Response const& response, Instant now, AdapterEffects& effects) {
    login_.over();
    if (response.ok()) {
        auto token = http::is_json(response.headers) ? read_token(response.body) : std::nullopt;
        if (!token) return finish_waiting(engine::Verdict::unknown, engine::Refusal::none, {}, effects);
        auto& credentials = settings_.credentials;
        credentials.access_token = std::move(token->access_token);
        credentials.refresh_token = std::move(token->refresh_token);
        credentials.expires_at = later_by(now, token->expires_in);
        refresh_is_spent_ = false;
        ++token_;
        for (auto& open : open_)
            if (open.request.waiting) send(open, now, effects);
        return;
    }
    auto const failed = failure({}, response, now);
    if (failed.verdict != engine::Verdict::refused || failed.refusal == engine::Refusal::rate_limited)
        return finish_waiting(failed.verdict, failed.refusal, failed.retry_after, effects);
    // Spent, or the account is cut off: whoever connects it again brings a code that we may exchange.
    refresh_is_spent_ = true;
    finish_waiting(engine::Verdict::refused, engine::Refusal::unauthorized, failed.retry_after, effects);
}

// Ends every call that waits for a token, or for a look that does.
void SmartThingsAdapter::finish_waiting(engine::Verdict verdict, engine::Refusal refusal, Duration retry_after,
                                        AdapterEffects& effects) {
    std::vector<engine::CallId> ended;
    for (auto const& open : open_)
        if (open.request.waiting) ended.push_back(open.operation.call().id);
    auto const ends = [&](Open const& open) {
        return open.request.waiting ||
               (open.follows && std::find(ended.begin(), ended.end(), open.follows) != ended.end());
    };
    for (auto const& open : open_) {
        if (!ends(open)) continue;
        open.operation.withdraw(slots_, open.request.refreshed);
        if (open.abandoned) continue;
        auto answer = open.operation.unknown();
        answer.verdict = verdict;
        answer.refusal = refusal;
        answer.retry_after = retry_after;
        effects.answers.push_back(std::move(answer));
    }
    std::erase_if(open_, ends);
}

int SmartThingsAdapter::pushed(Message const& push, Instant, AdapterEffects& effects) {
    auto const* request = std::get_if<http::Request>(&push);
    if (request == nullptr || !http::is_json(request->headers)) return 400;
    if (request->method != http::Method::post) return 405;
    auto const event = read_event(request->body);
    if (!event) return 400;
    // News about links reach the engine another way; what is not about codes we need not keep.
    if (event->capability != capability::lock_codes || event->attribute != "codeChanged") return 200;
    auto const device = number_of(IdKind::device, event->device_id);
    auto const change = read_code_change(event->value);
    if (!device || !change) return 400;
    if (!change->slot || *change->slot == 0) return 200;  // all at once, or the master code: the next read tells
    if (recent_events_.seen_before(event->event_id)) return 200;
    auto news = slots_.heard(engine::DeviceId{*device}, *change->slot, change->change, event->code_name, event->at);
    if (!news) return 200;
    news->account = settings_.account;
    effects.pushes.push_back(std::move(*news));
    return 200;
}

void SmartThingsAdapter::restarted() {
    open_.clear();
    login_.over();
    recent_events_.clear();
    slots_.forget();
}

std::deque<SmartThingsAdapter::Open>::iterator SmartThingsAdapter::find(ExchangeId exchange) {
    return std::find_if(open_.begin(), open_.end(),
                        [&](Open const& open) { return !open.request.waiting && open.request.exchange == exchange; });
}

std::uint32_t SmartThingsAdapter::codes_max(engine::DeviceId device) const {
    auto const& known = settings_.codes_max;
    auto const found =
        std::lower_bound(known.begin(), known.end(), device, [](auto const& one, auto id) { return one.first < id; });
    return found != known.end() && found->first == device ? found->second : 30;
}

void SmartThingsAdapter::hash(StateHash& hash) const {
    hash.add(settings_.account.value, settings_.credentials, token_, refresh_is_spent_, slots_, open_.size());
    for (auto const& open : open_)
        hash.add(open.operation, open.request, open.follows.value, open.abandoned);
    hash.add(login_);
    hash.add(recent_events_);
}

}  // namespace lockstep::providers::smartthings
