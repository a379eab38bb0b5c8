// Our client of the direct road: it hands the engine's calls over as they are, and takes answers as they come.
//
// Here, too, an `unauthorized` is answered by one refresh that all calls of the account share, and the call goes out
// again; refused once more, it ends as unauthorized.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include "providers/contract.hpp"
#include "providers/with_tokens.hpp"

namespace lockstep::providers::direct {

class DirectAdapter final : public Adapter {
  public:
    explicit DirectAdapter(engine::AccountId account) : account_(account) {}

    std::unique_ptr<Adapter> clone() const override { return std::make_unique<DirectAdapter>(*this); }
    void hash(StateHash& hash) const override;

    void start(engine::ProviderCall const& call, Instant now, AdapterEffects& effects) override;
    void abandon(engine::CallId call) override;
    void received(ExchangeId exchange, Message const& response, Instant now, AdapterEffects& effects) override;
    void broke(ExchangeId exchange, Broken how, Instant now, AdapterEffects& effects) override;
    int pushed(Message const& push, Instant now, AdapterEffects& effects) override;
    void restarted() override;

  private:
    // An operation is one exchange here, unless its credentials are refused.
    struct Open {
        engine::ProviderCall call;
        OpenRequest request;
    };

    void send(Open& open, AdapterEffects& effects);
    void refresh(Open& open, AdapterEffects& effects);
    void refreshed(engine::Answer const& answer, AdapterEffects& effects);
    void finish_waiting(engine::Answer const& answer, AdapterEffects& effects);
    void finish(std::deque<Open>::iterator open, engine::Answer answer, AdapterEffects& effects);
    std::deque<Open>::iterator find(ExchangeId exchange);

    engine::AccountId account_;
    std::uint32_t refreshes_ = 0;  // asked for
    std::uint32_t token_ = 0;      // counts those that were granted
    std::deque<Open> open_;        // in the order in which the calls began, in which they mostly end
    PendingLogin login_;
};

}  // namespace lockstep::providers::direct
