// /client_sessions: what a browser or an app may see of a workspace, and for how long.
#include <algorithm>

#include "api/lookup.hpp"
#include "api/render/client_session.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr http::Method create_verbs[] = {http::Method::put, http::Method::post};

constexpr Parameter create_parameters[] = {
    {.name = "user_identifier_key", .about = "Whose session this is, in the words of the integration."},
    {.name = "customer_key"},
    {.name = "customer_id"},
    {.name = "connected_account_ids", .kind = ParameterKind::uuids, .about = "What the session sees."},
    {.name = "connect_webview_ids", .kind = ParameterKind::uuids, .about = "It sees what somebody logged in to there."},
    {.name = "user_identity_id", .kind = ParameterKind::uuid},
    {.name = "user_identity_ids", .kind = ParameterKind::uuids},
    {.name = "expires_at", .kind = ParameterKind::instant, .about = "By real time; 30 days from now without it."},
};
constexpr Parameter get_parameters[] = {
    {.name = "client_session_id", .kind = ParameterKind::uuid},
    {.name = "user_identifier_key"},
};
constexpr Parameter list_parameters[] = {
    {.name = "client_session_id", .kind = ParameterKind::uuid},
    {.name = "user_identifier_key"},
    {.name = "without_user_identifier_key", .kind = ParameterKind::flag},
    {.name = "connect_webview_id", .kind = ParameterKind::uuid},
    {.name = "user_identity_id", .kind = ParameterKind::uuid},
};
constexpr Parameter grant_parameters[] = {
    {.name = "client_session_id", .kind = ParameterKind::uuid},
    {.name = "user_identifier_key", .about = "Instead of the id: the youngest session with this key."},
    {.name = "connected_account_ids", .kind = ParameterKind::uuids},
    {.name = "connect_webview_ids", .kind = ParameterKind::uuids},
    {.name = "user_identity_id", .kind = ParameterKind::uuid},
    {.name = "user_identity_ids", .kind = ParameterKind::uuids},
};
constexpr Parameter end_parameters[] = {
    {.name = "client_session_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr std::string_view one[] = {"client_session"};
constexpr std::string_view many[] = {"client_sessions"};

Problem no_session() { return problem(ProblemType::unknown_client_session, "No such client session."); }

Json answer(Call const& call, std::uint64_t number) {
    return Json::object({{"client_session", client_session(call, number)}});
}

Outcome<std::uint64_t> find_session(Call const& call, Uuid uuid, bool revoked_too = false) {
    auto const number = call.identity.as_client_session(uuid);
    auto const* const session = number ? call.access.sessions().find(*number) : nullptr;
    bool const seen = session != nullptr && session->workspace == call.caller.workspace &&
                      (revoked_too || !session->revoked) && (!call.caller.session || *call.caller.session == *number);
    if (!seen) return failure(no_session());
    return *number;
}

// The youngest that is not over.
Outcome<std::uint64_t> session_of_user(Call const& call, std::string const& key) {
    std::uint64_t number = 0;
    if (!key.empty() && call.access.sessions().of_user(call.caller.workspace, key, call.real_now, number) != nullptr)
        return number;
    return failure(no_session());
}

// What a session is to see beside what it sees already.
struct Grants {
    std::vector<engine::AccountId> accounts;
    std::vector<std::uint64_t> webviews;

    void give_to(ClientSession& session) const {
        for (auto const account : accounts)
            session.grant(account);
        for (auto const webview : webviews)
            session.add_webview(webview);
    }
};

Outcome<Grants> grants_of(Call const& call) {
    auto const& arguments = call.arguments;
    if (arguments.has("user_identity_id") ||
        !arguments.uuids("user_identity_ids").value_or(std::vector<Uuid>{}).empty())
        return failure(invalid("user_identity_ids", "there are no user identities here"));
    Grants grants;
    for (auto const id : arguments.uuids("connected_account_ids").value_or(std::vector<Uuid>{})) {
        auto const account = find_account(call.view(), id);
        if (!account) return failure(account.error());
        grants.accounts.push_back(*account);
    }
    for (auto const id : arguments.uuids("connect_webview_ids").value_or(std::vector<Uuid>{})) {
        auto const webview = find_webview(call, id);
        if (!webview) return failure(webview.error());
        grants.webviews.push_back(*webview);
        auto const& found = *call.access.webviews().find(*webview);
        if (found.authorized()) grants.accounts.push_back(found.account);
    }
    return grants;
}

bool names_grants(Arguments const& arguments) {
    for (auto const* const name : {"connected_account_ids", "connect_webview_ids", "user_identity_ids"})
        if (!arguments.uuids(name).value_or(std::vector<Uuid>{}).empty()) return true;
    return arguments.has("user_identity_id");
}

// What somebody may not ask for who has nothing but a publishable key, which is no secret. Judged before anything is
// looked up: a page shall not learn what there is.
std::optional<Problem> page_problem(Call const& call) {
    if (call.caller.credential != Credential::publishable_key) return std::nullopt;
    if (names_grants(call.arguments))
        return problem(ProblemType::publishable_keys_must_create_empty_client_sessions,
                       "With a publishable key a client session begins without accounts and webviews.");
    if (call.arguments.text("user_identifier_key").value_or("").empty())
        return invalid("user_identifier_key", "is required with a publishable key");
    return std::nullopt;
}

Outcome<Json> begin(Call& call, bool may_be_there_already) {
    auto const& arguments = call.arguments;
    if (auto refusal = page_problem(call)) return failure(std::move(*refusal));
    auto const expires_at =
        arguments.instant("expires_at").value_or(later_by(call.real_now, ClientSessions::default_life));
    if (expires_at <= call.real_now) return failure(invalid("expires_at", "must lie in the future"));
    auto const grants = grants_of(call);
    if (!grants) return failure(grants.error());
    auto const key = arguments.text("user_identifier_key").value_or("");
    auto& sessions = call.access.sessions();
    if (may_be_there_already)
        if (auto const number = session_of_user(call, key)) {
            grants->give_to(*sessions.find(*number));
            return answer(call, *number);
        }
    ClientSession session{.workspace = call.caller.workspace,
                          .created_at = call.real_now,
                          .expires_at = expires_at,
                          .user_identifier_key = key,
                          .customer_key = arguments.text("customer_key").value_or(""),
                          .customer_id = arguments.text("customer_id").value_or(""),
                          .accounts = {},
                          .webviews = {}};
    grants->give_to(session);
    auto const number = sessions.add(std::move(session), call.real_now);
    if (!number) return failure(invalid("", "the workspace has as many client sessions as it may have: revoke some"));
    return answer(call, *number);
}

Outcome<Json> create(Call& call) { return begin(call, false); }
Outcome<Json> get_or_create(Call& call) { return begin(call, true); }

// The one that is named, by its id or by its user.
Outcome<std::uint64_t> named_session(Call const& call) {
    auto const& arguments = call.arguments;
    auto const key = arguments.text("user_identifier_key");
    if (auto const id = arguments.uuid("client_session_id")) {
        auto const number = find_session(call, *id);
        if (number && key && call.access.sessions().find(*number)->user_identifier_key != *key)
            return failure(no_session());
        return number;
    }
    if (!key) return failure(invalid("", "client_session_id or user_identifier_key is required"));
    return session_of_user(call, *key);
}

Outcome<Json> get(Call& call) {
    bool const names_one = call.arguments.has("client_session_id") || call.arguments.has("user_identifier_key");
    if (call.caller.session && !names_one) return answer(call, *call.caller.session);
    auto const number = named_session(call);
    if (!number) return failure(number.error());
    if (call.caller.session && *number != *call.caller.session) return failure(no_session());
    return answer(call, *number);
}

Outcome<Json> list(Call& call) {
    auto const& arguments = call.arguments;
    auto const id = arguments.uuid("client_session_id");
    auto const key = arguments.text("user_identifier_key");
    auto const webview_id = arguments.uuid("connect_webview_id");
    auto const webview = webview_id ? call.identity.as_connect_webview(*webview_id) : std::nullopt;
    bool const without_key = arguments.flag("without_user_identifier_key").value_or(false);
    Json listed = Json::array();
    for (auto const& [number, session] : call.access.sessions().all()) {
        if (session.workspace != call.caller.workspace || session.revoked) continue;
        if (id && call.identity.client_session(number) != *id) continue;
        if (key && session.user_identifier_key != *key) continue;
        if (without_key && !session.user_identifier_key.empty()) continue;
        if (webview_id && (!webview || std::find(session.webviews.begin(), session.webviews.end(), *webview) ==
                                           session.webviews.end()))
            continue;
        if (arguments.has("user_identity_id")) continue;
        listed.push_back(client_session(call, number));
    }
    return Json::object({{"client_sessions", std::move(listed)}});
}

Outcome<Json> grant_access(Call& call) {
    auto const number = named_session(call);
    if (!number) return failure(number.error());
    auto const grants = grants_of(call);
    if (!grants) return failure(grants.error());
    grants->give_to(*call.access.sessions().find(*number));
    return answer(call, *number);
}

Outcome<Json> revoke(Call& call) {
    auto const number = find_session(call, *call.arguments.uuid("client_session_id"));
    if (!number) return failure(number.error());
    call.access.sessions().find(*number)->revoked = true;
    return Json::object();
}

Outcome<Json> remove(Call& call) {
    auto const number = find_session(call, *call.arguments.uuid("client_session_id"), true);
    if (!number) return failure(number.error());
    call.access.sessions().erase(*number);
    call.memory.tell(ApiEvent::client_session_deleted, {}, call.now, call.directory,
                     {.session = *number, .workspace = call.caller.workspace});
    return Json::object();
}

constexpr Route routes[] = {
    {"/client_sessions/create", create_verbs, create_parameters, one, "A new client session.", create,
     audience::browsers},
    {"/client_sessions/get_or_create", create_verbs, create_parameters, one,
     "The user's client session, or a new one; what is given is added to what it sees.", get_or_create,
     audience::browsers},
    {"/client_sessions/get", verbs::read, get_parameters, one, "One client session; a session finds itself.", get},
    {"/client_sessions/list", verbs::read, list_parameters, many, "Client sessions, oldest first.", list,
     audience::servers},
    {"/client_sessions/grant_access", verbs::update, grant_parameters, one, "Lets a client session see more.",
     grant_access, audience::servers},
    {"/client_sessions/revoke",
     verbs::create,
     end_parameters,
     {},
     "Ends a client session; its token says so.",
     revoke,
     audience::servers},
    {"/client_sessions/delete",
     verbs::remove,
     end_parameters,
     {},
     "Forgets a client session.",
     remove,
     audience::servers},
};

}  // namespace

std::span<Route const> client_session_routes() { return routes; }

}  // namespace lockstep::api
