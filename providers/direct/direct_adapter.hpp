// Our client of the direct road: it hands the engine's calls over as they are, and takes answers as they come.
#pragma once

#include <vector>

#include "providers/contract.hpp"

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
    void restarted() override { open_.clear(); }

  private:
    // An operation is one exchange here, and all there is to know of it is whose it is.
    struct Open {
        ExchangeId exchange;
        engine::CallId call;
    };

    engine::CallId close(ExchangeId exchange);

    engine::AccountId account_;
    std::vector<Open> open_;  // in order of exchange
};

}  // namespace lockstep::providers::direct
