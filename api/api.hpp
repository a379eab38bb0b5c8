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

#include "api/directory.hpp"
#include "api/identity.hpp"
#include "api/memory.hpp"
#include "api/surroundings.hpp"
#include "engine/effects.hpp"
#include "engine/engine.hpp"
#include "http/message.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

struct Options {
    std::uint64_t seed = 1;  // of every id
};

class Api {
  public:
    explicit Api(Options options = {}) : identity_{options.seed} {}

    http::Response handle(http::Request const& request, Surroundings const& around);

    // Takes in what a step did, whoever caused it. To be called right after the step.
    void observe(engine::Effects const& effects, Instant now, engine::Engine const& engine) {
        memory_.observe(effects, now, engine);
    }

    Identity const& identity() const { return identity_; }
    Directory& directory() { return directory_; }
    Directory const& directory() const { return directory_; }
    EventLog const& events() const { return memory_.events(); }

  private:
    Identity identity_;
    Directory directory_;
    Memory memory_;
    std::uint64_t requests_ = 0;
};

}  // namespace lockstep::api
