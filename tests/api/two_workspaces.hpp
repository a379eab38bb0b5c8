// A house with two workspaces, each with an account and a door of its own, and a credential of every kind.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/api/a_house.hpp"

namespace lockstep::api::test {

// How a request says who it is.
using Sent = std::vector<std::pair<std::string, std::string>>;

// `200`, or status and type of the refusal.
inline std::string verdict(Reply const& reply) {
    return reply.status == 200 ? "200" : std::to_string(reply.status) + " " + reply.error();
}

struct TwoWorkspaces : House {
    // Claims `{"sub":"ada","exp":...}`: one ends in 2040, one ended in 2020.
    static constexpr char const* jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEiLCJleHAiOjIyMDg5ODg4MDB9.x";
    static constexpr char const* old_jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEiLCJleHAiOjE1Nzc4MzY4MDB9.x";

    engine::AccountId other_account;
    engine::DeviceId other_door;

    TwoWorkspaces() {
        other_account = engine.add_account();
        other_door = engine.add_device(other_account, engine.add_profile({}));
        api.directory().put(
            other_account,
            {.name = "away", .provider = "open", .provider_name = {}, .created_at = noon, .workspace = 1});
        auto& access = api.access();
        access.workspaces().replace({{.name = "ours", .publishable_key = "seam_pk1_ours"},
                                     {.name = "theirs", .publishable_key = "seam_pk1_theirs"}});
        access.add_api_key("seam_test_ours", 0);
        access.add_api_key("seam_test_theirs", 1);
        access.add_persons_token("seam_at1_ada", {0});
        access.add_persons_token(jwt, {0});
        access.add_persons_token(old_jwt, {0});
    }

    std::string workspace_id(WorkspaceNumber workspace) const { return api.identity().workspace(workspace).text(); }

    // The token of a new client session of ours that sees our account.
    std::string session(Instant expires_at = noon + 1h) {
        auto const number = api.access().sessions().add({.workspace = 0,
                                                         .created_at = noon,
                                                         .expires_at = expires_at,
                                                         .user_identifier_key = "ada",
                                                         .accounts = {account}},
                                                        now);
        return session_token(api.identity(), number.value());
    }

    Reply ask(http::Request request, Sent const& credential) {
        for (auto const& [name, value] : credential)
            request.headers.set(name, value);
        return send(request);
    }
    Reply ask(std::string target, Json const& body, Sent const& credential) {
        return ask(http::json_request(http::Method::post, std::move(target), body.dump()), credential);
    }

    static Sent bearer(std::string const& token) { return {{"authorization", "Bearer " + token}}; }
    static Sent ours() { return bearer("seam_test_ours"); }
    static Sent theirs() { return bearer("seam_test_theirs"); }
    static Sent as_session(std::string const& token) {
        return {{"authorization", "Bearer " + token}, {"client-session-token", token}};
    }
    static Sent as_person(std::string const& token, std::string const& workspace) {
        return {{"authorization", "Bearer " + token}, {"seam-workspace", workspace}};
    }
};

}  // namespace lockstep::api::test
