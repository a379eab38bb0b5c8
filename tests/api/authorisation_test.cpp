// Every route times every kind of credential: who is let in, and that nobody reaches into another workspace.
#include <algorithm>
#include <map>

#include "api/routes.hpp"
#include "tests/api/noted_world.hpp"
#include "tests/api/two_workspaces.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::noon;
using test::NotedWorld;
using test::Reply;
using test::Sent;
using test::TwoWorkspaces;
using test::verdict;

enum class For { everybody, all, servers, browsers, people, servers_and_people };

struct RouteRow {
    std::string path;
    For audience = For::all;
    std::string to_others;  // what another workspace hears that names our things
    Json fields = nullptr;  // beside those that every request carries
    std::string to_ours = "200";
};

// A new route needs a row here.
std::vector<RouteRow> const& route_rows() {
    static std::string const none = "200";  // and nothing of ours in it
    static std::vector<RouteRow> const all{
        {"/access_codes/create", For::all, "404 device_not_found", {{"code", "1111"}}},
        {"/access_codes/update", For::all, "404 access_code_not_found", {{"name", "new"}}},
        {"/access_codes/delete", For::all, "404 access_code_not_found"},
        {"/access_codes/create_multiple", For::all, "404 device_not_found", {{"code", "2222"}}},
        {"/access_codes/update_multiple",
         For::servers,
         "404 access_code_not_found",
         {{"common_code_key", "family"}, {"name", "new"}}},
        {"/access_codes/get", For::all, "404 access_code_not_found"},
        {"/access_codes/list", For::all, "404 device_not_found"},
        {"/access_codes/generate_code", For::all, "404 device_not_found"},
        {"/access_codes/unmanaged/get", For::all, "404 access_code_not_found", {{"access_code_id", "unmanaged"}}},
        {"/access_codes/unmanaged/list", For::all, "404 device_not_found"},
        {"/access_codes/unmanaged/convert_to_managed",
         For::all,
         "404 access_code_not_found",
         {{"access_code_id", "unmanaged"}}},
        {"/access_codes/unmanaged/update",
         For::all,
         "404 access_code_not_found",
         {{"access_code_id", "unmanaged"}, {"is_managed", true}}},
        {"/access_codes/unmanaged/delete", For::all, "404 access_code_not_found", {{"access_code_id", "unmanaged"}}},
        {"/access_codes/get_timeline", For::all, "404 access_code_not_found"},
        {"/access_codes/report_device_constraints",
         For::servers,
         "404 device_not_found",
         {{"supported_code_lengths", {4, 6}}}},
        {"/access_codes/pull_backup_access_code", For::all, "404 access_code_not_found", nullptr,
         "400 access_code_not_time_bound"},
        {"/action_attempts/get", For::all, "404 action_attempt_not_found"},
        {"/action_attempts/list", For::all, "404 device_not_found"},
        {"/connected_accounts/get", For::all, "404 connected_account_not_found"},
        {"/connected_accounts/list", For::all, none},
        {"/devices/get", For::all, "404 device_not_found"},
        {"/devices/list", For::all, none},
        {"/locks/get", For::all, "404 device_not_found"},
        {"/locks/list", For::all, none},
        {"/devices/update", For::all, "404 device_not_found", {{"name", "new"}}},
        {"/devices/delete", For::servers, "404 device_not_found"},
        {"/devices/list_device_providers", For::all, none},
        {"/devices/report_provider_metadata", For::all, none},
        {"/devices/unmanaged/get", For::all, "404 device_not_found", {{"device_id", "left alone"}}},
        {"/devices/unmanaged/list", For::all, none},
        {"/devices/unmanaged/update", For::servers, "404 device_not_found", {{"device_id", "left alone"}}},
        {"/devices/simulate/connect", For::all, "404 device_not_found"},
        {"/devices/simulate/disconnect", For::all, "404 device_not_found"},
        {"/devices/simulate/connect_to_hub", For::all, "404 device_not_found"},
        {"/devices/simulate/disconnect_from_hub", For::all, "404 device_not_found"},
        {"/devices/simulate/remove", For::all, "404 device_not_found"},
        {"/devices/simulate/paid_subscription", For::all, "404 device_not_found", {{"is_expired", true}}},
        {"/connected_accounts/update", For::all, "404 connected_account_not_found"},
        {"/connected_accounts/delete", For::servers, "404 connected_account_not_found"},
        {"/connected_accounts/sync", For::all, "404 connected_account_not_found"},
        {"/connected_accounts/simulate/disconnect", For::all, "404 connected_account_not_found"},
        {"/connected_accounts/simulate/reconnect", For::all, "404 connected_account_not_found"},
        {"/access_codes/simulate/create_unmanaged_access_code",
         For::all,
         "404 device_not_found",
         {{"code", "7777"}, {"name", "Eve"}}},
        {"/locks/lock_door", For::all, "404 device_not_found"},
        {"/locks/unlock_door", For::all, "404 device_not_found"},
        {"/locks/configure_auto_lock", For::all, "404 device_not_found", {{"auto_lock_enabled", true}}},
        {"/locks/simulate/keypad_code_entry", For::all, "404 device_not_found", {{"code", "9999"}}},
        {"/locks/simulate/manual_lock_via_keypad", For::all, "404 device_not_found"},
        {"/events/get", For::all, "404 event_not_found"},
        {"/events/list", For::all, none},
        {"/webhooks/create", For::servers, none, {{"url", "http://127.0.0.1:9/"}}},
        {"/webhooks/get", For::servers, "404 webhook_not_found"},
        {"/webhooks/list", For::servers, none},
        {"/webhooks/update", For::servers, "404 webhook_not_found", {{"event_types", {"*"}}}},
        {"/webhooks/delete", For::servers, "404 webhook_not_found"},
        {"/health", For::everybody, none},
        {"/openapi.json", For::everybody, none},
        {"/workspaces/get", For::all, none},
        {"/workspaces/list", For::servers_and_people, none},
        {"/workspaces/create", For::people, "401 unauthorized", {{"name", "new"}}},
        {"/workspaces/update", For::servers, none, {{"name", "new"}}},
        {"/workspaces/reset_sandbox", For::servers, none},
        {"/client_sessions/create", For::browsers, none, {{"user_identifier_key", "bob"}}},
        {"/client_sessions/get_or_create", For::browsers, none, {{"user_identifier_key", "ada"}}},
        {"/client_sessions/get", For::all, "404 client_session_not_found"},
        {"/client_sessions/list", For::servers, none},
        {"/client_sessions/grant_access", For::servers, "404 client_session_not_found"},
        {"/client_sessions/revoke", For::servers, "404 client_session_not_found"},
        {"/client_sessions/delete", For::servers, "404 client_session_not_found"},
        {"/connect_webviews/create", For::all, none},
        {"/connect_webviews/get", For::all, "404 connect_webview_not_found"},
        {"/connect_webviews/list", For::all, none},
        {"/connect_webviews/delete", For::all, "404 connect_webview_not_found"},
    };
    return all;
}

// Two workspaces in which something has happened, and the words by which ours is asked for.
struct Scene : TwoWorkspaces {
    std::string token;                 // of a session of ours
    Json ids;                          // of our things
    std::vector<std::string> secrets;  // what no answer to others may hold

    NotedWorld world;

    Scene() {
        simulation = &world;
        world.added = engine::ListedCode{"v-77", {*engine::Pin::parse("7777"), {}, "Eve"}};
        auto& entry = api.directory().edit(door);
        entry.has_remote_bolt = entry.has_hub = entry.can_be_simulated = true;
        succeed_with_a_stranger();
        left_alone = add_door("left alone");
        engine.release_device(left_alone, now, effects);
        effects.clear();
        token = session();
        auto const webview = ask("/connect_webviews/create", Json::object(), as_session(token));
        auto const created = ask("/access_codes/create", {{"device_id", id_of(door)}, {"code", "0420"}}, ours());
        ask("/access_codes/create", {{"device_id", id_of(door)}, {"common_code_key", "family"}, {"code", "5555"}},
            ours());
        auto const webhook = ask("/webhooks/create", {{"url", "http://127.0.0.1:9/ours"}}, ours())["webhook"];
        auto const stranger = ask("/access_codes/unmanaged/list", {{"device_id", id_of(door)}}, ours());
        ids = {
            {"device_id", id_of(door)},
            {"device_ids", Json::array({id_of(door)})},
            {"webhook_id", webhook["webhook_id"]},
            {"access_code_id", created["access_code"]["access_code_id"]},
            {"action_attempt_id", created["action_attempt"]["action_attempt_id"]},
            {"connected_account_id", api.identity().account(account).text()},
            {"event_id", api.identity().event(api.events().size() - 1).text()},
            {"since", "2000-01-01T00:00:00Z"},
            {"client_session_id",
             api.identity().client_session(session_of_token(api.identity(), token).value()).text()},
            {"connect_webview_id", webview["connect_webview"]["connect_webview_id"]},
        };
        unmanaged_id = stranger["access_codes"][0]["access_code_id"].get<std::string>();
        for (auto const* const name : {"device_id", "access_code_id", "action_attempt_id", "connected_account_id",
                                       "event_id", "client_session_id", "connect_webview_id", "webhook_id"})
            secrets.push_back(ids[name].get<std::string>());
        secrets.insert(secrets.end(), {workspace_id(0), token, "seam_pk1_ours", "0420", "5555", unmanaged_id,
                                       webhook["secret"].get<std::string>()});
    }

    Json fields_of(RouteRow const& row) const {
        Json fields = ids;
        if (row.fields.is_object()) fields.update(row.fields);
        if (fields["access_code_id"] == "unmanaged") fields["access_code_id"] = unmanaged_id;
        if (fields["device_id"] == "left alone") fields["device_id"] = id_of(left_alone);
        return fields;
    }

    std::string unmanaged_id;
    engine::DeviceId left_alone;

  private:
    void succeed_with_a_stranger();
};

struct Asker {
    std::string who;
    Sent credential;
    std::string expected;
};

std::vector<Asker> askers(Scene& scene, RouteRow const& row) {
    auto const audience = row.audience;
    auto const let_in = [&](std::initializer_list<For> whom) {
        bool const in = audience == For::everybody || std::find(whom.begin(), whom.end(), audience) != whom.end();
        return in ? row.to_ours : std::string{"401 unauthorized"};
    };
    auto const unless_open = [&](std::string refusal) {
        return audience == For::everybody ? std::string{"200"} : std::move(refusal);
    };
    auto const servers = let_in({For::all, For::servers, For::browsers, For::servers_and_people});
    auto const persons = let_in({For::all, For::servers, For::browsers, For::servers_and_people, For::people});
    auto const at_large = let_in({For::people, For::servers_and_people});
    auto const ours = scene.workspace_id(0);
    auto const theirs = scene.workspace_id(1);
    auto& sessions = scene.api.access().sessions();
    auto const revoked = scene.session();
    sessions.find(session_of_token(scene.api.identity(), revoked).value())->revoked = true;
    auto const over = scene.session(noon);
    return {
        {"nobody", {}, unless_open("401 unauthorized")},
        {"a wrong key", TwoWorkspaces::bearer("seam_test_wrong"), unless_open("401 unauthorized")},
        {"our key", TwoWorkspaces::ours(), servers},
        {"their key", TwoWorkspaces::theirs(), row.to_others},
        {"a session", TwoWorkspaces::as_session(scene.token), let_in({For::all})},
        {"a session that is over", TwoWorkspaces::as_session(over), unless_open("401 client_session_expired")},
        {"a revoked session", TwoWorkspaces::as_session(revoked), unless_open("401 client_session_revoked")},
        {"a page", {{"seam-publishable-key", "seam_pk1_ours"}}, let_in({For::browsers})},
        {"a page with a wrong key", {{"seam-publishable-key", "seam_pk1_our"}}, unless_open("401 unauthorized")},
        {"a person", TwoWorkspaces::as_person("seam_at1_ada", ours), persons},
        {"a person at large", TwoWorkspaces::bearer("seam_at1_ada"), at_large},
        {"a person elsewhere", TwoWorkspaces::as_person("seam_at1_ada", theirs),
         unless_open("401 workspace_not_found")},
        {"a console session", TwoWorkspaces::as_person(TwoWorkspaces::jwt, ours), persons},
        {"a console session at large", TwoWorkspaces::bearer(TwoWorkspaces::jwt), at_large},
        {"a console session that is over", TwoWorkspaces::as_person(TwoWorkspaces::old_jwt, ours),
         unless_open("401 unauthorized")},
    };
}

void Scene::succeed_with_a_stranger() {
    notice(engine::Notice::What::account_disconnected);
    notice(engine::Notice::What::account_reconnected);
    REQUIRE(calls.size() == 1);
    list({{"v-1", {*engine::Pin::parse("7777"), {}, "Cleaner"}}});
}

TEST_CASE("authorisation: every route has its row, and every row a route", "[api][authorisation]") {
    std::map<std::string_view, int> seen;
    for (auto const& row : route_rows())
        ++seen[row.path];
    for (auto const group : all_routes())
        for (auto const& route : group) {
            CAPTURE(route.path);
            CHECK(seen[route.path]++ == 1);
        }
    for (auto const& [path, count] : seen) {
        CAPTURE(path);
        CHECK(count == 2);
    }
}

TEST_CASE("authorisation: every route, by every kind of credential", "[api][authorisation]") {
    Scene const start;
    for (auto const& row : route_rows()) {
        auto const fields = start.fields_of(row);
        auto prepared = start;
        for (auto const& asker : askers(prepared, row)) {
            auto scene = prepared;
            CAPTURE(row.path, asker.who);
            http::Request request = http::json_request(http::Method::post, row.path, fields.dump());
            if (find_route(row.path)->methods.front() == http::Method::get) request.method = http::Method::get;
            auto const reply = scene.ask(request, asker.credential);
            CAPTURE(text_of(reply.body));
            CHECK(verdict(reply) == asker.expected);
            if (asker.who != "their key") continue;
            auto const text = text_of(reply.body);
            for (auto const& secret : start.secrets) {
                CAPTURE(secret);
                CHECK(text.find(secret) == std::string::npos);
            }
        }
    }
}

// Their key and our ids: nothing of ours may have changed.
TEST_CASE("authorisation: a refused request changes nothing of ours", "[api][authorisation]") {
    Scene const start;
    for (auto const& row : route_rows()) {
        if (row.audience == For::everybody) continue;
        auto scene = start;
        CAPTURE(row.path);
        scene.ask(row.path, start.fields_of(row), TwoWorkspaces::theirs());
        auto const code = scene.ask("/access_codes/get", start.ids, TwoWorkspaces::ours());
        CHECK(code.status == 200);
        CHECK(code["access_code"] ==
              Scene{start}.ask("/access_codes/get", start.ids, TwoWorkspaces::ours())["access_code"]);
        CHECK(scene.ask("/devices/list", Json::object(), TwoWorkspaces::as_session(start.token)).status == 200);
        CHECK(scene.ask("/workspaces/get", Json::object(), TwoWorkspaces::ours())["workspace"]["name"] == "ours");
    }
}

// A session changes what it sees and nothing else.
TEST_CASE("authorisation: a session cannot reach codes it does not see through a shared PIN", "[api][authorisation]") {
    TwoWorkspaces desk;
    auto const hidden_account = desk.engine.add_account();
    auto const hidden_door = desk.engine.add_device(hidden_account, desk.engine.add_profile({}));
    desk.api.directory().put(hidden_account,
                             {.name = "cellar", .provider = "open", .provider_name = {}, .created_at = noon});
    auto const share = [&](engine::DeviceId door) {
        Json const fields{{"device_id", desk.id_of(door)}, {"common_code_key", "family"}, {"code", "0420"}};
        return desk.ask("/access_codes/create", fields, TwoWorkspaces::ours())["access_code"]["access_code_id"];
    };
    auto const seen = share(desk.door), hidden = share(hidden_door);
    auto const session = TwoWorkspaces::as_session(desk.session());
    auto const pin_of = [&](Json const& id) {
        return desk.ask("/access_codes/get", {{"access_code_id", id}}, TwoWorkspaces::ours())["access_code"]["code"];
    };

    auto const refused = desk.ask("/access_codes/update", {{"access_code_id", seen}, {"code", "1111"}}, session);
    CHECK(verdict(refused) == "400 invalid_input");
    CHECK(refused.messages("code").size() == 1);
    CHECK(pin_of(seen) == "0420");
    CHECK(pin_of(hidden) == "0420");
    CHECK(desk.ask("/access_codes/update", {{"access_code_id", seen}, {"name", "Anne"}}, session).status == 200);
    CHECK(desk.ask("/access_codes/update", {{"access_code_id", seen}, {"code", "0420"}}, session).status == 200);

    REQUIRE(desk.ask("/access_codes/delete", {{"access_code_id", hidden}}, TwoWorkspaces::ours()).status == 200);
    CHECK(desk.ask("/access_codes/update", {{"access_code_id", seen}, {"code", "1111"}}, session).status == 200);
    CHECK(pin_of(seen) == "1111");
}

TEST_CASE("authorisation: a session names a device and does not give it up", "[api][authorisation]") {
    TwoWorkspaces desk;
    auto const session = TwoWorkspaces::as_session(desk.session());
    auto const update = [&](Json fields) {
        fields["device_id"] = desk.id_of(desk.door);
        return verdict(desk.ask("/devices/update", fields, session));
    };
    CHECK(update({{"is_managed", false}}) == "401 unauthorized");
    CHECK(desk.engine.device(desk.door).managed);
    CHECK(update({{"is_managed", true}, {"name", "back"}}) == "200");
}

}  // namespace
}  // namespace lockstep::api
