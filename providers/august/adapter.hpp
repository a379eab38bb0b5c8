// Our client of the August cloud: one connected account, its token, its open operations, and the results pushed to it.
//
// Any answer may carry a fresh token in its header; that is how tokens are renewed as long as they are used. A token
// that has ended, or that is refused, is answered with one login that all waiting operations share: a session for the
// installation that was validated when the account was connected, or the OAuth refresh of the newer brands.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "providers/august/adapter_operation.hpp"
#include "providers/contract.hpp"
#include "providers/with_tokens.hpp"

namespace lockstep::providers::august {

// What connecting the account has left with us.
struct Credentials {
    std::string token;
    Instant expires_at = never;
    // Brands with passwords:
    std::string install_id;
    std::string identifier;
    std::string password;
    // Brands with OAuth:
    std::string refresh_token;

    void hash(StateHash& hash) const { hash.add(token, expires_at, install_id, identifier, password, refresh_token); }
};

struct AdapterSettings {
    engine::AccountId account;
    Brand brand = Brand::august;
    bool with_webhook = false;
    Credentials credentials;
};

class AugustAdapter final : public Adapter {
  public:
    explicit AugustAdapter(AdapterSettings settings);

    std::unique_ptr<Adapter> clone() const override { return std::make_unique<AugustAdapter>(*this); }
    void hash(StateHash& hash) const override;

    void start(engine::ProviderCall const& call, Instant now, AdapterEffects& effects) override;
    void abandon(engine::CallId call) override;
    void received(ExchangeId exchange, Message const& response, Instant now, AdapterEffects& effects) override;
    void broke(ExchangeId exchange, Broken how, Instant now, AdapterEffects& effects) override;
    int pushed(Message const& push, Instant now, AdapterEffects& effects) override;
    void restarted() override;

  private:
    struct Open {
        Operation operation;
        OpenRequest request;
    };

    void send(Open& open, AdapterEffects& effects);
    void need_token(Open& open, AdapterEffects& effects);
    http::Request login_request() const;
    void dress(http::Request& request) const;
    void take_token(http::Headers const& headers);
    bool adopt_token(std::string_view token);
    bool login_succeeded(http::Response const& response, bool& refused);
    void logged_in(http::Response const& response, Instant now, AdapterEffects& effects);
    void finish_waiting(engine::Answer const& like, AdapterEffects& effects);
    std::deque<Open>::iterator find(ExchangeId exchange);

    AdapterSettings settings_;
    std::uint32_t token_ = 0;  // counts the tokens we have had
    std::deque<Open> open_;    // in the order in which the calls began
    PendingLogin login_;
};

}  // namespace lockstep::providers::august
