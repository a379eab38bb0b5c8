// Client sessions: what a browser or an app may see of a workspace, for how long, known by a token.
//
// They live by the clock of those clients, real time, also where simulated time stands still.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/caller.hpp"
#include "api/identity.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

struct ClientSession {
    WorkspaceNumber workspace = 0;
    Instant created_at{};
    Instant expires_at{};
    std::string user_identifier_key{};
    std::string customer_key{};
    std::string customer_id{};
    std::vector<engine::AccountId> accounts{};
    std::vector<std::uint64_t> webviews{};  // numbers of connect webviews
    bool revoked = false;

    bool live(Instant real_now) const { return !revoked && real_now < expires_at; }
    void grant(engine::AccountId account);
    void add_webview(std::uint64_t webview);
};

class ClientSessions {
  public:
    static constexpr Duration default_life = std::chrono::hours{30 * 24};

    // Nothing when the workspace has as many live sessions as it may have; sessions that are over make room.
    std::optional<std::uint64_t> add(ClientSession session, Instant real_now);
    ClientSession* find(std::uint64_t number);
    ClientSession const* find(std::uint64_t number) const;
    // The youngest live session of the workspace for this user; null when there is none.
    ClientSession const* of_user(WorkspaceNumber workspace, std::string_view key, Instant real_now,
                                 std::uint64_t& number) const;
    void erase(std::uint64_t number) { all_.erase(number); }
    void erase_all_of(WorkspaceNumber workspace);

    std::map<std::uint64_t, ClientSession> const& all() const { return all_; }

  private:
    std::map<std::uint64_t, ClientSession> all_;  // by number, in order of creation
    std::uint64_t last_ = 0;
};

// `seam_cst1_...`: the session's number, sealed.
std::string session_token(Identity const& identity, std::uint64_t number);
std::optional<std::uint64_t> session_of_token(Identity const& identity, std::string_view token);

}  // namespace lockstep::api
