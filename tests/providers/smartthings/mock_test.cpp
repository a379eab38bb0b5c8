// The server alone, as a client from outside meets it.
#include "tests/catch.hpp"
#include "tests/providers/smartthings/fixtures.hpp"

namespace lockstep::providers::smartthings {
namespace {

std::string error_code(http::Response const& answer) { return read_error(answer.body).value().code; }

}  // namespace

TEST_CASE("smartthings mock: paths are served with and without a version", "[smartthings][mock]") {
    Served served;
    for (std::string const prefix : {"", "/v1"}) {
        CAPTURE(prefix);
        CHECK(served.get(prefix + "/devices").status == 200);
        CHECK(served.get(prefix + "/devices/" + lock_0()).status == 200);
        CHECK(served.get(prefix + "/devices/" + lock_0() + "/status").status == 200);
        CHECK(served.get(prefix + "/devices/" + lock_0() + "/health").status == 200);
        CHECK(served.get(prefix + path::lock_codes_status(lock_0())).status == 200);
        CHECK(served.get(prefix + "/history/devices").status == 200);
    }
    CHECK(served.get("/v2/devices").status == 404);
    CHECK(served.get("/v1/v1/devices").status == 404);
    auto const wrong = served.ask(http::Method::delete_, "/devices");
    CHECK(wrong.status == 405);
    CHECK(wrong.headers.find("allow") == std::string_view{"GET, HEAD"});
}

TEST_CASE("smartthings mock: any token will do but one of ours that is not good", "[smartthings][mock]") {
    Served served;
    TokenOffice const office{"hub", 1};
    CHECK(served.ask(http::Method::get, "/devices", "", "5f0a1c9e-0000-4000-8000-000000000000").status == 200);
    CHECK(served.ask(http::Method::get, "/devices", "", office.access_token(0, never)).status == 200);
    CHECK(served.ask(http::Method::get, "/devices", "", "").status == 401);
    CHECK(served.ask(http::Method::get, "/devices", "", office.access_token(0, noon)).status == 401);
    CHECK(served.ask(http::Method::get, "/devices", "", office.access_token(0, never) + "0").status == 401);

    served.handling.credential_now = noon - std::chrono::hours{1};  // where real time has not come so far
    CHECK(served.ask(http::Method::get, "/devices", "", office.access_token(0, noon)).status == 200);

    served.cloud.set_connected(0, false);
    CHECK(served.ask(http::Method::get, "/devices", "", office.access_token(0, never)).status == 401);
    CHECK(served.get("/devices/" + lock_0()).status == 401);
}

TEST_CASE("smartthings mock: refresh tokens are good once", "[smartthings][mock]") {
    Served served;
    auto const refresh = [&](std::string_view token) {
        http::Query form;
        form.add("grant_type", "refresh_token");
        form.add("client_id", "anybody");
        form.add("refresh_token", std::string{token});
        http::Request request{http::Method::post, "/v1/oauth/token", {}, form.text()};
        request.headers.add(http::field::content_type, http::form_type);
        return served.ask(request);
    };
    auto const first = TokenOffice{"hub", 1}.refresh_token(0);
    auto const answer = refresh(first);
    REQUIRE(answer.status == 200);
    auto const pair = Json::parse(answer.body);
    CHECK(pair["token_type"] == "bearer");
    CHECK(pair["expires_in"] == 86399);
    CHECK(served.ask(http::Method::get, "/devices", "", pair["access_token"].get<std::string>()).status == 200);
    CHECK(refresh(first).status == 400);
    CHECK(refresh(pair["refresh_token"].get<std::string>()).status == 200);
    CHECK(refresh("of-a-client-from-outside").status == 200);
    CHECK(refresh("").status == 400);

    served.run_for(access_token_lifetime);
    CHECK(served.ask(http::Method::get, "/devices", "", pair["access_token"].get<std::string>()).status == 401);
}

TEST_CASE("smartthings mock: lists come in pages whose links keep the client's origin", "[smartthings][mock]") {
    Served served{a_setup(Profile::awkward, engine::Confirmation::poll, 7)};
    auto const walk = [&](std::string const& base) {
        std::size_t seen = 0, pages = 0;
        std::string target = "/v1/devices?capability=lockCodes";
        for (;;) {
            http::Request request{http::Method::get, target, {}, {}};
            http::set_bearer(request.headers, "any");
            if (!base.empty()) request.headers.set(http::field::base, base);
            auto const body = Json::parse(served.ask(request).body);
            ++pages;
            seen += body["items"].size();
            if (!body["_links"].contains("next")) break;
            auto const href = body["_links"]["next"]["href"].get<std::string>();
            auto const origin = base.empty() ? std::string{vendor_origin} : base;
            REQUIRE(href.starts_with(origin + "/v1/devices?"));
            target = href.substr(origin.size());
            REQUIRE(pages < 10);
        }
        CHECK(seen == 7);
        CHECK(pages == 3);
    };
    walk("");
    walk("http://127.0.0.1:4300/vendors/smartthings");
}

TEST_CASE("smartthings mock: the list filters, and tells health and status when asked", "[smartthings][mock]") {
    Served served;
    CHECK(served.get_json("/devices?capability=colorControl")["items"].empty());
    CHECK(served.get_json("/devices?locationId=elsewhere")["items"].empty());
    auto const items =
        served.get_json("/devices?capability=lock&capability=lockCodes&includeHealth=true&includeStatus=true")["items"];
    REQUIRE(items.size() == 2);
    CHECK(items[0]["deviceId"] == lock_0());
    CHECK(items[0]["label"] == "lock 0");
    CHECK(items[0]["healthState"]["state"] == "ONLINE");
    CHECK(items[0]["components"][0]["capabilities"][1]["status"]["lockCodes"]["value"] == "{}");
}

TEST_CASE("smartthings mock: unknown devices, foreign and removed ones are not found", "[smartthings][mock]") {
    Served served;
    CHECK(served.get("/devices/front").status == 404);
    CHECK(error_code(served.get("/devices/" + id_of(IdKind::device, 9))) == "NotFoundError");
    served.cloud.remove_lock(0, served.now);
    CHECK(served.get("/devices/" + lock_0()).status == 404);
    CHECK(served.get_json("/devices")["items"].size() == 1);
    CHECK(served.get("/devices/" + id_of(IdKind::device, 1) + "/components/main/capabilities/tv/status").status == 404);
    CHECK(served.get("/devices/" + id_of(IdKind::device, 1) + "/components/left/capabilities/lock/status").status ==
          404);
}

TEST_CASE("smartthings mock: a code is written, renamed, changed and erased", "[smartthings][mock]") {
    Served served;
    CHECK(served.command("setCode", Json::array({2, "0420", "Guest"})).status == 200);
    CHECK(served.codes().codes.empty());  // accepted work has no trace
    served.run_for(5s);
    CHECK(served.codes().codes == std::vector<NamedSlot>{{2, "Guest"}});
    CHECK(served.cloud.lock(0).press("0420", served.now).opens);

    served.command("nameSlot", Json::array({2, "Ada"}));
    served.run_for(5s);
    CHECK(served.codes().codes == std::vector<NamedSlot>{{2, "Ada"}});
    served.command("setCode", Json::array({2, "", "Bob"}));
    served.run_for(5s);
    CHECK(served.codes().codes == std::vector<NamedSlot>{{2, "Bob"}});
    CHECK(served.cloud.lock(0).press("0420", served.now).opens);

    served.command("updateCodes", Json::array({{{"code2", "9999"}, {"code3", "1234"}}}));
    served.run_for(5s);
    CHECK(served.cloud.lock(0).press("9999", served.now).opens);
    CHECK(served.codes().codes == std::vector<NamedSlot>{{2, "Code 2"}, {3, "Code 3"}});
    served.command("updateCodes", Json::array({{{"code2", ""}, {"code3", "0"}}}));
    served.run_for(5s);
    CHECK(served.codes().codes.empty());
    CHECK(served.changes() ==
          std::vector<std::string>{"2 set", "2 renamed", "2 renamed", "2 changed", "3 set", "2 deleted", "3 deleted"});
}

TEST_CASE("smartthings mock: whatever is wrong with a PIN, the command is accepted", "[smartthings][mock]") {
    struct Row {
        std::string_view name;
        std::string_view pin;
    };
    auto const row =
        GENERATE(values<Row>({{"another slot has it", "1111"}, {"too short", "12"}, {"no digits", "abcd"}}));
    CAPTURE(row.name);
    Served served;
    served.command("setCode", Json::array({1, "1111", "Ada"}));
    served.run_for(5s);
    served.pushes.clear();

    auto const answer = served.command("setCode", Json::array({2, row.pin, "Guest"}));

    CHECK(answer.status == 200);
    CHECK(read_results(answer.body)->at(0).status == CommandStatus::accepted);
    served.run_for(5s);
    CHECK(served.changes() == std::vector<std::string>{"2 failed"});
    CHECK(served.codes().codes == std::vector<NamedSlot>{{1, "Ada"}});
    CHECK(served.codes().last->what.change == Change::failed);
}

TEST_CASE("smartthings mock: malformed commands are told what is wrong", "[smartthings][mock]") {
    Served served;
    struct Row {
        std::string_view name;
        http::Response answer;
        std::string_view target;
    };
    std::vector<Row> const rows{
        {"another capability", served.command("on", Json::array(), "switch"), "[0].capability"},
        {"another command", served.command("dance", Json::array()), "commands[0].command"},
        {"no slot", served.command("setCode", Json::array()), "commands[0].arguments[0]"},
        {"a slot too many", served.command("deleteCode", Json::array({4})), "commands[0].arguments[0]"},
        {"a text for a slot", served.command("deleteCode", Json::array({"1"})), "commands[0].arguments[0]"},
        {"a number for a PIN", served.command("setCode", Json::array({1, 1234, "x"})), "commands[0].arguments[1]"},
        {"codes that are none", served.command("updateCodes", Json::array({{{"kode1", "1"}}})),
         "commands[0].arguments"},
        {"no body", served.ask(http::Method::post, path::commands(lock_0()), "{}"), "commands"},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        CHECK(row.answer.status == 422);
        auto const error = read_error(row.answer.body);
        REQUIRE(error);
        CHECK(error->code == "ConstraintViolationError");
        CHECK(error->details.at(0).target == row.target);
    }
    CHECK(served.pushes.empty());
}

TEST_CASE("smartthings mock: an offline hub refuses, or takes the command and forgets it", "[smartthings][mock]") {
    bool const swallows = GENERATE(true, false);
    Served served{a_setup(), swallows ? sim::OfflineMode::swallow : sim::OfflineMode::reject};
    served.cloud.set_online(0, false, served.now);
    for (auto const& [name, arguments] :
         {std::pair{"setCode", Json::array({1, "0420", "Guest"})}, std::pair{"deleteCode", Json::array({1})},
          std::pair{"reloadAllCodes", Json::array()}}) {
        CAPTURE(name, swallows);
        auto const answer = served.command(name, arguments);
        CHECK(answer.status == (swallows ? 200 : 409));
        if (!swallows) CHECK(error_code(answer) == "ConflictError");
    }
    CHECK(served.command("unlock", Json::array(), "lock").status == (swallows ? 200 : 409));
    served.cloud.set_online(0, true, served.now);
    served.run_for(std::chrono::hours{1});
    CHECK(served.codes().codes.empty());
    CHECK(served.pushes.empty());
}

TEST_CASE("smartthings mock: twelve requests a minute and device, told in the headers", "[smartthings][mock]") {
    Served served;
    for (int i = 0; i < 12; ++i) {
        auto const answer = served.get("/devices/" + lock_0() + "/health");
        REQUIRE(answer.status == 200);
        CHECK(answer.headers.find("x-ratelimit-remaining") == std::to_string(11 - i));
        served.run_for(1s);
    }
    auto const refused = served.get("/devices/" + lock_0() + "/health");
    CHECK(refused.status == 429);
    CHECK(refused.headers.find("x-ratelimit-limit") == std::string_view{"12"});
    CHECK(refused.headers.find("x-ratelimit-reset") == std::string_view{"48"});
    CHECK(served.get("/devices/" + id_of(IdKind::device, 1)).status == 200);  // another device
    CHECK(served.get("/devices").status == 200);
    served.run_for(48s);
    CHECK(served.get("/devices/" + lock_0() + "/health").status == 200);
}

TEST_CASE("smartthings mock: an awkward hub tells twice, scans first, and notices late", "[smartthings][mock]") {
    Served served{a_setup(Profile::awkward)};
    CHECK_FALSE(served.codes().codes_max);
    served.command("reloadAllCodes", Json::array());
    CHECK(served.get_json(path::lock_codes_status(lock_0()))["scanCodes"]["value"] == "Scanning");
    served.run_for(3s);
    CHECK(served.codes().codes_max == 3u);

    served.command("setCode", Json::array({1, "0420", "Guest"}));
    served.run_for(10s);
    CHECK(served.changes() == std::vector<std::string>{"1 set", "1 changed"});
    served.command("setCode", Json::array({2, "12", "Short"}));
    served.run_for(10s);
    CHECK(served.changes().size() == 2);  // silence

    auto const state = [&] { return served.get_json("/devices/" + lock_0() + "/health")["state"]; };
    served.cloud.set_online(0, false, served.now);
    CHECK(state() == "ONLINE");
    served.run_for(std::chrono::minutes{32});
    CHECK(state() == "OFFLINE");
}

TEST_CASE("smartthings mock: codes that come by hand get the lowest free slot", "[smartthings][mock]") {
    Served served;
    served.command("setCode", Json::array({1, "1111", "Ada"}));
    served.run_for(5s);
    served.cloud.add_by_hand(0, {.pin = "2222", .name = ""}, served.now);
    CHECK(served.codes().codes == std::vector<NamedSlot>{{1, "Ada"}, {2, "Code 2"}});
    served.cloud.erase_by_hand(0, "1111", served.now);
    CHECK(served.codes().codes == std::vector<NamedSlot>{{2, "Code 2"}});
    served.handling.as_of = noon;
    CHECK(served.codes().codes.empty());  // old news
}

TEST_CASE("smartthings mock: a slot may be written to again while it is being emptied", "[smartthings][mock]") {
    Served served;
    served.command("setCode", Json::array({1, "1111", "Ada"}));
    served.run_for(5s);
    served.command("deleteCode", Json::array({1}));
    served.command("setCode", Json::array({1, "2222", "Bob"}));
    served.run_for(10s);
    CHECK(served.codes().codes == std::vector<NamedSlot>{{1, "Bob"}});
    CHECK_FALSE(served.cloud.lock(0).press("1111", served.now).opens);
    CHECK(served.cloud.lock(0).press("2222", served.now).opens);
}

TEST_CASE("smartthings mock: subscriptions are kept and listed", "[smartthings][mock]") {
    Served served;
    auto const made = served.ask(http::Method::post, "/installedapps/app-1/subscriptions",
                                 R"({"sourceType":"DEVICE","device":{"deviceId":"x","capability":"lockCodes"}})");
    REQUIRE(made.status == 200);
    auto const id = Json::parse(made.body)["id"].get<std::string>();
    CHECK(served.get_json("/v1/installedapps/app-1/subscriptions")["items"].size() == 1);
    CHECK(served.get_json("/installedapps/app-2/subscriptions")["items"].empty());
    CHECK(served.get_json("/installedapps/app-1/subscriptions/" + id)["device"]["capability"] == "lockCodes");
    CHECK(served.ask(http::Method::delete_, "/installedapps/app-1/subscriptions/other").status == 404);
    CHECK(served.ask(http::Method::delete_, "/installedapps/app-1/subscriptions").body == R"({"count":1})");
    CHECK(served.ask(http::Method::post, "/installedapps/app-1/subscriptions", "{}").status == 422);
    for (std::size_t i = 0; i < subscriptions_max; ++i)
        served.ask(http::Method::post, "/installedapps/app-1/subscriptions", R"({"sourceType":"DEVICE"})");
    CHECK(served.ask(http::Method::post, "/installedapps/app-1/subscriptions", R"({"sourceType":"DEVICE"})").status ==
          409);
}

TEST_CASE("smartthings mock: the past is listed in pages, and who came to the door with it", "[smartthings][mock]") {
    Served served{a_setup(Profile::awkward, engine::Confirmation::poll)};
    for (int slot = 1; slot <= 2; ++slot) {
        served.command("setCode", Json::array({slot, std::to_string(1110 + slot), "Guest"}));
        served.run_for(10s);
    }
    MockEffects effects;
    served.mock.pressed(0, "1112", true, served.now, effects);
    served.mock.pressed(0, "0000", false, served.now, effects);
    CHECK(effects.pushes.empty());  // nobody has subscribed

    std::vector<std::string> values;
    std::string target = "/history/devices?locationId=" + id_of(IdKind::location, 0);
    for (int pages = 0; pages < 5; ++pages) {
        auto const body = served.get_json(target);
        for (auto const& item : body["items"])
            values.push_back(item["value"]);
        if (!body["_links"].contains("next")) break;
        target = body["_links"]["next"]["href"].get<std::string>().substr(vendor_origin.size());
    }
    CHECK(values == std::vector<std::string>{"unlocked", "2 changed", "2 set", "1 changed", "1 set"});
    CHECK(served.get_json("/history/devices?limit=1")["items"][0]["data"] ==
          Json({{"method", "keypad"}, {"codeId", "2"}, {"codeName", "Guest"}}));
    CHECK(served.get_json("/history/devices?limit=1&oldestFirst=true")["items"][0]["value"] == "1 set");
    CHECK(served.get_json("/devices/" + lock_0() + "/components/main/capabilities/lock/status")["lock"]["value"] ==
          "unlocked");
}

TEST_CASE("smartthings mock: it lends its voice to chaos", "[smartthings][mock]") {
    Served served;
    http::Request const request{http::Method::get, "/devices", {}, {}};
    auto const& mock = served.mock;
    CHECK(response(mock.error(request, 429, 7s)).headers.find("x-ratelimit-reset") == std::string_view{"7"});
    CHECK(response(mock.error(request, 503, 7s)).headers.find("retry-after") == std::string_view{"7"});
    CHECK(response(mock.error(request, 502, std::nullopt)).status == 502);
    using engine::Refusal;
    for (auto const& [reason, status] :
         {std::pair{Refusal::device_offline, 409}, std::pair{Refusal::pin_conflict, 422},
          std::pair{Refusal::no_space, 422}, std::pair{Refusal::invalid_pin, 422},
          std::pair{Refusal::unauthorized, 401}, std::pair{Refusal::rate_limited, 429}}) {
        auto const answer = response(mock.refusal(request, reason));
        CHECK(answer.status == status);
        if (status != 401) CHECK(failure({1}, answer, noon).refusal == reason);  // our client understands
    }
    Message empty = http::json_response(200, "{}");
    mock.empty_list(empty);
    CHECK(read_lock_codes(response(empty).body)->codes.empty());
    CHECK_FALSE(read_json(response(mock.malformed(empty)).body));
    CHECK(served.mock.device_id(0) == lock_0());
    CHECK(served.mock.logins().size() == 6);
    served.cloud.set_outage(true);
    CHECK(served.get("/devices").status == 503);
}

}  // namespace lockstep::providers::smartthings
