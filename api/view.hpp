// Everything that an answer is rendered from, together for the length of one request.
#pragma once

#include "api/caller.hpp"
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
    Caller const* caller = nullptr;  // whose eyes these are; null: the house itself looks, and sees all

    WorkspaceNumber workspace_of(engine::AccountId account) const { return directory.entry(account).workspace; }
    WorkspaceNumber workspace_of(engine::DeviceId device) const { return workspace_of(engine.device(device).account); }
    bool sees(engine::AccountId account) const {
        return caller == nullptr || caller->sees(account, workspace_of(account));
    }
    WorkspaceNumber workspace_of(LoggedEvent const& event) const {
        return memory.events().workspace_of(event, directory);
    }
    bool sees(LoggedEvent const& event) const {
        return caller == nullptr || caller->sees(event.account, workspace_of(event));
    }
    bool sees(engine::DeviceId device) const { return sees(engine.device(device).account); }
};

}  // namespace lockstep::api
