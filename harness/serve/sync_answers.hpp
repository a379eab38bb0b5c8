// Requests with `sync: true`: the answer is to wait until what the request began has ended.
//
// Decides and does no IO: whoever serves keeps the answer back, asks again when something has happened, and lets it go
// after a time limit.
#pragma once

#include <optional>
#include <variant>

#include "api/device_attempts.hpp"
#include "harness/world/world.hpp"
#include "http/message.hpp"

namespace lockstep::harness {

// An answer that waits.
struct SyncAnswer {
    std::variant<engine::AttemptId, api::DeviceAttemptId> attempt;
    http::Request look;  // shows the attempt to whoever asked
    http::Response response;
};

// Nothing for an answer that is not to wait: nobody asked for that, the attempt has ended, or it can only end at the
// code's start.
std::optional<SyncAnswer> sync_answer(http::Request const& asked, http::Response const& response, World const& world);

// The answer as it is now that all has ended; nothing while it has not.
std::optional<http::Response> ended_answer(SyncAnswer const& answer, World const& world);

}  // namespace lockstep::harness
