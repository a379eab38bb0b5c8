// Our client of SmartThings: one connected account, its tokens, its open operations, and the events it gets.
//
// A look before a write serves every write to that lock that wants one meanwhile: requests are few.
//
// Each open engine call is one Operation. The adapter gives it a bearer token, numbers its requests, and answers a 401
// with one token refresh that all operations share; refused once more, the call ends as unauthorized. Refresh tokens
// are good once: when the answer to a refresh is lost the account has to be connected anew, which brings a code that is
// exchanged for a new pair.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "providers/contract.hpp"
#include "providers/smartthings/adapter_operation.hpp"
#include "providers/smartthings/adapter_slots.hpp"
#include "providers/with_tokens.hpp"

namespace lockstep::providers::smartthings {

// What connecting the account has left with us.
struct Credentials {
    std::string client_id;
    std::string client_secret;
    std::string access_token;
    std::string refresh_token;
    std::string authorization_code;  // what connecting the account anew would bring
    Instant expires_at = never;      // of the access token

    void hash(StateHash& hash) const { hash.add(access_token, refresh_token, authorization_code, expires_at); }
};

struct AdapterSettings {
    engine::AccountId account;
    std::vector<std::pair<engine::DeviceId, std::uint32_t>> codes_max;  // in order of device
    Credentials credentials;
};

class SmartThingsAdapter final : public Adapter {
  public:
    explicit SmartThingsAdapter(AdapterSettings settings);

    std::unique_ptr<Adapter> clone() const override { return std::make_unique<SmartThingsAdapter>(*this); }
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
        engine::CallId follows;  // whose look at the same lock serves this one as well; none: its own
        bool abandoned = false;  // nobody waits for its answer but those who follow its look
    };

    void dispatch(Open& open, Instant now, AdapterEffects& effects);
    void take(std::deque<Open>::iterator open, http::Response const& response, Instant now, AdapterEffects& effects);
    bool join_look(Open& open) const;
    void share_look(engine::CallId leader, http::Response const& response, Instant now, AdapterEffects& effects);
    void leave_look(engine::CallId leader, Instant now, AdapterEffects& effects);
    void need_token(Open& open, AdapterEffects& effects);
    void send(Open& open, Instant now, AdapterEffects& effects);
    void logged_in(http::Response const& response, Instant now, AdapterEffects& effects);
    void finish_waiting(engine::Verdict verdict, engine::Refusal refusal, Duration retry_after,
                        AdapterEffects& effects);
    std::deque<Open>::iterator find(ExchangeId exchange);
    std::deque<Open>::iterator follower_of(engine::CallId leader);
    std::uint32_t codes_max(engine::DeviceId device) const;

    AdapterSettings settings_;
    SlotBook slots_;
    std::uint32_t token_ = 0;        // counts the tokens we have had
    bool refresh_is_spent_ = false;  // the vendor does not take our refresh token any more
    std::deque<Open> open_;
    PendingLogin login_;
    RecentEvents recent_events_;
};

}  // namespace lockstep::providers::smartthings
