// Credentials by how they are sent: which are taken, and by which type of error the others are refused.
#include "api/access.hpp"

#include "api/console_session.hpp"
#include "tests/api/two_workspaces.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::noon;
using test::Sent;
using test::TwoWorkspaces;
using test::verdict;

TEST_CASE("access: every way to say who asks", "[api][access]") {
    TwoWorkspaces house;
    auto const live = house.session();
    auto const other = house.session();
    auto const over = house.session(noon);
    auto const ours = house.workspace_id(0);
    auto const theirs = house.workspace_id(1);
    struct Row {
        Sent credential;
        std::string verdict;
    };
    std::vector<Row> const rows{
        {{}, "401 unauthorized"},
        {{{"authorization", "seam_test_ours"}}, "401 unauthorized"},
        {{{"authorization", "Basic seam_test_ours"}}, "401 unauthorized"},
        {{{"authorization", "Bearer"}}, "401 unauthorized"},
        {{{"authorization", "bearer seam_test_ours"}}, "200"},
        {{{"Authorization", "Bearer seam_test_ours"}}, "200"},
        {{{"authorization", "Bearer seam_test_our"}}, "401 unauthorized"},
        {{{"authorization", "Bearer other_test_ours"}}, "401 unauthorized"},
        {{{"authorization", "Bearer " + live}}, "200"},
        {{{"client-session-token", live}}, "200"},
        {{{"seam-client-session-token", live}}, "200"},
        {TwoWorkspaces::as_session(live), "200"},
        {TwoWorkspaces::as_session(over), "401 client_session_expired"},
        {TwoWorkspaces::as_session("seam_cst1_nobody"), "401 client_session_not_found"},
        {TwoWorkspaces::as_session("seam_test_ours"), "400 invalid_client_session_token"},
        {{{"authorization", "Bearer " + other}, {"client-session-token", live}}, "400 invalid_client_session_token"},
        {{{"authorization", "Bearer seam_test_ours"}, {"client-session-token", live}},
         "400 invalid_client_session_token"},
        {{{"seam-publishable-key", "seam_pk1_ours"}}, "401 unauthorized"},
        {TwoWorkspaces::bearer("seam_pk1_ours"), "401 unauthorized"},
        {TwoWorkspaces::bearer("seam_at1_ada"), "401 unauthorized"},
        {TwoWorkspaces::as_person("seam_at1_ada", ours), "200"},
        {TwoWorkspaces::as_person("seam_at1_ada", theirs), "401 workspace_not_found"},
        {TwoWorkspaces::as_person("seam_at1_ada", "ours"), "401 workspace_not_found"},
        {TwoWorkspaces::as_person("seam_at1_bob", ours), "401 unauthorized"},
        {TwoWorkspaces::as_person(TwoWorkspaces::jwt, ours), "200"},
        {TwoWorkspaces::as_person(TwoWorkspaces::jwt, theirs), "401 workspace_not_found"},
        {TwoWorkspaces::as_person(TwoWorkspaces::old_jwt, ours), "401 unauthorized"},
        {TwoWorkspaces::as_person("eyJub2JvZHkiOjF9.e30.x", ours), "401 unauthorized"},
    };
    for (auto const& row : rows) {
        for (auto const& [name, value] : row.credential)
            UNSCOPED_INFO(name << ": " << value);
        auto const reply = house.ask({http::Method::get, "/devices/list", {}, {}}, row.credential);
        CHECK(verdict(reply) == row.verdict);
    }
}

TEST_CASE("access: who asks is judged before what is asked, and after where", "[api][access]") {
    TwoWorkspaces house;
    CHECK(house.post("/access_codes/create", {{"device_id", "x"}}).status == 401);
    CHECK(house.get("/nothing").status == 404);
    CHECK(house.send({http::Method::delete_, "/devices/list", {}, {}}).status == 405);
    CHECK(house.get("/health").status == 200);
    CHECK(house.ask({http::Method::get, "/health", {}, {}}, TwoWorkspaces::bearer("nonsense")).status == 200);
    CHECK(house.get("/devices/list").headers.find("seam-request-id").has_value());
}

TEST_CASE("access: a revoked session says so, a forgotten one is unknown", "[api][access]") {
    TwoWorkspaces house;
    auto const token = house.session();
    auto& sessions = house.api.access().sessions();
    auto const number = session_of_token(house.api.identity(), token).value();
    sessions.find(number)->revoked = true;
    CHECK(house.ask({http::Method::get, "/devices/list", {}, {}}, TwoWorkspaces::bearer(token)).error() ==
          "client_session_revoked");
    sessions.erase(number);
    CHECK(house.ask({http::Method::get, "/devices/list", {}, {}}, TwoWorkspaces::bearer(token)).error() ==
          "client_session_not_found");
}

TEST_CASE("access: sessions end by real time", "[api][access]") {
    TwoWorkspaces house;
    auto const token = house.session(noon + 1h);
    http::Request request{http::Method::get, "/devices/list", {}, {}};
    http::set_bearer(request.headers, token);
    auto const at = [&](Instant simulated, Instant real) {
        return house.api.handle(request, {simulated, house.engine, house.effects, nullptr, real}).status;
    };
    CHECK(at(noon + 24h, noon) == 200);
    CHECK(at(noon, noon + 1h - 1us) == 200);
    CHECK(at(noon, noon + 1h) == 401);
}

TEST_CASE("access: a session sees the devices of its accounts alone", "[api][access]") {
    TwoWorkspaces house;
    auto const second = house.engine.add_account();
    house.engine.add_device(second, house.engine.add_profile({}));
    auto const count = [&](Sent const& credential) {
        return house.ask({http::Method::get, "/devices/list", {}, {}}, credential)["devices"].size();
    };
    CHECK(count(TwoWorkspaces::ours()) == 2);
    CHECK(count(TwoWorkspaces::theirs()) == 1);
    CHECK(count(TwoWorkspaces::bearer(house.session())) == 1);
}

TEST_CASE("access: sessions of a workspace are bounded, and those that are over make room", "[api][access]") {
    ClientSessions sessions;
    ClientSession const session{.workspace = 0, .created_at = noon, .expires_at = noon + 1h};
    std::size_t made = 0;
    while (made < 1'000'000 && sessions.add(session, noon))
        ++made;
    CHECK(made == 10'000);
    CHECK(sessions.add({.workspace = 1, .created_at = noon, .expires_at = noon + 1h}, noon).has_value());
    CHECK(sessions.add(session, noon + 2h).has_value());
}

TEST_CASE("access: the end of a console session", "[api][access]") {
    struct Row {
        std::string token;
        std::optional<Instant> end;
    };
    auto const row = GENERATE(values<Row>({
        {TwoWorkspaces::old_jwt, Instant{std::chrono::seconds{1'577'836'800}}},
        {"eyJ.e30.x", std::nullopt},
        {"e.eyJleHAiOjF9.x", Instant{std::chrono::seconds{1}}},
        {"e.eyJleHAiOi0xfQ.x", std::nullopt},
        {"e.eyJleHAiOiJ4In0.x", std::nullopt},
        {"e.eyJleHAiOjF9", std::nullopt},
        {"e.=.x", std::nullopt},
        {"..", std::nullopt},
        {"", std::nullopt},
    }));
    CAPTURE(row.token);
    CHECK(expiry_of_console_session(row.token) == row.end);
}

}  // namespace
}  // namespace lockstep::api
