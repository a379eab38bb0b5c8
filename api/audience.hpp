// For which credentials a route is there: a set of kinds, as data of the route.
#pragma once

#include <cstdint>

#include "api/caller.hpp"

namespace lockstep::api {

struct Audience {
    bool servers = true;             // API keys, and people's tokens that name a workspace
    bool sessions = true;            // client sessions: a browser or an app, for one user
    bool publishable = false;        // publishable keys, which can do nothing but begin a session
    bool without_workspace = false;  // people's tokens that name no workspace
    bool people_only = false;        // of the servers only people's tokens
    bool everybody = false;          // no credential is looked at

    bool admits(Caller const& caller) const;
};

namespace audience {
inline constexpr Audience all{};
inline constexpr Audience servers{.sessions = false};
inline constexpr Audience browsers{.sessions = false, .publishable = true};
inline constexpr Audience people{.sessions = false, .without_workspace = true, .people_only = true};
inline constexpr Audience servers_and_people{.sessions = false, .without_workspace = true};
inline constexpr Audience everybody{.publishable = true, .without_workspace = true, .everybody = true};
}  // namespace audience

}  // namespace lockstep::api
