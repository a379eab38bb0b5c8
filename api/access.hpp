// Who may ask for what: workspaces, the credentials that open them, and the judgement of each request by its header.
//
//     authorization: Bearer seam_...           an API key: its workspace
//     authorization: Bearer seam_cst...        a client session; also, or only, as client-session-token
//     authorization: Bearer seam_at... | ey... a person: in the workspace that seam-workspace names
//     seam-publishable-key: seam_pk...         a page of that workspace: may begin a client session
//
// Where nobody was given a key, requests are taken without one, in the one workspace there is.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/audience.hpp"
#include "api/caller.hpp"
#include "api/client_sessions.hpp"
#include "api/connect_webviews.hpp"
#include "api/identity.hpp"
#include "api/problem.hpp"
#include "api/sandbox_resets.hpp"
#include "api/workspaces.hpp"
#include "http/message.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

class Access {
  public:
    // Credentials are known by their full text; how one begins says what it is. Once there is one, one is wanted.
    void add_api_key(std::string key, WorkspaceNumber workspace);
    void add_persons_token(std::string token, std::vector<WorkspaceNumber> workspaces);
    bool wanted() const { return !api_keys_.empty() || !persons_tokens_.empty(); }

    // Judged once a request, before its arguments.
    Outcome<Caller> judge(http::Headers const& headers, Audience const& audience, Identity const& identity,
                          Instant real_now) const;

    Workspaces& workspaces() { return workspaces_; }
    Workspaces const& workspaces() const { return workspaces_; }
    ClientSessions& sessions() { return sessions_; }
    ClientSessions const& sessions() const { return sessions_; }

    ConnectWebviews& webviews() { return webviews_; }
    ConnectWebviews const& webviews() const { return webviews_; }
    SandboxResets& resets() { return resets_; }
    SandboxResets const& resets() const { return resets_; }

    // A person who makes a workspace may work in it.
    void admit(Caller const& person, WorkspaceNumber workspace);

  private:
    struct PersonsToken {
        std::uint32_t person = 0;
        std::vector<WorkspaceNumber> workspaces;
        Instant expires_at = never;  // of a console session, in its own words
    };

    Outcome<Caller> as_session(http::Headers const& headers, Identity const& identity, Instant real_now) const;
    Outcome<Caller> as_person(std::string_view token, http::Headers const& headers, Identity const& identity,
                              Instant real_now) const;
    Outcome<Caller> as_anybody(http::Headers const& headers, Identity const& identity) const;
    Outcome<Caller> as_page(std::string_view key) const;
    Outcome<Caller> identified(http::Headers const& headers, Identity const& identity, Instant real_now) const;

    Workspaces workspaces_;
    ClientSessions sessions_;
    ConnectWebviews webviews_;
    SandboxResets resets_;
    std::map<std::string, WorkspaceNumber, std::less<>> api_keys_;
    std::map<std::string, PersonsToken, std::less<>> persons_tokens_;
};

// A workspace's publishable key, where nobody chose one.
std::string publishable_key(Identity const& identity, WorkspaceNumber workspace);

// What a credential is, by how it begins; `none` when it is nothing that clients of this API send.
Credential credential_named_by(std::string_view token);

}  // namespace lockstep::api
