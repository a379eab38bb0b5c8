// Everything that an answer is rendered from, together for the length of one request.
#pragma once

#include "api/directory.hpp"
#include "api/identity.hpp"
#include "api/memory.hpp"
#include "engine/engine.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

struct View {
    engine::Engine const& engine;
    Identity const& identity;
    Directory const& directory;
    Memory const& memory;
    Instant now;
};

}  // namespace lockstep::api
