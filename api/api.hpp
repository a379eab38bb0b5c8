// The engine's HTTP face: a request becomes commands and an answer. Does no IO and reads no clock.
//
//     Api api{{.seed = 1}};
//     api.directory().put(device, {.name = "front"});
//     auto const response = api.handle(request, {now, engine, effects});
//     api.observe(effects, now, engine);   // after this and every other step of the engine
//     // ... carry the effects out; let the response leave once the records are durable
//
// A value: a copy answers as the original would. Ids follow from the seed and the engine's own numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/access.hpp"
#include "api/directory.hpp"
#include "api/identity.hpp"
#include "api/memory.hpp"
#include "api/replays.hpp"
#include "api/surroundings.hpp"
#include "api/webhooks.hpp"
#include "engine/effects.hpp"
#include "engine/engine.hpp"
#include "http/message.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

struct Options {
    std::uint64_t seed = 1;                 // of every id and secret
    Receivers receivers = Receivers::none;  // of events
};

struct DeliveryId {
    WebhookId webhook;
    std::uint64_t number = 0;
};

// An event on its way to a receiver. Who sends it signs it at that instant: webhook_signature().
struct DueDelivery {
    DeliveryId id;
    std::uint32_t attempt = 1;
    std::string url;
    std::string secret;
    std::string message_id;  // the same for every attempt
    std::string body;        // the event, the same for every attempt
};

// `svix-id`.
std::string message_id(Identity const& identity, DeliveryId delivery);

class Api {
  public:
    explicit Api(Options options = {}) : identity_{options.seed}, memory_{Webhooks{options.seed, options.receivers}} {}

    http::Response handle(http::Request const& request, Surroundings const& around);

    // Takes in what a step did, whoever caused it. To be called right after the step. Subscribers hear of it when its
    // records are durable.
    void observe(engine::Effects const& effects, Instant now, engine::Engine const& engine, Instant durable_at) {
        memory_.observe(effects, now, engine, directory_, durable_at);
    }
    void observe(engine::Effects const& effects, Instant now, engine::Engine const& engine) {
        observe(effects, now, engine, now);
    }

    // What subscribers have to be told by now, each under way until delivery_answered() says what became of it.
    std::vector<DueDelivery> take_due_deliveries(Instant now, engine::Engine const& engine);
    void delivery_answered(DeliveryId delivery, DeliveryAnswer answer, Instant now);
    void clear_webhook_log(WebhookId webhook);

    // The id by which callers know a code; and that of the code, ours or a stranger's, that has this PIN on the device.
    Uuid id_of(engine::CodeId code, engine::Engine const& engine) const;
    std::optional<Uuid> id_of(engine::DeviceId device, engine::Pin pin, engine::Engine const& engine) const;

    // What the world tells of doors, and of orders that the API gave (see Simulation).
    void hear(DoorNews const& news, Instant now, engine::Engine const& engine) {
        memory_.hear(news, now, engine, directory_);
    }
    void attempt_ended(DeviceAttemptId attempt, std::optional<AttemptFailure> failure, Instant now,
                       engine::Engine const& engine) {
        memory_.end(attempt, std::move(failure), now, engine, directory_);
    }

    Identity const& identity() const { return identity_; }
    Directory& directory() { return directory_; }
    Directory const& directory() const { return directory_; }
    Access& access() { return access_; }
    Access const& access() const { return access_; }
    DeviceNotes const& notes(engine::DeviceId device) const { return memory_.notes(device); }
    DeviceAttempts const& device_attempts() const { return memory_.device_attempts(); }
    EventLog const& events() const { return memory_.events(); }
    Webhooks const& webhooks() const { return memory_.webhooks(); }

  private:
    http::Response answer(http::Request const& request, Surroundings const& around, std::string const& request_id);

    Identity identity_;
    Directory directory_;
    Memory memory_;
    Access access_;
    Replays replays_;
    std::uint64_t requests_ = 0;
};

}  // namespace lockstep::api
