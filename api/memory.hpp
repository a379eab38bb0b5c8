// What the API itself remembers beside the engine's records: the event log, webhooks with what they still have to be
// told, frozen results.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/directory.hpp"
#include "api/event_log.hpp"
#include "api/webhooks.hpp"
#include "engine/attempt.hpp"
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

  private:
    EventLog events_;
    Webhooks webhooks_;
    std::map<engine::CodeId, engine::Origin> origins_;
    std::map<engine::AttemptId, FrozenCode> results_;
};

}  // namespace lockstep::api
