// What the API itself remembers beside the engine's records: the event log, webhooks with what they still have to be
// told, frozen results, doors and what was attempted at them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/device_attempts.hpp"
#include "api/device_notes.hpp"
#include "api/directory.hpp"
#include "api/door_news.hpp"
#include "api/event_log.hpp"
#include "api/webhooks.hpp"
#include "engine/effects.hpp"
#include "engine/engine.hpp"
#include "engine/ids.hpp"
#include "engine/records.hpp"

namespace lockstep::api {

// Details of a code as they were when an attempt succeeded: a finished attempt never changes, the code does.
struct FrozenCode {
    std::string name;
    std::string appearance;
    std::string common_code_key;
    Instant created_at{};
    bool allow_external = false;
    bool backup = false;
    bool offline = false;
    bool one_time = false;
};

class Memory {
  public:
    explicit Memory(Webhooks webhooks) : webhooks_(std::move(webhooks)) {}

    // Takes in what one step did. To be called right after it, while the engine stands as the step left it. Nobody is
    // told of it before `durable_at`.
    void observe(engine::Effects const& effects, Instant now, engine::Engine const& engine, Directory const& directory,
                 Instant durable_at);

    EventLog const& events() const { return events_; }
    Webhooks& webhooks() { return webhooks_; }
    Webhooks const& webhooks() const { return webhooks_; }

    // Who a code was before it changed hands, also when it is gone; nobody for most.
    engine::Origin const& origin_of(engine::CodeId code) const;
    // The newest code that goes on under a name for which `is_meant` holds; none when nobody does.
    template <class IsMeant>
    engine::CodeId successor(IsMeant is_meant) const {
        engine::CodeId newest;
        for (auto const& [code, origin] : origins_)
            if (code.serial > newest.serial && is_meant(origin)) newest = code;
        return newest;
    }

    // Null when the attempt did not succeed while anybody observed.
    FrozenCode const* result_of(engine::AttemptId attempt) const;

    // --- devices ---

    DeviceNotes const& notes(engine::DeviceId device) const;
    void set_hub_gone(engine::DeviceId device, std::optional<Instant> since);
    // An event tells of the change.
    void set_subscription_expired(engine::DeviceId device, bool expired, Instant now, engine::Engine const& engine,
                                  Directory const& directory);

    DeviceAttempts const& device_attempts() const { return device_attempts_; }
    DeviceAttemptId begin(DeviceAttempt attempt) { return device_attempts_.begin(std::move(attempt)); }
    // No failure: it succeeded.
    void end(DeviceAttemptId attempt, std::optional<AttemptFailure> failure, Instant now, engine::Engine const& engine,
             Directory const& directory);

    void hear(DoorNews const& news, Instant now, engine::Engine const& engine, Directory const& directory);
    // A device has another name, or is managed no more, or again: an event says so.
    void tell(ApiEvent type, engine::DeviceId device, Instant now, engine::Engine const& engine,
              Directory const& directory, EventDetail detail = {});

    // --- what is about no device: webviews and sessions ---

    // The event is about an account, or else about something of the workspace that the detail names.
    void tell(ApiEvent type, engine::AccountId account, Instant now, Directory const& directory, EventDetail detail);

  private:
    void tell(LoggedEvent event, Directory const& directory, EventDetail detail);
    DeviceNotes& notes_of(engine::DeviceId device);

    EventLog events_;
    Webhooks webhooks_;
    std::map<engine::CodeId, engine::Origin> origins_;
    DeviceAttempts device_attempts_;
    std::vector<DeviceNotes> notes_;  // by device, as far as there is anything to note
    std::set<engine::DeviceId> hubs_gone_;
    std::map<engine::AttemptId, FrozenCode> results_;
};

}  // namespace lockstep::api
