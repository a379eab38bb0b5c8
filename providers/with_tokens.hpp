// What adapters of vendors with tokens have in common: a request that is out and the token it went out with, the one
// login that several calls may wait for, and the pushes that have been heard already.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "providers/contract.hpp"

namespace lockstep::providers {

// Where an operation's current request stands.
struct OpenRequest {
    ExchangeId exchange;      // of the request that is out; meaningless while waiting for a token
    std::uint32_t token = 0;  // the number of the token it went out with
    bool waiting = false;     // for a token
    bool refreshed = false;   // a 401 was already answered with a fresh token
    bool announced = false;   // the operation's first request has left

    void leaves_with(std::uint32_t token_number, AdapterEffects& effects) {
        exchange = {++*effects.next_exchange};
        token = token_number;
        waiting = false;
    }
    void hash(StateHash& hash) const { hash.add(exchange.value, token, waiting, refreshed, announced); }
};

// At most one login is out, whoever needs it.
class PendingLogin {
  public:
    // One is out, and its answer is waited for.
    bool awaited() const { return login_ && !login_->lost; }
    bool is(ExchangeId exchange) const { return login_ && login_->exchange == exchange; }

    void ask(engine::CallId call, engine::AccountId account, http::Request request, AdapterEffects& effects) {
        login_ = Login{.exchange = {++*effects.next_exchange}, .call = call};
        effects.outgoing.push_back({.exchange = login_->exchange,
                                    .op = Op::login,
                                    .operation_start = true,
                                    .call = call,
                                    .account = account,
                                    .device = {},
                                    .message = std::move(request)});
    }
    // The call that asked has waited its full time: the answer is not coming. The next call that needs a token asks
    // anew and does not inherit a wait without end; should the answer come all the same, it is welcome.
    void given_up_by(engine::CallId call) {
        if (login_ && login_->call == call) login_->lost = true;
    }
    void over() { login_.reset(); }

    void hash(StateHash& hash) const {
        hash.add(login_.has_value());
        if (login_) hash.add(login_->exchange.value, login_->call.value, login_->lost);
    }

  private:
    struct Login {
        ExchangeId exchange;
        engine::CallId call;  // who needed it first
        bool lost = false;
    };
    std::optional<Login> login_;
};

// Pushes come again when a vendor thinks that we missed them; those of the recent past are known by their ids.
class RecentEvents {
  public:
    bool seen_before(std::string_view event_id) {
        StateHash hash;
        hash.add(event_id);
        auto const id = hash.value();
        if (std::find(ids_.begin(), ids_.end(), id) != ids_.end()) return true;
        if (ids_.size() == remembered) ids_.erase(ids_.begin());
        ids_.push_back(id);
        return false;
    }
    void clear() { ids_.clear(); }

    void hash(StateHash& hash) const {
        hash.add(ids_.size());
        for (auto const id : ids_)
            hash.add(id);
    }

  private:
    static constexpr std::size_t remembered = 32;
    std::vector<std::uint64_t> ids_;  // hashes of them, oldest first
};

}  // namespace lockstep::providers
