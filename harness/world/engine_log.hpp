// Keeps what goes into the engine and its API, so that a restart can make both again from what was kept.
//
// The engine is a deterministic value: from how it stood at the start and its inputs in order it follows as it stands.
// A world with a log (`run --store sqlite`) throws its engine away at a restart and goes on with the one made again.
// Only scenarios are kept so: nobody outside subscribes to events, and the API's clock is the world's.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/api.hpp"
#include "api/door_news.hpp"
#include "api/simulation.hpp"
#include "engine/commands.hpp"
#include "engine/engine.hpp"
#include "engine/port.hpp"
#include "http/message.hpp"
#include "runtime/result.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// What the world did for one call of api::Simulation.
struct HandMove {
    std::vector<api::DoorNews> heard;  // before the call returned
    std::optional<api::DoorNews> news;
    std::optional<engine::ListedCode> added;
    api::NotAdded not_added = api::NotAdded::unreachable;  // where nothing was added
};

struct AskedRequest {  // of the API
    http::Request request;
    std::vector<HandMove> moves;
};
struct AttemptEnded {  // of a device
    api::DeviceAttemptId attempt;
    std::optional<api::AttemptFailure> failure;
};
struct TimerDue {};
struct Restarted {};

// A code is created or deleted directly by a booking; a device or an account is forgotten.
using EngineInput =
    std::variant<AskedRequest, engine::CreateCode, engine::DeleteCode, engine::Answer, engine::Push, engine::Notice,
                 TimerDue, engine::DeviceId, engine::AccountId, Restarted, api::DoorNews, AttemptEnded>;

// What the inputs lead to.
struct EngineAndApi {
    engine::Engine engine;
    api::Api api;
    bool observes = true;    // the API hears of every step
    Duration commit_time{};  // from a decision to its being durable

    // One input, and all that the API learns from it. False when it asks the world for more than it did.
    [[nodiscard]] bool take(EngineInput const& input, Instant now);
};

class EngineLog {
  public:
    virtual ~EngineLog() = default;
    // How both stood before the first input.
    virtual void begins(EngineAndApi start) = 0;
    virtual void takes(EngineInput const& input, Instant now) = 0;
    // The last input led to a decision that is not durable yet. Decisions become so in their order.
    virtual void waits() = 0;
    virtual void synced() = 0;
    // All that went in is durable.
    virtual void settled() = 0;
    // What is not durable is gone: the oldest decision that waits, and all that went in after it.
    virtual void lost() = 0;
    virtual Result<EngineAndApi, std::string> again() = 0;
    // Set when something could not be kept: the run cannot be judged.
    virtual std::string const& trouble() const = 0;
};

}  // namespace lockstep::harness
