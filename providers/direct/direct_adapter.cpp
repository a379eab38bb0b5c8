#include "providers/direct/direct_adapter.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::providers::direct {

void DirectAdapter::start(engine::ProviderCall const& call, Instant, AdapterEffects& effects) {
    open_.push_back({call, {}});
    send(open_.back(), effects);
}

void DirectAdapter::send(Open& open, AdapterEffects& effects) {
    open.request.leaves_with(token_, effects);
    effects.outgoing.push_back({.exchange = open.request.exchange,
                                .op = op_of(open.call.kind),
                                .operation_start = !std::exchange(open.request.announced, true),
                                .call = open.call.id,
                                .account = open.call.account,
                                .device = open.call.device,
                                .message = open.call});
}

void DirectAdapter::abandon(engine::CallId call) {
    std::erase_if(open_, [&](Open const& open) { return open.call.id == call; });
    login_.given_up_by(call);
}

std::deque<DirectAdapter::Open>::iterator DirectAdapter::find(ExchangeId exchange) {
    return std::find_if(open_.begin(), open_.end(),
                        [&](Open const& open) { return !open.request.waiting && open.request.exchange == exchange; });
}

void DirectAdapter::received(ExchangeId exchange, Message const& response, Instant now, AdapterEffects& effects) {
    auto const* const answer = std::get_if<engine::Answer>(&response);
    if (answer == nullptr) return broke(exchange, Broken::truncated, now, effects);
    if (login_.is(exchange)) return refreshed(*answer, effects);
    auto const open = find(exchange);
    if (open == open_.end()) return;
    bool const refused =
        answer->verdict == engine::Verdict::refused && answer->refusal == engine::Refusal::unauthorized;
    if (!refused || open->request.refreshed) return finish(open, *answer, effects);
    open->request.refreshed = true;
    // Somebody else's refusal may have brought a refresh meanwhile.
    if (open->request.token != token_) return send(*open, effects);
    refresh(*open, effects);
}

// Without HTTP there is no form to fill in: a call to no device asks for nothing but fresh credentials.
void DirectAdapter::refresh(Open& open, AdapterEffects& effects) {
    open.request.waiting = true;
    if (login_.awaited()) return;
    ++refreshes_;
    login_.ask(open.call.id, account_, {}, effects);
    effects.outgoing.back().message = engine::ProviderCall{.account = account_};
}

void DirectAdapter::refreshed(engine::Answer const& answer, AdapterEffects& effects) {
    login_.over();
    if (answer.verdict == engine::Verdict::done) {
        ++token_;
        for (auto& open : open_)
            if (open.request.waiting) send(open, effects);
        return;
    }
    engine::Answer end{.verdict = engine::Verdict::unknown, .retry_after = answer.retry_after};
    if (answer.verdict == engine::Verdict::refused) {
        end.verdict = engine::Verdict::refused;
        end.refusal = answer.refusal == engine::Refusal::rate_limited ? engine::Refusal::rate_limited
                                                                      : engine::Refusal::unauthorized;
    }
    finish_waiting(end, effects);
}

// Ends every call that waits for the refresh.
void DirectAdapter::finish_waiting(engine::Answer const& answer, AdapterEffects& effects) {
    for (auto open = open_.begin(); open != open_.end();) {
        if (!open->request.waiting) {
            ++open;
            continue;
        }
        effects.answers.push_back(answer);
        effects.answers.back().call = open->call.id;
        open = open_.erase(open);
    }
}

void DirectAdapter::finish(std::deque<Open>::iterator open, engine::Answer answer, AdapterEffects& effects) {
    answer.call = open->call.id;
    open_.erase(open);
    effects.answers.push_back(std::move(answer));
}

void DirectAdapter::broke(ExchangeId exchange, Broken, Instant, AdapterEffects& effects) {
    engine::Answer const unknown{.verdict = engine::Verdict::unknown};
    if (login_.is(exchange)) {
        login_.over();
        return finish_waiting(unknown, effects);
    }
    auto const open = find(exchange);
    if (open != open_.end()) finish(open, unknown, effects);
}

int DirectAdapter::pushed(Message const& push, Instant, AdapterEffects& effects) {
    auto const* const taken = std::get_if<engine::Push>(&push);
    if (taken == nullptr) return 400;
    effects.pushes.push_back(*taken);
    return 200;
}

void DirectAdapter::restarted() {
    open_.clear();
    login_.over();
}

// What a call asks for is in the engine's records, which are hashed as well.
void DirectAdapter::hash(StateHash& hash) const {
    hash.add(account_.value, open_.size());
    for (auto const& [call, request] : open_) {
        hash.add(request.exchange.value, call.id.value);
        if (request.refreshed) hash.add(request);
    }
    if (refreshes_ != 0) hash.add(refreshes_, token_, login_);
}

}  // namespace lockstep::providers::direct
