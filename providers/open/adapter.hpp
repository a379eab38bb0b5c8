// Our client of the lock makers' API: one connected account, its token, its open operations, and the pushes it gets.
//
// Each open engine call is one Operation. The adapter gives it a bearer token, numbers its requests, and answers a 401
// with one token refresh that all operations share; refused once more, the call ends as unauthorized.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "providers/contract.hpp"
#include "providers/open/adapter_operation.hpp"
#include "providers/with_tokens.hpp"

namespace lockstep::providers::open {

// What connecting the account has left with us.
struct Credentials {
    std::string access_token;
    std::string refresh_token;
    Instant expires_at = never;  // of the access token

    void hash(StateHash& hash) const { hash.add(access_token, refresh_token, expires_at); }
};

struct AdapterSettings {
    engine::AccountId account;
    Generation generation = Generation::current;
    bool native_scheduling = true;
    Credentials credentials;
};

class OpenAdapter final : public Adapter {
  public:
    explicit OpenAdapter(AdapterSettings settings);

    std::unique_ptr<Adapter> clone() const override { return std::make_unique<OpenAdapter>(*this); }
    void hash(StateHash& hash) const override;

    void start(engine::ProviderCall const& call, Instant now, AdapterEffects& effects) override;
    void abandon(engine::CallId call) override;
    void received(ExchangeId exchange, Message const& response, Instant now, AdapterEffects& effects) override;
    void broke(ExchangeId exchange, Broken how, Instant now, AdapterEffects& effects) override;
    int pushed(Message const& push, Instant now, AdapterEffects& effects) override;
    void restarted() override;

  private:
    // An operation and where its current request stands.
    struct Open {
        Operation operation;
        OpenRequest request;
    };

    void dispatch(Open& open, Instant now, AdapterEffects& effects);
    void need_token(Open& open, AdapterEffects& effects);
    void send(Open& open, AdapterEffects& effects);
    void logged_in(http::Response const& response, Instant now, AdapterEffects& effects);
    void finish_waiting(engine::Verdict verdict, engine::Refusal refusal, Duration retry_after,
                        AdapterEffects& effects);
    std::deque<Open>::iterator find(ExchangeId exchange);

    AdapterSettings settings_;
    std::uint32_t token_ = 0;  // counts the tokens we have had
    std::deque<Open> open_;    // in the order in which the calls began, in which they mostly end
    PendingLogin login_;
    RecentEvents recent_events_;
};

}  // namespace lockstep::providers::open
