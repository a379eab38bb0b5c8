#include "providers/direct/direct_adapter.hpp"

#include <algorithm>

namespace lockstep::providers::direct {

void DirectAdapter::start(engine::ProviderCall const& call, Instant, AdapterEffects& effects) {
    ExchangeId const exchange{++*effects.next_exchange};
    open_.push_back({exchange, call.id});
    effects.outgoing.push_back({.exchange = exchange,
                                .op = op_of(call.kind),
                                .operation_start = true,
                                .call = call.id,
                                .account = call.account,
                                .device = call.device,
                                .message = call});
}

void DirectAdapter::abandon(engine::CallId call) {
    std::erase_if(open_, [&](Open const& open) { return open.call == call; });
}

// The call that waited for this exchange and now does not any more; none when nobody did.
engine::CallId DirectAdapter::close(ExchangeId exchange) {
    auto const open =
        std::find_if(open_.begin(), open_.end(), [&](Open const& one) { return one.exchange == exchange; });
    if (open == open_.end()) return {};
    auto const call = open->call;
    open_.erase(open);
    return call;
}

void DirectAdapter::received(ExchangeId exchange, Message const& response, Instant now, AdapterEffects& effects) {
    auto const* const answer = std::get_if<engine::Answer>(&response);
    if (answer == nullptr) return broke(exchange, Broken::truncated, now, effects);
    auto const call = close(exchange);
    if (!call) return;
    effects.answers.push_back(*answer);
    effects.answers.back().call = call;
}

void DirectAdapter::broke(ExchangeId exchange, Broken, Instant, AdapterEffects& effects) {
    auto const call = close(exchange);
    if (call) effects.answers.push_back({.call = call, .verdict = engine::Verdict::unknown});
}

int DirectAdapter::pushed(Message const& push, Instant, AdapterEffects& effects) {
    auto const* const taken = std::get_if<engine::Push>(&push);
    if (taken == nullptr) return 400;
    effects.pushes.push_back(*taken);
    return 200;
}

void DirectAdapter::hash(StateHash& hash) const {
    hash.add(account_.value, open_.size());
    for (Open const& open : open_)
        hash.add(open.exchange.value, open.call.value);
}

}  // namespace lockstep::providers::direct
