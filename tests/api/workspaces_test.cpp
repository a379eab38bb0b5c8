// Workspaces: made, changed, set back; and webviews, which lead accounts to sessions.
#include "tests/api/two_workspaces.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;
using test::noon;
using test::TwoWorkspaces;

TEST_CASE("workspaces: a person makes one and works in it", "[api][workspaces]") {
    TwoWorkspaces house;
    auto const ada = TwoWorkspaces::bearer("seam_at1_ada");
    auto const made = house.ask("/workspaces/create", {{"name", "third"}, {"company_name", "Inn"}}, ada)["workspace"];
    CHECK(made["name"] == "third");
    CHECK(made["company_name"] == "Inn");
    CHECK(made["is_sandbox"] == true);
    CHECK(made["publishable_key"].get<std::string>().starts_with("seam_pk1_"));

    auto const id = made["workspace_id"].get<std::string>();
    CHECK(house.ask("/workspaces/list", Json::object(), ada)["workspaces"].size() == 2);
    auto const inside = TwoWorkspaces::as_person("seam_at1_ada", id);
    CHECK(house.ask("/workspaces/get", Json::object(), inside)["workspace"] == made);
    CHECK(house.ask("/devices/list", Json::object(), inside)["devices"].empty());
    CHECK(house.ask("/workspaces/get", Json::object(), TwoWorkspaces::as_person(TwoWorkspaces::jwt, id)).error() ==
          "workspace_not_found");
    auto const older = house.ask("/workspaces/create", {{"name", "4"}, {"connect_partner_name", "Inn"}}, ada);
    CHECK(older["workspace"]["company_name"] == "Inn");
    auto const dressed =
        house.ask("/workspaces/create",
                  {{"name", "5"},
                   {"connect_webview_customization", {{"success_message", "Hello"}, {"logo_shape", "circle"}}},
                   {"webview_primary_button_color", "#232426"},
                   {"webview_logo_shape", "square"}},
                  ada)["workspace"];
    auto const& customization = dressed["connect_webview_customization"];
    CHECK(customization.size() == 3);
    CHECK(customization["success_message"] == "Hello");
    CHECK(customization["logo_shape"] == "square");
    CHECK(customization["primary_button_color"] == "#232426");
    CHECK(house.ask("/workspaces/create", {{"name", ""}}, ada).error() == "invalid_input");
    CHECK(house.ask("/workspaces/create", {{"name", "x"}, {"is_sandbox", false}}, ada).error() == "invalid_input");
}

TEST_CASE("workspaces: what is given changes, and a key may be forbidden to pages", "[api][workspaces]") {
    TwoWorkspaces house;
    auto const update = [&](Json const& fields) {
        return house.ask("/workspaces/update", fields, TwoWorkspaces::ours())["workspace"];
    };
    CHECK(update({{"connect_partner_name", "Partner"}})["connect_partner_name"] == "Partner");
    CHECK(update({{"company_name", "Inn"}})["connect_partner_name"] == "Partner");
    CHECK(update({{"connect_partner_name", nullptr}})["connect_partner_name"].is_null());
    Json const customization{{"primary_button_color", "#000"}};
    CHECK(update({{"connect_webview_customization", customization}})["connect_webview_customization"] == customization);

    auto const begin = [&] {
        return house.ask("/client_sessions/create", {{"user_identifier_key", "ada"}},
                         {{"seam-publishable-key", "seam_pk1_ours"}});
    };
    CHECK(begin().status == 200);
    CHECK(update({{"is_publishable_key_auth_enabled", false}})["is_publishable_key_auth_enabled"] == false);
    CHECK(begin().error() == "unauthorized");
}

TEST_CASE("workspaces: a client session is not told the publishable key", "[api][workspaces]") {
    TwoWorkspaces house;
    auto const seen = house.ask("/workspaces/get", Json::object(), TwoWorkspaces::bearer(house.session()));
    CHECK(seen["workspace"]["name"] == "ours");
    CHECK_FALSE(seen["workspace"].contains("publishable_key"));
}

TEST_CASE("workspaces: a reset takes the codes off, forgets sessions, and is done when the locks are",
          "[api][workspaces]") {
    TwoWorkspaces house;
    auto const token = house.session();
    auto const code = house.ask("/access_codes/create", {{"device_id", house.id_of(house.door)}, {"code", "0420"}},
                                TwoWorkspaces::ours())["access_code"]["access_code_id"];
    house.succeed();
    auto const theirs = house.ask("/access_codes/create", {{"device_id", house.id_of(house.other_door)}},
                                  TwoWorkspaces::theirs())["access_code"]["access_code_id"];
    house.succeed();

    auto const attempt =
        house.ask("/workspaces/reset_sandbox", Json::object(), TwoWorkspaces::ours())["action_attempt"];
    CHECK(attempt["action_type"] == "RESET_SANDBOX_WORKSPACE");
    CHECK(attempt["status"] == "pending");
    Json const id{{"action_attempt_id", attempt["action_attempt_id"]}};
    auto const status = [&] {
        return house.ask("/action_attempts/get", id, TwoWorkspaces::ours())["action_attempt"]["status"];
    };
    CHECK(status() == "pending");
    CHECK(house.ask("/action_attempts/get", id, TwoWorkspaces::theirs()).error() == "action_attempt_not_found");
    REQUIRE(house.calls.size() == 1);
    house.succeed();
    CHECK(status() == "success");
    Json const ids{{"action_attempt_ids", Json::array({attempt["action_attempt_id"]})}};
    CHECK(house.ask("/action_attempts/list", ids, TwoWorkspaces::ours())["action_attempts"].size() == 1);
    CHECK(house.ask("/action_attempts/list", ids, TwoWorkspaces::theirs())["action_attempts"].empty());

    CHECK(house.ask("/access_codes/get", {{"access_code_id", code}}, TwoWorkspaces::ours()).status == 404);
    CHECK(house.ask("/access_codes/get", {{"access_code_id", theirs}}, TwoWorkspaces::theirs()).status == 200);
    CHECK(house.ask("/devices/list", Json::object(), TwoWorkspaces::bearer(token)).error() ==
          "client_session_not_found");
}

TEST_CASE("workspaces: a reset removes the webhooks of the workspace, and keeps its keys and other people's",
          "[api][workspaces][webhooks]") {
    TwoWorkspaces house;
    auto const count = [&](test::Sent const& credential) {
        return house.ask("/webhooks/list", Json::object(), credential)["webhooks"].size();
    };
    for (auto const& credential : {TwoWorkspaces::ours(), TwoWorkspaces::theirs()})
        REQUIRE(house.ask("/webhooks/create", {{"url", "http://127.0.0.1:9/hook"}}, credential).status == 200);
    house.ask("/workspaces/reset_sandbox", Json::object(), TwoWorkspaces::ours());
    CHECK(count(TwoWorkspaces::ours()) == 0);
    CHECK(count(TwoWorkspaces::theirs()) == 1);
}

TEST_CASE("workspaces: a key that links codes is a workspace's own", "[api][workspaces]") {
    TwoWorkspaces house;
    auto const create = [&](engine::DeviceId door, Json fields, test::Sent const& credential) {
        fields["device_id"] = house.id_of(door);
        fields["common_code_key"] = "family";
        return house.ask("/access_codes/create", fields, credential);
    };
    auto const ours = create(house.door, {{"code", "0420"}}, TwoWorkspaces::ours())["access_code"];
    auto const theirs = create(house.other_door, {{"code", "1357"}}, TwoWorkspaces::theirs())["access_code"];
    CHECK(ours["common_code_key"] == "family");
    CHECK(theirs["common_code_key"] == "family");
    CHECK(theirs["code"] == "1357");
    Json const rename{{"common_code_key", "family"}, {"name", "renamed"}};
    CHECK(house.ask("/access_codes/update_multiple", rename, TwoWorkspaces::theirs()).status == 200);
    auto const name = [&](Json const& code, test::Sent const& credential) {
        return house.ask("/access_codes/get", {{"access_code_id", code["access_code_id"]}},
                         credential)["access_code"]["name"];
    };
    CHECK(name(ours, TwoWorkspaces::ours()).is_null());
    CHECK(name(theirs, TwoWorkspaces::theirs()) == "renamed");
    CHECK(create(house.door, {{"code", "0421"}}, TwoWorkspaces::bearer(house.session())).error() == "invalid_input");
}

TEST_CASE("workspaces: an empty one is reset at once", "[api][workspaces]") {
    TwoWorkspaces house;
    auto const attempt =
        house.ask("/workspaces/reset_sandbox", Json::object(), TwoWorkspaces::ours())["action_attempt"];
    CHECK(attempt["status"] == "success");
}

TEST_CASE("webviews: an account that fits has been logged in with at once", "[api][webviews]") {
    TwoWorkspaces house;
    auto const create = [&](Json const& fields) {
        return house.ask("/connect_webviews/create", fields, TwoWorkspaces::ours())["connect_webview"];
    };
    auto const any = create(Json::object());
    CHECK(any["status"] == "authorized");
    CHECK(any["login_successful"] == true);
    CHECK(any["connected_account_id"] == house.api.identity().account(house.account).text());
    CHECK(any["any_provider_allowed"] == true);
    auto const fitting = create({{"accepted_providers", {"open"}}, {"custom_metadata", {{"room", "4"}}}});
    CHECK(fitting["status"] == "authorized");
    CHECK(fitting["custom_metadata"] == Json{{"room", "4"}});
    auto const none = create({{"accepted_providers", {"nuki"}}});
    CHECK(none["status"] == "pending");
    CHECK(none["login_successful"] == false);
    CHECK(none["connected_account_id"].is_null());

    auto const listed = house.ask("/connect_webviews/list", {{"limit", 2}}, TwoWorkspaces::ours());
    CHECK(listed["connect_webviews"] == Json::array({any, fitting}));
    CHECK(listed["pagination"]["has_next_page"] == true);
    Json const id{{"connect_webview_id", any["connect_webview_id"]}};
    CHECK(house.ask("/connect_webviews/delete", id, TwoWorkspaces::ours()).status == 200);
    CHECK(house.ask("/connect_webviews/get", id, TwoWorkspaces::ours()).error() == "connect_webview_not_found");
}

TEST_CASE("workspaces: suspended is what is said, and nothing is refused for it", "[api][workspaces]") {
    TwoWorkspaces house;
    auto const update = [&](Json const& fields) {
        return house.ask("/workspaces/update", fields, TwoWorkspaces::ours())["workspace"]["is_suspended"];
    };
    CHECK(update({{"is_suspended", true}}) == true);
    CHECK(update({{"name", "renamed"}}) == true);
    CHECK(house.ask("/devices/list", Json::object(), TwoWorkspaces::ours()).status == 200);
    CHECK(update({{"is_suspended", false}}) == false);
}

TEST_CASE("webviews: what was asked for is shown again, and found by its customer", "[api][webviews]") {
    TwoWorkspaces house;
    auto const made = house.ask("/connect_webviews/create",
                                {{"customer_key", "hotel"},
                                 {"accepted_capabilities", {"noise_detection"}},
                                 {"device_selection_mode", "single"}},
                                TwoWorkspaces::ours())["connect_webview"];
    CHECK(made["customer_key"] == "hotel");
    CHECK(made["accepted_capabilities"] == Json{"noise_detection"});
    CHECK(made["device_selection_mode"] == "single");
    auto const of = [&](std::string const& customer) {
        return house.ask("/connect_webviews/list", {{"customer_key", customer}},
                         TwoWorkspaces::ours())["connect_webviews"];
    };
    CHECK(of("hotel") == Json::array({made}));
    CHECK(of("hostel").empty());
    auto const told =
        house.ask("/events/get", {{"event_type", "connect_webview.login_succeeded"}}, TwoWorkspaces::ours());
    CHECK(told["event"]["customer_key"] == "hotel");
    CHECK(house.ask("/connect_webviews/create", {{"device_selection_mode", "some"}}, TwoWorkspaces::ours()).error() ==
          "invalid_input");
}

TEST_CASE("webviews: events tell of logins, each in its workspace", "[api][webviews][events]") {
    TwoWorkspaces house;
    auto const create = [&](Json const& fields, test::Sent const& credential) {
        return house.ask("/connect_webviews/create", fields, credential)["connect_webview"];
    };
    auto const events = [&](test::Sent const& credential, Json filters = Json::object()) {
        filters["since"] = "2030-01-01T00:00:00Z";
        return house.ask("/events/list", filters, credential)["events"];
    };
    create({{"accepted_providers", {"nuki"}}}, TwoWorkspaces::ours());
    CHECK(events(TwoWorkspaces::ours()).empty());

    auto const done = create(Json::object(), TwoWorkspaces::ours());
    auto const told = events(TwoWorkspaces::ours());
    REQUIRE(told.size() == 1);
    CHECK(told[0]["event_type"] == "connect_webview.login_succeeded");
    CHECK(told[0]["connect_webview_id"] == done["connect_webview_id"]);
    CHECK(told[0]["connected_account_id"] == done["connected_account_id"]);
    CHECK(told[0]["workspace_id"] == house.workspace_id(0));

    house.engine.noticed({engine::Notice::What::account_disconnected, house.other_account, {}}, house.now,
                         house.effects);
    house.note();
    auto const refused = create(Json::object(), TwoWorkspaces::theirs());
    CHECK(refused["status"] == "failed");
    CHECK(refused["login_successful"] == false);
    CHECK(refused["connected_account_id"].is_null());
    auto const failed = events(TwoWorkspaces::theirs(), {{"connect_webview_id", refused["connect_webview_id"]}});
    REQUIRE(failed.size() == 1);
    CHECK(failed[0]["event_type"] == "connect_webview.login_failed");
    CHECK(failed[0]["workspace_id"] == house.workspace_id(1));
    CHECK_FALSE(failed[0].contains("connected_account_id"));
    CHECK(events(TwoWorkspaces::ours()) == told);
    CHECK(events(TwoWorkspaces::ours(), {{"connect_webview_id", done["connect_webview_id"]}}) == told);
    CHECK(events(TwoWorkspaces::ours(), {{"connect_webview_id", refused["connect_webview_id"]}}).empty());
}

TEST_CASE("webviews: a session sees the account it has logged in with, and its own webviews alone", "[api][webviews]") {
    TwoWorkspaces house;
    auto const begun = house.ask("/client_sessions/create", {{"user_identifier_key", "bob"}}, TwoWorkspaces::ours());
    auto const bob = TwoWorkspaces::bearer(begun["client_session"]["token"].get<std::string>());
    auto const elsewhere = house.ask("/connect_webviews/create", Json::object(), TwoWorkspaces::ours());
    CHECK(house.ask("/devices/list", Json::object(), bob)["devices"].empty());

    auto const own = house.ask("/connect_webviews/create", Json::object(), bob)["connect_webview"];
    CHECK(house.ask("/devices/list", Json::object(), bob)["devices"].size() == 1);
    CHECK(house.ask("/connect_webviews/list", Json::object(), bob)["connect_webviews"] == Json::array({own}));
    CHECK(house
              .ask("/connect_webviews/get",
                   {{"connect_webview_id", elsewhere["connect_webview"]["connect_webview_id"]}}, bob)
              .status == 404);
    auto const of_bob = house.ask("/connect_webviews/list", {{"user_identifier_key", "bob"}}, TwoWorkspaces::ours());
    CHECK(of_bob["connect_webviews"].size() == 1);
}

TEST_CASE("webviews: what a user has logged in with is his", "[api][webviews]") {
    TwoWorkspaces house;
    auto const begun = house.ask("/client_sessions/create", {{"user_identifier_key", "bob"}}, TwoWorkspaces::ours());
    auto const bob = TwoWorkspaces::bearer(begun["client_session"]["token"].get<std::string>());
    house.ask("/access_codes/create", {{"device_id", house.id_of(house.door)}}, TwoWorkspaces::ours());
    auto const found = [&](std::string const& path, std::string const& what, Json const& filters) {
        return house.ask(path, filters, TwoWorkspaces::ours())[what].size();
    };
    Json const of_bob{{"user_identifier_key", "bob"}};
    CHECK(found("/devices/list", "devices", of_bob) == 0);

    auto const webview = house.ask("/connect_webviews/create", {{"custom_metadata", {{"step", "1"}}}}, bob);

    CHECK(found("/devices/list", "devices", of_bob) == 1);
    CHECK(found("/connected_accounts/list", "connected_accounts", of_bob) == 1);
    CHECK(found("/access_codes/list", "access_codes", of_bob) == 1);
    CHECK(found("/devices/list", "devices", {{"user_identifier_key", "ada"}}) == 0);
    auto const id = webview["connect_webview"]["connect_webview_id"];
    CHECK(found("/devices/list", "devices", {{"connect_webview_id", id}}) == 1);
    CHECK(found("/connect_webviews/list", "connect_webviews", {{"custom_metadata_has", {{"step", "1"}}}}) == 1);
    CHECK(found("/connect_webviews/list", "connect_webviews", {{"custom_metadata_has", {{"step", "2"}}}}) == 0);
    auto const none = house.ask("/connect_webviews/create", {{"excluded_providers", {"open"}}}, TwoWorkspaces::ours());
    CHECK(none["connect_webview"]["status"] == "pending");
}

}  // namespace
}  // namespace lockstep::api
