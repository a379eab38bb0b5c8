#include "api/access.hpp"

#include <algorithm>

#include "api/console_session.hpp"

namespace lockstep::api {

namespace {

constexpr std::string_view session_field = "client-session-token";
constexpr std::string_view session_field_of_ours = "seam-client-session-token";
constexpr std::string_view publishable_key_field = "seam-publishable-key";
constexpr std::string_view workspace_field = "seam-workspace";

Problem unauthorized(std::string_view message) { return problem(ProblemType::unauthorized, message); }

// A session's token, which clients send in two places.
std::optional<std::string_view> session_token_in(http::Headers const& headers) {
    if (auto const token = headers.find(session_field)) return token;
    return headers.find(session_field_of_ours);
}

std::string_view plural_of(Credential credential) {
    switch (credential) {
        case Credential::none:
            break;
        case Credential::api_key:
            return "API keys";
        case Credential::client_session:
            return "client sessions";
        case Credential::publishable_key:
            return "publishable keys";
        case Credential::personal_access_token:
            return "personal access tokens";
        case Credential::console_session:
            return "console sessions";
    }
    return "requests without a credential";
}

Problem not_for(Caller const& caller) {
    if (caller.is_person() && caller.workspace == no_workspace)
        return unauthorized("The header seam-workspace has to say in which workspace.");
    return unauthorized("This is not for " + std::string{plural_of(caller.credential)} + ".");
}

}  // namespace

bool Audience::admits(Caller const& caller) const {
    switch (caller.credential) {
        case Credential::none:
            return true;
        case Credential::api_key:
            return servers && !people_only;
        case Credential::client_session:
            return sessions;
        case Credential::publishable_key:
            return publishable;
        case Credential::personal_access_token:
        case Credential::console_session:
            return servers && (caller.workspace != no_workspace || without_workspace);
    }
    return false;
}

Credential credential_named_by(std::string_view token) {
    if (token.starts_with("ey")) return Credential::console_session;
    if (token.starts_with("seam_cst")) return Credential::client_session;
    if (token.starts_with("seam_at")) return Credential::personal_access_token;
    if (token.starts_with("seam_pk")) return Credential::publishable_key;
    if (token.starts_with("seam_")) return Credential::api_key;
    return Credential::none;
}

std::string publishable_key(Identity const& identity, WorkspaceNumber workspace) {
    auto text = identity.publishable_key(workspace).text();
    std::erase(text, '-');
    return "seam_pk1_" + text;
}

void Access::add_api_key(std::string key, WorkspaceNumber workspace) { api_keys_[std::move(key)] = workspace; }

void Access::add_persons_token(std::string token, std::vector<WorkspaceNumber> workspaces) {
    auto const expires_at = expiry_of_console_session(token);
    auto const person = static_cast<std::uint32_t>(persons_tokens_.size());
    persons_tokens_[std::move(token)] = {person, std::move(workspaces), expires_at.value_or(never)};
}

void Access::admit(Caller const& person, WorkspaceNumber workspace) {
    for (auto& [token, held] : persons_tokens_)
        if (held.person == person.person) held.workspaces.push_back(workspace);
}

Outcome<Caller> Access::judge(http::Headers const& headers, Audience const& audience, Identity const& identity,
                              Instant real_now) const {
    if (audience.everybody) return Caller{};
    auto caller = identified(headers, identity, real_now);
    if (caller && !audience.admits(*caller)) return failure(not_for(*caller));
    return caller;
}

Outcome<Caller> Access::identified(http::Headers const& headers, Identity const& identity, Instant real_now) const {
    auto const token = http::bearer(headers);
    auto const named = credential_named_by(token);
    if (session_token_in(headers) || named == Credential::client_session)
        return as_session(headers, identity, real_now);
    if (auto const key = headers.find(publishable_key_field); key && !headers.has(http::field::authorization))
        return as_page(*key);
    if (!wanted()) return as_anybody(headers, identity);
    switch (named) {
        case Credential::api_key:
            if (auto const found = api_keys_.find(token); found != api_keys_.end())
                return Caller{.credential = named, .workspace = found->second};
            return failure(unauthorized("There is no such API key."));
        case Credential::personal_access_token:
        case Credential::console_session:
            return as_person(token, headers, identity, real_now);
        case Credential::publishable_key:
            return failure(unauthorized("A publishable key belongs into the header seam-publishable-key."));
        case Credential::client_session:
        case Credential::none:
            break;
    }
    if (token.empty()) return failure(unauthorized("A credential is wanted: `authorization: Bearer <API key>`."));
    return failure(unauthorized("The credential is of no kind that is known here: API keys begin with `seam_`."));
}

Outcome<Caller> Access::as_session(http::Headers const& headers, Identity const& identity, Instant real_now) const {
    auto const bearer = http::bearer(headers);
    auto const token = session_token_in(headers).value_or(bearer);
    if (credential_named_by(token) != Credential::client_session)
        return failure(problem(ProblemType::invalid_client_session_token,
                               "The token of a client session begins with `seam_cst`."));
    if (headers.has(http::field::authorization) && bearer != token)
        return failure(
            problem(ProblemType::invalid_client_session_token, "The bearer token is not the client session's token."));
    auto const number = session_of_token(identity, token);
    auto const* const session = number ? sessions_.find(*number) : nullptr;
    if (session == nullptr)
        return failure(problem(ProblemType::client_session_not_found, "There is no such client session."));
    if (session->revoked)
        return failure(problem(ProblemType::client_session_revoked, "The client session was revoked."));
    if (!session->live(real_now))
        return failure(problem(ProblemType::client_session_expired, "The client session is over."));
    return Caller{.credential = Credential::client_session,
                  .workspace = session->workspace,
                  .session = number,
                  .accounts = session->accounts,
                  .person = 0,
                  .workspaces = {}};
}

Outcome<Caller> Access::as_person(std::string_view token, http::Headers const& headers, Identity const& identity,
                                  Instant real_now) const {
    auto const found = persons_tokens_.find(token);
    if (found == persons_tokens_.end()) return failure(unauthorized("There is no such token."));
    if (found->second.expires_at <= real_now) return failure(unauthorized("The console session is over."));
    Caller person{.credential = credential_named_by(token),
                  .workspace = no_workspace,
                  .person = found->second.person,
                  .workspaces = found->second.workspaces};
    auto const named = headers.find(workspace_field);
    if (!named || named->empty()) return person;
    auto const uuid = Uuid::parse(*named);
    for (auto const workspace : person.workspaces)
        if (uuid && identity.workspace(workspace) == *uuid) person.workspace = workspace;
    if (person.workspace == no_workspace)
        return failure(problem(ProblemType::workspace_not_open,
                               "The header seam-workspace names no workspace that this token opens."));
    return person;
}

// Where nobody was given a key: in the workspace that is named, if any is.
Outcome<Caller> Access::as_anybody(http::Headers const& headers, Identity const& identity) const {
    auto const named = headers.find(workspace_field);
    auto const uuid = named ? Uuid::parse(*named) : std::nullopt;
    if (!uuid) return Caller{};
    for (WorkspaceNumber number = 0; number < workspaces_.size(); ++number)
        if (identity.workspace(number) == *uuid) return Caller{.workspace = number};
    return failure(problem(ProblemType::workspace_not_open, "The header seam-workspace names no workspace."));
}

Outcome<Caller> Access::as_page(std::string_view key) const {
    auto const workspace = workspaces_.with_publishable_key(key);
    if (workspace == no_workspace) return failure(unauthorized("There is no such publishable key."));
    return Caller{.credential = Credential::publishable_key, .workspace = workspace};
}

}  // namespace lockstep::api
