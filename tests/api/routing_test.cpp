// Paths, verbs and envelopes: what holds for every route.
#include "api/routes.hpp"

#include <set>

#include "http/limits.hpp"
#include "tests/api/a_house.hpp"
#include "tests/api/noted_world.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using http::Method;
using test::House;

TEST_CASE("health: says what the official fake says, in its members", "[api][health]") {
    House house;
    auto const health = house.get("/health");
    CHECK(health["ok"] == true);
    CHECK_FALSE(health["msg"].get<std::string>().empty());
    CHECK(health["last_service_evaluation_at"] == "2030-01-01T12:00:00.000Z");
    CHECK(health["service_health_statuses"] == Json::array());
}

TEST_CASE("routing: every generation of clients finds its verb", "[api][routing]") {
    struct Row {
        std::string_view path;
        std::vector<Method> answered;
    };
    auto const row = GENERATE(values<Row>({
        {"/access_codes/create", {Method::post}},
        {"/access_codes/update", {Method::patch, Method::put, Method::post}},
        {"/access_codes/create_multiple", {Method::put, Method::post}},
        {"/access_codes/update_multiple", {Method::patch, Method::put, Method::post}},
        {"/access_codes/pull_backup_access_code", {Method::post}},
        {"/access_codes/unmanaged/convert_to_managed", {Method::patch, Method::put, Method::post}},
        {"/access_codes/unmanaged/update", {Method::patch, Method::put, Method::post}},
        {"/access_codes/unmanaged/delete", {Method::delete_, Method::post}},
        {"/access_codes/delete", {Method::delete_, Method::post}},
        {"/access_codes/get", {Method::get, Method::post, Method::head}},
        {"/access_codes/list", {Method::get, Method::post, Method::head}},
        {"/access_codes/generate_code", {Method::get, Method::post, Method::head}},
        {"/access_codes/unmanaged/get", {Method::get, Method::post, Method::head}},
        {"/access_codes/unmanaged/list", {Method::get, Method::post, Method::head}},
        {"/action_attempts/get", {Method::get, Method::post, Method::head}},
        {"/action_attempts/list", {Method::get, Method::post, Method::head}},
        {"/connected_accounts/get", {Method::get, Method::post, Method::head}},
        {"/connected_accounts/list", {Method::get, Method::post, Method::head}},
        {"/devices/get", {Method::get, Method::post, Method::head}},
        {"/devices/list", {Method::get, Method::post, Method::head}},
        {"/locks/get", {Method::get, Method::post, Method::head}},
        {"/locks/list", {Method::get, Method::post, Method::head}},
        {"/devices/update", {Method::patch, Method::put, Method::post}},
        {"/devices/delete", {Method::delete_, Method::post}},
        {"/devices/unmanaged/get", {Method::get, Method::post, Method::head}},
        {"/devices/unmanaged/list", {Method::get, Method::post, Method::head}},
        {"/devices/unmanaged/update", {Method::patch, Method::put, Method::post}},
        {"/devices/list_device_providers", {Method::get, Method::post, Method::head}},
        {"/devices/report_provider_metadata", {Method::post}},
        {"/devices/simulate/connect", {Method::post}},
        {"/devices/simulate/disconnect", {Method::post}},
        {"/devices/simulate/connect_to_hub", {Method::post}},
        {"/devices/simulate/disconnect_from_hub", {Method::post}},
        {"/devices/simulate/remove", {Method::post}},
        {"/devices/simulate/paid_subscription", {Method::post}},
        {"/connected_accounts/update", {Method::patch, Method::put, Method::post}},
        {"/connected_accounts/delete", {Method::delete_, Method::post}},
        {"/connected_accounts/sync", {Method::post}},
        {"/connected_accounts/simulate/disconnect", {Method::post}},
        {"/connected_accounts/simulate/reconnect", {Method::post}},
        {"/access_codes/simulate/create_unmanaged_access_code", {Method::post}},
        {"/locks/lock_door", {Method::post}},
        {"/locks/unlock_door", {Method::post}},
        {"/locks/configure_auto_lock", {Method::post}},
        {"/locks/simulate/keypad_code_entry", {Method::post}},
        {"/locks/simulate/manual_lock_via_keypad", {Method::post}},
        {"/events/get", {Method::get, Method::post, Method::head}},
        {"/events/list", {Method::get, Method::post, Method::head}},
        {"/health", {Method::get, Method::post, Method::head}},
        {"/openapi.json", {Method::get, Method::head}},
        {"/webhooks/create", {Method::post}},
        {"/webhooks/get", {Method::get, Method::post, Method::head}},
        {"/webhooks/list", {Method::get, Method::post, Method::head}},
        {"/webhooks/update", {Method::patch, Method::put, Method::post}},
        {"/webhooks/delete", {Method::delete_, Method::post}},
        {"/workspaces/get", {Method::get, Method::post, Method::head}},
        {"/workspaces/list", {Method::get, Method::post, Method::head}},
        {"/workspaces/create", {Method::post}},
        {"/workspaces/update", {Method::patch, Method::put, Method::post}},
        {"/workspaces/reset_sandbox", {Method::post}},
        {"/client_sessions/create", {Method::put, Method::post}},
        {"/client_sessions/get_or_create", {Method::put, Method::post}},
        {"/client_sessions/get", {Method::get, Method::post, Method::head}},
        {"/client_sessions/list", {Method::get, Method::post, Method::head}},
        {"/client_sessions/grant_access", {Method::patch, Method::put, Method::post}},
        {"/client_sessions/revoke", {Method::post}},
        {"/client_sessions/delete", {Method::delete_, Method::post}},
        {"/connect_webviews/create", {Method::post}},
        {"/connect_webviews/get", {Method::get, Method::post, Method::head}},
        {"/connect_webviews/list", {Method::get, Method::post, Method::head}},
        {"/connect_webviews/delete", {Method::delete_, Method::post}},
    }));
    House house;

    for (auto const method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_,
                              Method::options, Method::other}) {
        CAPTURE(row.path, http::name_of(method));
        auto const reply = house.send({method, std::string{row.path}, {}, {}});
        bool const answered = std::find(row.answered.begin(), row.answered.end(), method) != row.answered.end();
        CHECK((reply.status != 405) == answered);
        if (!answered) {
            if (method != Method::head) CHECK(reply.error() == "method_not_allowed");
            CHECK(reply.headers.find("allow").has_value());
        }
    }
}

TEST_CASE("routing: an unknown path gets an envelope too", "[api][routing]") {
    auto const target = GENERATE(values<std::string>({"/", "/access_codes", "/access_codes/create/x", "/nothing",
                                                      "/%zz", "", "?", "no-slash", "/access_codes//get", "//"}));
    CAPTURE(target);
    House house;

    auto const reply = house.get(target);

    CHECK(reply.status == 404);
    CHECK(reply.error() == "not_found");
    CHECK(reply["ok"] == false);
}

TEST_CASE("routing: a path may be encoded, end in a slash or carry its origin", "[api][routing]") {
    auto const target =
        GENERATE(values<std::string>({"/health", "/health/", "/%68ealth", "/health?x=1", "http://api.test/health"}));
    CAPTURE(target);
    House house;

    auto const reply = house.get(target);

    CHECK(reply.status == 200);
    CHECK(reply["ok"] == true);
}

TEST_CASE("routing: each answer has an id of its own, and an error repeats it", "[api][routing]") {
    House house;
    std::set<std::string> ids;

    for (auto const* const target : {"/health", "/nothing", "/devices/get", "/health"}) {
        auto const reply = house.get(target);
        auto const id = reply.headers.find("seam-request-id");
        REQUIRE(id);
        CHECK(ids.emplace(*id).second);
        if (reply.status != 200) CHECK(reply["error"]["request_id"] == *id);
        CHECK(reply.headers.find("content-type") == "application/json");
    }

    House again;
    CHECK(ids.count(std::string{*again.get("/health").headers.find("seam-request-id")}) == 1);
}

TEST_CASE("routing: the next page's address, where it is known by which one came", "[api][routing]") {
    House house;
    house.add_door("back");
    auto const next = [&](http::Request request) { return house.send(request)["pagination"]["next_page_url"]; };
    http::Request request{Method::get, "/devices/list?limit=1&search=&page_cursor=&_strict=true", {}, {}};
    CHECK(next(request).is_null());
    request.headers.set("x-lockstep-base", "http://127.0.0.1:4300");
    auto const url = next(request);
    REQUIRE(url.is_string());
    CHECK(url.get<std::string>().starts_with(
        "http://127.0.0.1:4300/devices/list?limit=1&search=&_strict=true&page_cursor="));
    request.target = url.get<std::string>();
    auto const second = house.send(request);
    CHECK(second["devices"][0]["display_name"] == "back");
    CHECK(second["pagination"]["next_page_url"].is_null());

    auto by_body = http::json_request(Method::post, "/devices/list", R"({"limit":1})");
    by_body.headers.set("x-lockstep-base", "http://127.0.0.1:4300");
    CHECK(next(by_body).is_null());
}

TEST_CASE("routing: a HEAD is a GET without a body", "[api][routing]") {
    House house;

    auto const response =
        house.api.handle({Method::head, "/devices/list", {}, {}}, {house.now, house.engine, house.effects});

    CHECK(response.status == 200);
    CHECK(response.body.empty());
}

TEST_CASE("routing: what is too large is not read", "[api][routing]") {
    House house;

    CHECK(house.get("/health?" + std::string(http::limits::target_bytes, 'a')).status == 413);
    auto const body = std::string(http::limits::body_bytes + 1, ' ');
    CHECK(house.send({Method::post, "/health", {}, body}).error() == "request_too_large");
}

TEST_CASE("routing: refusals and readings cause nothing", "[api][routing]") {
    House house;
    house.create({{"code", "0420"}});
    REQUIRE_FALSE(house.effects.calls.empty());

    house.get("/devices/list");
    CHECK(house.effects.calls.empty());
    CHECK(house.effects.events.empty());
    house.post("/access_codes/create", {{"device_id", "x"}});
    CHECK(house.effects.events.empty());
}

TEST_CASE("routing: the table is sound", "[api][routing]") {
    std::set<std::string_view> paths;
    for (auto const group : all_routes()) {
        for (auto const& route : group) {
            CAPTURE(route.path);
            CHECK(paths.insert(route.path).second);
            CHECK(route.path.starts_with('/'));
            CHECK_FALSE(route.methods.empty());
            CHECK_FALSE(route.about.empty());
            CHECK(route.handler != nullptr);
            std::set<std::string_view> names;
            for (auto const& parameter : route.parameters) {
                CAPTURE(parameter.name);
                CHECK(names.insert(parameter.name).second);
                CHECK((parameter.kind == ParameterKind::choice) == !parameter.choices.empty());
            }
        }
    }
}

// A probe with every argument a route could want, so that a promise of the table is one that a success keeps.
TEST_CASE("routing: a success holds the members that the table promises", "[api][routing]") {
    House house;
    test::NotedWorld world;
    world.added = engine::ListedCode{"v-77", {*engine::Pin::parse("7777"), {}, "Eve"}};
    house.simulation = &world;
    auto& entry = house.api.directory().edit(house.door);
    entry.has_remote_bolt = entry.has_hub = entry.can_be_simulated = true;
    auto const device = house.id_of(house.door);
    auto const created = house.post("/access_codes/create", {{"device_id", device}, {"code", "0420"}});
    Json const everything{
        {"device_id", device},
        {"device_ids", Json::array({device})},
        {"common_code_key", "family"},
        {"access_code_id", created["access_code"]["access_code_id"]},
        {"action_attempt_id", created["action_attempt"]["action_attempt_id"]},
        {"connected_account_id", house.api.identity().account(house.account).text()},
        {"event_id", house.api.identity().event(0).text()},
        {"since", "2000-01-01T00:00:00Z"},
        {"client_session_id",
         house.post("/client_sessions/create", Json::object())["client_session"]["client_session_id"]},
        {"connect_webview_id",
         house.post("/connect_webviews/create", Json::object())["connect_webview"]["connect_webview_id"]},
        {"webhook_id", house.post("/webhooks/create", {{"url", "http://127.0.0.1:9/"}})["webhook"]["webhook_id"]},
        {"url", "http://127.0.0.1:9/"},
        {"event_types", Json::array({"access_code.created"})},
        {"name", "front"},
        {"auto_lock_enabled", true},
        {"is_expired", true},
        {"supported_code_lengths", Json::array({4, 6})},
    };

    for (auto const group : all_routes()) {
        for (auto const& route : group) {
            // There is no such code in this house, and none with a window.
            bool const of_strangers = route.path.find("/unmanaged/") != route.path.npos;
            if ((of_strangers && !route.path.ends_with("/list")) || route.path.find("/pull_") != route.path.npos)
                continue;
            CAPTURE(route.path);
            auto in_house = house;  // what one route deletes the others still find
            auto fields = everything;
            if (route.path.ends_with("/create")) fields["code"] = "1111";
            if (route.path.find("/simulate/") != route.path.npos) fields["code"] = "7777";
            if (route.path.ends_with("/update_multiple"))
                in_house.post("/access_codes/create",
                              {{"device_id", device}, {"code", "2222"}, {"common_code_key", "family"}});
            auto request = http::json_request(Method::post, std::string{route.path}, fields.dump());
            if (!route.manner.enveloped) request.method = Method::get;
            auto const reply = in_house.send(request);
            CAPTURE(text_of(reply.body));
            CHECK(reply.status == 200);
            CHECK(reply.body.size() == route.answers.size() + (route.manner.enveloped ? 1 : 0));
            for (auto const answer : route.answers)
                CHECK(reply.body.contains(answer));
        }
    }
}

}  // namespace
}  // namespace lockstep::api
