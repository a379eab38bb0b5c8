// Who sends a request: with what credential, in which workspace, and how much of that it sees.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/ids.hpp"

namespace lockstep::api {

using WorkspaceNumber = std::uint32_t;
inline constexpr WorkspaceNumber no_workspace = 0xffff'ffffu;

enum class Credential : std::uint8_t {
    none,  // where nobody was given a key, everybody may do everything
    api_key,
    client_session,
    publishable_key,
    personal_access_token,
    console_session,
};

struct Caller {
    Credential credential = Credential::none;
    WorkspaceNumber workspace = 0;              // no_workspace: a person who did not say in which
    std::optional<std::uint64_t> session{};     // the number of a client session
    std::vector<engine::AccountId> accounts{};  // all that a client session sees of its workspace
    std::uint32_t person = 0;                   // which, of those who have tokens
    std::vector<WorkspaceNumber> workspaces{};  // those that a person may work in

    bool is_person() const {
        return credential == Credential::personal_access_token || credential == Credential::console_session;
    }
    bool sees(engine::AccountId account, WorkspaceNumber owner) const {
        return owner == workspace &&
               (!session || std::find(accounts.begin(), accounts.end(), account) != accounts.end());
    }
};

}  // namespace lockstep::api
