// What one request meets: the instants at which it comes, the engine that it speaks to, and the world behind it.
#pragma once

#include "api/simulation.hpp"
#include "engine/effects.hpp"
#include "engine/engine.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

struct Surroundings {
    Instant now;
    engine::Engine& engine;
    engine::Effects& effects;          // what the request causes; nothing after one that is refused or only reads
    Simulation* simulation = nullptr;  // null: there is nothing to simulate with
    // By what clock outside clients live: sessions end and repeats are known by it. Simulated time may stand still.
    Instant real_now = now;
};

}  // namespace lockstep::api
