// Brings events to those who have webhooks: signs them with real time, sends them, says what came back.
//
// Receivers do not wait for one another, nor do several messages to one. Redirects are not followed, and what an answer
// holds beside its status is read up to a bound and dropped. Who has let a message time out is given less time until he
// answers again.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "api/api.hpp"
#include "http/client.hpp"
#include "http/loop.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

struct CourierOptions {
    bool leaves_this_machine = false;
    Duration patience = std::chrono::seconds{10};            // real time for an answer
    Duration patience_afterwards = std::chrono::seconds{1};  // of one who has not answered in time
};

class Courier {
  public:
    using Told = std::function<void(api::DeliveryId, api::DeliveryAnswer)>;

    // `told` is called once for every message, never from within send().
    Courier(http::Loop& loop, CourierOptions options, Told told);
    ~Courier();  // nobody is told anything more

    void send(api::DueDelivery const& due, Instant real_now);
    // Lets go of receivers whose webhooks are gone; of what is under way to them nobody hears.
    void keep_only(api::Webhooks const& webhooks);
    void forget_all() { receivers_.clear(); }

  private:
    struct Receiver {
        std::unique_ptr<http::Client> client;
        std::unique_ptr<http::Client> hasty;  // the same with less patience
        bool hung = false;
    };
    Receiver& receiver_of(api::WebhookId webhook, http::Origin const& origin);
    void say_later(api::DeliveryId delivery, std::string trouble);

    http::Loop& loop_;
    CourierOptions options_;
    Told told_;
    std::map<api::WebhookId, std::shared_ptr<Receiver>> receivers_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace lockstep::harness
