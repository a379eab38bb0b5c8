#include "harness/serve/control.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/serve/demo_world.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/a_world.hpp"

namespace lockstep::harness {
namespace {

using JsonText = nlohmann::json;

constexpr Instant somewhen{std::chrono::hours{1}};

// A world with one lock, and its controls without a socket.
struct Desk {
    Desk() : world{the_case(), 1, {0}, somewhen}, control{world, metrics} {}

    static Case the_case() {
        return world_of(
            "schema: world/v1\nproviders: { maker: { vendor: open, code: { slots: 2 } } }\n"
            "devices: { front: { provider: maker }, back: { provider: maker, clock_skew: 5m } }\n");
    }

    struct Told {
        int status = 0;
        JsonText body;
    };
    Told ask(http::Method method, std::string path, std::string body = {}) {
        auto outcome = control.handle({method, "/lockstep/" + path, {}, std::move(body)}, somewhen);
        if (auto const* const wish = std::get_if<AdvanceWish>(&outcome)) {
            auto const before = world.things_played();
            world.play(wish->to.value_or(world.world().now() + wish->by), 1'000'000);
            outcome = control.advanced(world.things_played() - before);
        }
        auto const& response = std::get<http::Response>(outcome);
        auto parsed = JsonText::parse(response.body, nullptr, false);
        return {response.status, std::move(parsed)};
    }
    Told get(std::string path) { return ask(http::Method::get, std::move(path)); }
    Told post(std::string path, std::string body) { return ask(http::Method::post, std::move(path), std::move(body)); }
    Told put(std::string path, std::string body) { return ask(http::Method::put, std::move(path), std::move(body)); }

    http::Response call_api(http::Request request) {
        http::set_bearer(request.headers, world.scenario().api_keys.front().key);
        return world.apply(ApiCall{std::move(request)}, somewhen);
    }
    std::string create_code(std::string const& pin) {
        auto const body = JsonText{{"device_id", world.device_id_text(0)}, {"code", pin}}.dump();
        auto const response = call_api(http::json_request(http::Method::post, "/access_codes/create", body));
        REQUIRE(response.status == 200);
        return JsonText::parse(response.body).at("access_code").at("access_code_id").get<std::string>();
    }
    std::string status_of(std::string const& id) {
        auto const response = call_api({http::Method::get, "/access_codes/get?access_code_id=" + id, {}, {}});
        if (response.status != 200) return std::to_string(response.status);
        return JsonText::parse(response.body).at("access_code").at("status").get<std::string>();
    }

    ServedWorld world;
    Metrics metrics;
    Control control;
};

}  // namespace

TEST_CASE("controls: a code is created, the clock is turned, the door opens", "[serve][control]") {
    Desk desk;
    auto const code = desk.create_code("0420");
    CHECK(desk.status_of(code) == "setting");
    CHECK(desk.post("devices/front/press", R"({"pin":"0420"})").body.at("opens") == false);

    auto const advanced = desk.post("clock", R"({"advance":"1m"})");
    CHECK(advanced.status == 200);
    CHECK(advanced.body.at("now") == "2030-01-01T00:01:00.000Z");
    CHECK(advanced.body.at("events") > 0);
    CHECK(desk.status_of(code) == "set");

    auto const opens = desk.post("devices/" + desk.world.device_id_text(0) + "/press", R"({"pin":"0420"})");
    CHECK(opens.body.at("opens") == true);
    CHECK(opens.body.at("reason").is_null());
    CHECK(desk.post("devices/lk_0/press", R"({"pin":"0420"})").body.at("opens") == true);
    auto const shut = desk.post("devices/back/press", R"({"pin":"0420"})");
    CHECK(shut.body.at("opens") == false);
    CHECK(shut.body.at("reason") == "unknown_code");

    auto const devices = desk.get("devices").body.at("devices");
    REQUIRE(devices.size() == 2);
    CHECK(devices[0].at("name") == "front");
    CHECK(devices[0].at("vendor_id") == "lk_0");
    CHECK(devices[0].at("slots").at(0).at("pin") == "0420");
    CHECK(devices[0].at("slots").at(0).at("usable") == true);
    CHECK(devices[1].at("clock").at("skew") == "5m");
    CHECK(devices[1].at("clock").at("now") == "2030-01-01T00:06:00.000Z");
}

TEST_CASE("controls: links, accounts and hands on a lock", "[serve][control]") {
    Desk desk;
    CHECK(desk.post("devices/front/link", R"({"online":false})").body.at("device").at("online") == false);
    auto const code = desk.create_code("0420");
    desk.post("clock", R"({"advance":"1m"})");
    CHECK(desk.status_of(code) == "setting");
    desk.post("devices/front/link", R"({"online":true})");
    desk.post("clock", R"({"advance":"1m"})");
    CHECK(desk.status_of(code) == "set");

    CHECK(desk.post("accounts/maker", R"({"connected":false})").body.at("account").at("connected") == false);
    CHECK(desk.status_of(code) == "unknown");
    CHECK(desk.get("accounts").body.at("accounts").at(0).at("connected") == false);
    CHECK(desk.post("accounts/maker", R"({"connected":true})").status == 200);
    desk.post("clock", R"({"advance":"1m"})");
    CHECK(desk.status_of(code) == "set");

    auto const slots = [](Desk::Told const& told) { return told.body.at("device").at("slots").size(); };
    CHECK(slots(desk.post("devices/front/edit", R"({"add":{"pin":"7777","ends":"2030-02-01T00:00:00Z"}})")) == 2);
    auto const full = desk.post("devices/front/edit", R"({"add":{"pin":"8888"}})");
    CHECK(full.status == 400);
    auto const changed = desk.post("devices/front/edit", R"({"pin":"7777","to":{"pin":"6666"}})");
    CHECK(changed.body.at("device").at("slots").at(1).at("pin") == "6666");
    CHECK(changed.body.at("device").at("slots").at(1).at("ends_at") == "2030-02-01T00:00:00.000Z");
    CHECK(slots(desk.post("devices/front/edit", R"({"pin":"6666","erase":true})")) == 1);
    CHECK(desk.post("devices/front/edit", R"({"pin":"6666","erase":true})").status == 400);
}

TEST_CASE("controls: a vendor goes out and comes back", "[serve][control]") {
    Desk desk;
    CHECK(desk.post("providers/maker", R"({"outage":true})").body.at("provider").at("outage") == true);
    auto const code = desk.create_code("0420");
    desk.post("clock", R"({"advance":"1m"})");
    CHECK(desk.status_of(code) == "setting");
    CHECK(desk.get("providers").body.at("providers").at(0).at("outage") == true);
    CHECK(desk.get("providers/maker").body.at("provider").at("vendor") == "open");

    desk.post("providers/maker", R"({"outage":false})");
    desk.post("providers/maker", R"({"outage":false})");  // nothing more
    desk.post("clock", R"({"advance":"5m"})");
    CHECK(desk.status_of(code) == "set");
    std::vector<std::string> switched;
    auto const events = desk.get("trace").body.at("events");
    for (auto const& event : events)
        if (event.at("what").get<std::string>().starts_with("outage_"))
            switched.push_back(event.at("text").get<std::string>());
    CHECK(switched == std::vector<std::string>{"the outage of maker began", "the outage of maker ended"});
}

TEST_CASE("controls: how a keypad stands", "[serve][control]") {
    Desk desk;
    auto const device = desk.get("devices/front").body.at("device");
    CHECK(device == desk.get("devices").body.at("devices").at(0));
    CHECK(device.at("vendor") == "open");
    CHECK(device.at("battery") == 100);
    CHECK(device.at("slots_max") == 2);
}

TEST_CASE("controls: codes are told of when the API has forgotten them", "[serve][control]") {
    Desk desk;
    auto const first = desk.create_code("0420");
    auto const second = desk.create_code("0421");
    desk.post("clock", R"({"advance":"1m"})");
    desk.call_api(
        http::json_request(http::Method::post, "/access_codes/delete", JsonText{{"access_code_id", first}}.dump()));
    desk.post("clock", R"({"advance":"1m"})");
    REQUIRE(desk.status_of(first) == "404");

    auto const codes = desk.get("codes?device=front").body.at("codes");
    REQUIRE(codes.size() == 2);
    CHECK(codes[0].at("access_code_id") == first);
    CHECK(codes[0].at("pin") == "0420");
    CHECK(codes[0].at("status") == "404");
    CHECK(codes[1].at("access_code_id") == second);
    CHECK(codes[1].at("status") == "set");
    CHECK(desk.get("codes").body.at("codes") == codes);
    CHECK(desk.get("codes?device=back").body.at("codes").empty());
    CHECK(desk.get("codes?device=nowhere").status == 404);
}

TEST_CASE("controls: the trace of one code, taken apart for programs", "[serve][control]") {
    Desk desk;
    auto const first = desk.create_code("0420");
    desk.create_code("0421");
    desk.post("devices/back/link", R"({"online":false})");
    desk.post("devices/front/link", R"({"online":false})");
    desk.post("devices/front/link", R"({"online":true})");
    desk.put("faults", R"([{"op":"read","do":{"reset":true}}])");
    desk.post("clock", R"({"advance":"20m"})");
    desk.post("devices/front/press", R"({"pin":"0420"})");
    desk.post("devices/front/press", R"({"pin":"9"})");

    auto const events = desk.get("trace?code=" + first).body.at("events");
    CHECK(desk.get("trace?code=code-1").body.at("events") == events);
    auto const found = [&events](JsonText const& wanted) {
        return std::any_of(events.begin(), events.end(), [&wanted](JsonText const& event) {
            return std::all_of(wanted.items().begin(), wanted.items().end(), [&event](auto const& member) {
                return event.contains(member.key()) && event.at(member.key()) == member.value();
            });
        });
    };
    auto const id = desk.world.device_id_text(0);
    CHECK(
        found({{"what", "status"}, {"access_code_id", first}, {"device_id", id}, {"from", "setting"}, {"to", "set"}}));
    CHECK(found({{"what", "operation_sent"}, {"op", "write"}, {"number", 1}}));
    CHECK(found({{"what", "engine"}, {"op", "write"}, {"number", 1}, {"verdict", "accepted"}}));
    CHECK(found({{"what", "operation_sent"}, {"op", "read"}, {"number", 1}}));
    CHECK(found({{"what", "engine"}, {"op", "read"}, {"number", 1}, {"verdict", "unknown"}, {"device_id", id}}));
    CHECK(found({{"what", "answer_sent"}, {"method", "POST"}, {"http_status", 202}}));
    CHECK(found({{"what", "attempt"}, {"action", "CREATE_ACCESS_CODE"}, {"state", "success"}}));
    CHECK(found({{"what", "event"}, {"event_type", "access_code.set_on_device"}}));
    CHECK(found({{"what", "notice"}, {"notice", "device_offline"}}));
    CHECK(found({{"what", "fault_began"}, {"fault", 0}}));
    CHECK(found({{"what", "pressed"}, {"opens", true}}));
    CHECK(found({{"what", "pressed"}, {"opens", false}, {"reason", "unknown_code"}}));
    for (auto const& event : events) {
        CHECK(event.value("device", "front") == "front");
        CHECK(event.value("access_code_id", first) == first);
    }
    CHECK(desk.get("trace?code=nobody").status == 404);
}

TEST_CASE("controls: standing faults count what they hit", "[serve][control]") {
    Desk desk;
    auto const set = desk.put(
        "faults", R"([{"op":"write","device":"front","do":{"reply":503},"nth":1},{"op":"read","do":{"reset":true}}])");
    REQUIRE(set.status == 200);
    CHECK(set.body.at("faults").at(0).at("fired") == 0);
    desk.create_code("0420");
    desk.post("clock", R"({"advance":"1m"})");
    auto const faults = desk.get("faults").body.at("faults");
    CHECK(faults.at(0).at("fired") == 1);
    CHECK(faults.at(1).at("fired") > 0);
    CHECK(faults.at(0).at("do").at("reply") == 503);

    auto const wrong = desk.put("faults", R"([{"op":"write","device":"frnt","do":{"reply":503}}])");
    CHECK(wrong.status == 400);
    CHECK(wrong.body.dump().find("frnt") != std::string::npos);
    CHECK(desk.get("faults").body.at("faults").size() == 2);  // those before still stand
    CHECK(desk.put("faults", "[]").body.at("faults").empty());
}

TEST_CASE("controls: trace, reset and metrics", "[serve][control]") {
    Desk desk;
    auto const code = desk.create_code("0420");
    auto const all = desk.get("trace").body.at("events");
    REQUIRE(all.size() > 2);
    CHECK(all.front().at("what") == "asked");
    CHECK(all.front().at("at") == "2030-01-01T00:00:00.000Z");
    CHECK(all[1].at("cause") == 1);
    auto const since = all.back().at("seq").get<int>();
    CHECK(desk.get("trace?since=" + std::to_string(since)).body.at("events").empty());
    // Looking leaves no trace.
    desk.status_of(code);
    CHECK(desk.get("trace?since=" + std::to_string(since)).body.at("events").empty());
    CHECK(desk.get("trace?since=x").status == 400);
    desk.post("clock", R"({"advance":"1h"})");

    auto const reset = desk.post("reset", R"({"seed":7})");
    CHECK(reset.body.at("now") == "2030-01-01T00:00:00.000Z");
    CHECK(reset.body.at("seed") == 7);
    CHECK(desk.status_of(code) != "set");
    CHECK(desk.get("trace").body.at("events").empty());
    auto outcome = desk.control.handle({http::Method::get, "/lockstep/metrics", {}, {}}, somewhen);
    CHECK(std::get<http::Response>(outcome).body.find("\nlockstep_devices 2\n") != std::string::npos);
}

TEST_CASE("controls: what is wrong is named", "[serve][control]") {
    Desk desk;
    struct Wrong {
        http::Method method;
        std::string path, body;
        int status;
        std::string names;
    };
    using enum http::Method;
    auto const [method, path, body, status, names] = GENERATE(values<Wrong>({
        {post, "clock", R"({"advance":"1h","by":1})", 400, "`by`"},
        {post, "clock", R"({"advance":"1h","to":"2031-01-01T00:00:00Z"})", 400, "Exactly one"},
        {post, "clock", R"({"advance":"200000d"})", 400, "100 years"},
        {post, "clock", R"({"advance":"-1h"})", 400, "advance"},
        {post, "clock", R"({"advance":3600})", 400, "advance"},
        {post, "clock", R"({"to":"2029-12-31T00:00:00Z"})", 400, "backwards"},
        {post, "clock", R"({"to":"2999-12-31T00:00:00Z"})", 400, "100 years"},
        {post, "clock", R"({"until":"busy"})", 400, "idle"},
        {post, "clock", R"({"advance":"1h","limit":"1d"})", 400, "limit"},
        {post, "clock", R"({"mode":"warp"})", 400, "mode"},
        {post, "clock", R"({"mode":"real","advance":"1h"})", 400, "`advance`"},
        {post, "clock", "[]", 400, "object"},
        {post, "clock", "{", 400, "JSON"},
        {put, "clock", "{}", 405, "GET, POST"},
        {post, "devices", "{}", 405, "GET"},
        {get, "devices/front/press", "", 405, "POST"},
        {post, "devices/frnt/press", R"({"pin":"1"})", 404, "frnt"},
        {post, "devices/front/kick", "{}", 404, "press"},
        {post, "devices/front/press", "{}", 400, "`pin` is missing"},
        {post, "devices/front/press", R"({"pin":420})", 400, "pin"},
        {post, "devices/front/link", R"({"online":"no"})", 400, "online"},
        {post, "devices/front/edit", "{}", 400, "Exactly one"},
        {post, "devices/front/edit", R"({"pin":"1","erase":false})", 400, "erase"},
        {post, "devices/front/edit", R"({"pin":"1","to":{"pim":"2"}})", 400, "to.pim"},
        {post, "devices/front/edit", R"({"add":{"pin":"12a4"}})", 400, "add.pin"},
        {post, "devices/front/edit", R"({"add":{"pin":"1234","starts":"soon"}})", 400, "add.starts"},
        {post, "accounts/nobody", R"({"connected":true})", 404, "nobody"},
        {post, "accounts/maker", R"({"connected":1})", 400, "connected"},
        {post, "providers/nobody", R"({"outage":true})", 404, "nobody"},
        {post, "providers/maker", R"({"outage":1})", 400, "outage"},
        {put, "providers/maker", "{}", 405, "GET, POST"},
        {post, "providers", "{}", 405, "GET"},
        {post, "codes", "{}", 405, "GET"},
        {post, "devices/front", "{}", 405, "press"},
        {get, "devices/frnt", "", 404, "frnt"},
        {put, "faults", R"({"rules":[]})", 400, "list"},
        {put, "faults", R"([{"do":{"rply":1}}])", 400, "rply"},
        {put, "faults", R"(["x"])", 400, "faults"},
        {post, "reset", R"({"seed":-1})", 400, "seed"},
        {get, "nothing", "", 404, "path"},
        {get, "", "", 404, "path"},
    }));
    CAPTURE(path, body);
    auto const told = desk.ask(method, path, body);
    CHECK(told.status == status);
    CHECK(told.body.at("ok") == false);
    CHECK(told.body.at("error").at("message").get<std::string>().find(names) != std::string::npos);
}

TEST_CASE("demo world: a code on each of its keypads opens the door", "[serve][demo]") {
    ServedWorld world{world_of(demo_world()), 1, {0}, somewhen};
    auto const devices = world.scenario().devices.size();
    REQUIRE(devices >= 2);
    for (DeviceIndex i = 0; i < devices; ++i) {
        auto const body = JsonText{{"device_id", world.device_id_text(i)}, {"code", "482913"}}.dump();
        auto request = http::json_request(http::Method::post, "/access_codes/create", body);
        http::set_bearer(request.headers, world.scenario().api_keys.front().key);
        auto const response = world.apply(ApiCall{std::move(request)}, somewhen);
        CAPTURE(world.scenario().devices[i].name, response.body);
        CHECK(response.status == 200);
    }
    world.play(world.world().now() + 1h, 1'000'000);
    for (DeviceIndex i = 0; i < devices; ++i) {
        CAPTURE(world.scenario().devices[i].name);
        CHECK(world.apply(KeysPressed{i, "482913"}, somewhen).opens);
    }
}

}  // namespace lockstep::harness
