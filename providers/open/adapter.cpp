#include "providers/open/adapter.hpp"

#include <algorithm>
#include <utility>

#include "http/retry_after.hpp"
#include "http/target.hpp"

namespace lockstep::providers::open {

OpenAdapter::OpenAdapter(AdapterSettings settings) : settings_(std::move(settings)) {}

void OpenAdapter::start(engine::ProviderCall const& call, Instant now, AdapterEffects& effects) {
    open_.push_back({.operation = Operation{call, settings_.native_scheduling, settings_.generation}});
    dispatch(open_.back(), now, effects);
}

void OpenAdapter::abandon(engine::CallId call) {
    std::erase_if(open_, [&](Open const& open) { return open.operation.call().id == call; });
    login_.given_up_by(call);
}

void OpenAdapter::dispatch(Open& open, Instant now, AdapterEffects& effects) {
    if (now >= settings_.credentials.expires_at)
        need_token(open, effects);
    else
        send(open, effects);
}

void OpenAdapter::send(Open& open, AdapterEffects& effects) {
    auto request = open.operation.request();
    http::set_bearer(request.headers, settings_.credentials.access_token);
    auto const& call = open.operation.call();
    open.request.leaves_with(token_, effects);
    effects.outgoing.push_back({.exchange = open.request.exchange,
                                .op = op_of(call.kind),
                                .operation_start = !std::exchange(open.request.announced, true),
                                .call = call.id,
                                .account = settings_.account,
                                .device = call.device,
                                .message = std::move(request)});
}

void OpenAdapter::need_token(Open& open, AdapterEffects& effects) {
    open.request.waiting = true;
    if (login_.awaited()) return;

    http::Query form;
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", settings_.credentials.refresh_token);
    http::Request request{http::Method::post, std::string{path::token}, {}, form.text()};
    request.headers.add(http::field::content_type, http::form_type);
    login_.ask(open.operation.call().id, settings_.account, std::move(request), effects);
}

void OpenAdapter::received(ExchangeId exchange, Message const& message, Instant now, AdapterEffects& effects) {
    auto const* response = std::get_if<http::Response>(&message);
    if (response == nullptr) return broke(exchange, Broken::connection_reset, now, effects);
    if (login_.is(exchange)) return logged_in(*response, now, effects);
    auto const open = find(exchange);
    if (open == open_.end()) return;  // of a call that was abandoned

    if (response->status == 401 && !open->request.refreshed) {
        open->request.refreshed = true;
        // Somebody else's 401 may have brought a newer token meanwhile: that one has to be tried first.
        if (open->request.token != token_) return send(*open, effects);
        return need_token(*open, effects);
    }
    auto answer = open->operation.received(*response, now);
    if (!answer) {
        open->request.refreshed = false;  // the next request is another one, and may meet a token's end of its own
        return dispatch(*open, now, effects);
    }
    effects.answers.push_back(std::move(*answer));
    open_.erase(open);
}

void OpenAdapter::broke(ExchangeId exchange, Broken, Instant, AdapterEffects& effects) {
    if (login_.is(exchange)) {
        login_.over();
        return finish_waiting(engine::Verdict::unknown, engine::Refusal::none, {}, effects);
    }
    auto const open = find(exchange);
    if (open == open_.end()) return;
    effects.answers.push_back(open->operation.unknown());
    open_.erase(open);
}

void OpenAdapter::logged_in(http::Response const& response, Instant now, AdapterEffects& effects) {
    login_.over();
    if (response.ok()) {
        auto token = http::is_json(response.headers) ? read_token(response.body) : std::nullopt;
        if (!token) return finish_waiting(engine::Verdict::unknown, engine::Refusal::none, {}, effects);
        auto& credentials = settings_.credentials;
        credentials.access_token = std::move(token->access_token);
        if (token->refresh_token) credentials.refresh_token = std::move(*token->refresh_token);
        credentials.expires_at = token->expires_in ? later_by(now, *token->expires_in) : never;
        ++token_;
        for (auto& open : open_)
            if (open.request.waiting) send(open, effects);
        return;
    }
    auto const wait = http::retry_after(response.headers, now).value_or(Duration::zero());
    if (response.status == 429)
        finish_waiting(engine::Verdict::refused, engine::Refusal::rate_limited, wait, effects);
    else if (response.status >= 400 && response.status <= 499)
        finish_waiting(engine::Verdict::refused, engine::Refusal::unauthorized, wait, effects);
    else
        finish_waiting(engine::Verdict::unknown, engine::Refusal::none, wait, effects);
}

// Ends every call that waits for a token.
void OpenAdapter::finish_waiting(engine::Verdict verdict, engine::Refusal refusal, Duration retry_after,
                                 AdapterEffects& effects) {
    for (auto const& open : open_) {
        if (!open.request.waiting) continue;
        auto answer = open.operation.unknown();
        answer.verdict = verdict;
        answer.refusal = refusal;
        answer.retry_after = retry_after;
        effects.answers.push_back(std::move(answer));
    }
    std::erase_if(open_, [](Open const& open) { return open.request.waiting; });
}

int OpenAdapter::pushed(Message const& push, Instant, AdapterEffects& effects) {
    if (settings_.generation == Generation::of_2022) return 404;  // it knows no pushes
    auto const* request = std::get_if<http::Request>(&push);
    if (request == nullptr || !http::is_json(request->headers)) return 400;
    if (request->method != http::Method::post) return 405;
    auto event = read_event(request->body);
    if (!event) return 400;
    // News about locks and their links reach the engine another way; what we do not know we need not keep.
    if (event->type == EventType::other) return 200;
    auto const lock = lock_number(event->code.lock_id);
    auto taught = record_of(event->code);
    if (!lock || !taught) return 400;

    using What = engine::Push::What;
    bool const removal = event->type == EventType::code_deleted;
    What what = removal ? What::removed : What::stored;
    if (!event->succeeded)
        what = removal ? What::failed_to_remove : What::failed_to_store;
    else if (event->code.status != (removal ? CodeStatus::deleted : CodeStatus::active))
        return 400;  // says two things at once
    if (recent_events_.seen_before(event->event_id)) return 200;

    effects.pushes.push_back({.account = settings_.account,
                              .device = engine::DeviceId{*lock},
                              .what = what,
                              .pin_known = taught->pin_known,
                              .vendor_ref = std::move(event->code.access_code_id),
                              .record = std::move(taught->record),
                              .refusal = event->succeeded ? engine::Refusal::none : refusal_of(event->error)});
    return 200;
}

void OpenAdapter::restarted() {
    open_.clear();
    login_.over();
    recent_events_.clear();
}

std::deque<OpenAdapter::Open>::iterator OpenAdapter::find(ExchangeId exchange) {
    return std::find_if(open_.begin(), open_.end(),
                        [&](Open const& open) { return !open.request.waiting && open.request.exchange == exchange; });
}

void OpenAdapter::hash(StateHash& hash) const {
    hash.add(settings_.account.value, settings_.native_scheduling, settings_.credentials, token_, open_.size());
    for (auto const& open : open_)
        hash.add(open.operation, open.request);
    hash.add(login_);
    hash.add(recent_events_);
}

}  // namespace lockstep::providers::open
