// Client sessions: begun, found again, widened, ended.
#include "tests/api/two_workspaces.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::noon;
using test::Reply;
using test::Sent;
using test::TwoWorkspaces;

struct Desk : TwoWorkspaces {
    Reply sessions(std::string const& verb, Json const& fields, Sent const& credential = TwoWorkspaces::ours()) {
        return ask("/client_sessions/" + verb, fields, credential);
    }
    Json account_id(engine::AccountId id) const { return api.identity().account(id).text(); }
    static Sent page() { return {{"seam-publishable-key", "seam_pk1_ours"}}; }
};

TEST_CASE("sessions: what a new one says of itself", "[api][sessions]") {
    Desk desk;
    auto const session =
        desk.sessions("create", {{"user_identifier_key", "ada"},
                                 {"connected_account_ids", Json::array({desk.account_id(desk.account)})},
                                 {"expires_at", "2030-01-02T00:00:00Z"}})["client_session"];
    CHECK(session["token"].get<std::string>().starts_with("seam_cst1_"));
    CHECK(session["workspace_id"] == desk.workspace_id(0));
    CHECK(session["user_identifier_key"] == "ada");
    CHECK(session["created_at"] == "2030-01-01T12:00:00.000Z");
    CHECK(session["expires_at"] == "2030-01-02T00:00:00.000Z");
    CHECK(session["connected_account_ids"] == Json::array({desk.account_id(desk.account)}));
    CHECK(session["device_count"] == 1);
    CHECK(session["connect_webview_ids"] == Json::array());
    CHECK(session["user_identity_ids"] == Json::array());

    auto const itself = desk.sessions("get", Json::object(), Desk::bearer(session["token"].get<std::string>()));
    CHECK(itself["client_session"] == session);
}

TEST_CASE("sessions: whose customer it is, is shown again", "[api][sessions]") {
    Desk desk;
    auto const session =
        desk.sessions("create", {{"customer_key", "hotel"}, {"customer_id", "4711"}})["client_session"];
    CHECK(session["customer_key"] == "hotel");
    CHECK(session["customer_id"] == "4711");
    CHECK_FALSE(desk.sessions("create", Json::object())["client_session"].contains("customer_id"));
}

TEST_CASE("sessions: what may not be asked for", "[api][sessions]") {
    Desk desk;
    auto const ours = Json::array({desk.account_id(desk.account)});
    auto const theirs = Json::array({desk.account_id(desk.other_account)});
    struct Row {
        Json fields;
        bool page;
        std::string error;
    };
    std::vector<Row> const rows{
        {{{"expires_at", "2030-01-01T12:00:00Z"}}, false, "invalid_input"},
        {{{"connected_account_ids", theirs}}, false, "connected_account_not_found"},
        {{{"connect_webview_ids", ours}}, false, "connect_webview_not_found"},
        {{{"user_identity_ids", ours}}, false, "invalid_input"},
        {Json::object(), true, "invalid_input"},
        {{{"user_identifier_key", ""}}, true, "invalid_input"},
        {{{"user_identifier_key", "ada"}, {"connected_account_ids", ours}},
         true,
         "publishable_keys_must_create_empty_client_sessions"},
        {{{"user_identifier_key", "ada"}, {"connect_webview_ids", theirs}},
         true,
         "publishable_keys_must_create_empty_client_sessions"},
        {{{"user_identifier_key", "ada"}, {"connected_account_ids", Json::array()}}, true, ""},
        {Json::object(), false, ""},
    };
    for (auto const& row : rows)
        for (auto const* const verb : {"create", "get_or_create"}) {
            CAPTURE(row.fields.dump(), row.page, verb);
            CHECK(desk.sessions(verb, row.fields, row.page ? Desk::page() : Desk::ours()).error() == row.error);
        }
}

TEST_CASE("sessions: the user's own is found again while it lives", "[api][sessions]") {
    Desk desk;
    Json const ada{{"user_identifier_key", "ada"}};
    auto const token = [&](Sent const& credential) {
        return desk.sessions("get_or_create", ada, credential)["client_session"]["token"];
    };
    auto const first = token(Desk::page());
    CHECK(token(Desk::page()) == first);
    CHECK(token(Desk::ours()) == first);
    CHECK(token(Desk::theirs()) != first);
    desk.now += 31 * 24h;
    auto const second = token(Desk::page());
    CHECK(second != first);
    auto const id = desk.sessions("get", ada)["client_session"]["client_session_id"];
    desk.sessions("revoke", {{"client_session_id", id}});
    CHECK(token(Desk::page()) != second);
    CHECK(desk.sessions("create", ada)["client_session"]["token"] != token(Desk::theirs()));
}

TEST_CASE("sessions: more is granted to the one that is named", "[api][sessions]") {
    Desk desk;
    auto const begun = desk.sessions("create", {{"user_identifier_key", "ada"}})["client_session"];
    auto const as_ada = Desk::bearer(begun["token"].get<std::string>());
    auto const devices = [&] { return desk.ask("/devices/list", Json::object(), as_ada)["devices"].size(); };
    CHECK(devices() == 0);
    auto const accounts = Json::array({desk.account_id(desk.account)});
    auto const granted =
        desk.sessions("grant_access", {{"user_identifier_key", "ada"}, {"connected_account_ids", accounts}});
    CHECK(granted["client_session"]["device_count"] == 1);
    CHECK(devices() == 1);
    CHECK(desk.sessions("grant_access", {{"connected_account_ids", accounts}}).error() == "invalid_input");
    CHECK(desk.sessions("grant_access", {{"user_identifier_key", "bob"}}).error() == "client_session_not_found");
}

TEST_CASE("sessions: listed by what is asked, and gone when deleted", "[api][sessions]") {
    Desk desk;
    auto const ada = desk.sessions("create", {{"user_identifier_key", "ada"}})["client_session"];
    auto const nobody = desk.sessions("create", Json::object())["client_session"];
    auto const list = [&](Json const& fields) { return desk.sessions("list", fields)["client_sessions"]; };
    CHECK(list(Json::object()) == Json::array({ada, nobody}));
    CHECK(list({{"user_identifier_key", "ada"}}) == Json::array({ada}));
    CHECK(list({{"without_user_identifier_key", true}}) == Json::array({nobody}));
    CHECK(list({{"client_session_id", nobody["client_session_id"]}}) == Json::array({nobody}));
    CHECK(list({{"connect_webview_id", ada["client_session_id"]}}).empty());

    auto const token = ada["token"].get<std::string>();
    Json const id{{"client_session_id", ada["client_session_id"]}};
    CHECK(desk.sessions("revoke", id).status == 200);
    CHECK(desk.ask("/devices/list", Json::object(), Desk::bearer(token)).error() == "client_session_revoked");
    CHECK(list(Json::object()) == Json::array({nobody}));
    CHECK(desk.sessions("get", id).error() == "client_session_not_found");
    CHECK(desk.sessions("delete", id).status == 200);
    CHECK(desk.ask("/devices/list", Json::object(), Desk::bearer(token)).error() == "client_session_not_found");
    CHECK(desk.sessions("delete", id).error() == "client_session_not_found");
}

TEST_CASE("sessions: an event tells of a deleted one, and of no other end", "[api][sessions][events]") {
    Desk desk;
    auto const ada = desk.sessions("create", {{"user_identifier_key", "ada"}}, Desk::theirs())["client_session"];
    Json const id{{"client_session_id", ada["client_session_id"]}};
    auto const told = [&](Sent const& credential) {
        return desk.ask("/events/list", {{"since", "2030-01-01T00:00:00Z"}}, credential)["events"];
    };
    desk.sessions("revoke", id, Desk::theirs());
    CHECK(told(Desk::theirs()).empty());

    desk.sessions("delete", id, Desk::theirs());

    REQUIRE(told(Desk::theirs()).size() == 1);
    CHECK(told(Desk::theirs())[0]["event_type"] == "client_session.deleted");
    CHECK(told(Desk::theirs())[0]["client_session_id"] == ada["client_session_id"]);
    CHECK(told(Desk::theirs())[0]["workspace_id"] == desk.workspace_id(1));
    CHECK(told(Desk::ours()).empty());
    CHECK(told(Desk::bearer(desk.session())).empty());
}

TEST_CASE("sessions: one does not find another", "[api][sessions]") {
    Desk desk;
    auto const ada = desk.sessions("create", {{"user_identifier_key", "ada"}})["client_session"];
    auto const as_bob = Desk::bearer(desk.session());
    CHECK(desk.sessions("get", {{"client_session_id", ada["client_session_id"]}}, as_bob).status == 404);
}

}  // namespace
}  // namespace lockstep::api
