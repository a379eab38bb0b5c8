// The served world over real sockets: what only a socket can show.
#include "harness/serve/serve.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/catch.hpp"
#include "tests/harness/serve/a_shop.hpp"
#include "tests/http/raw_socket.hpp"

namespace lockstep::harness {
namespace {

using test::ServedJson;
using test::Shop;

}  // namespace
TEST_CASE("serve: says where everything is, and all of it answers", "[serve][socket]") {
    Shop shop;
    CHECK(shop.told.at("clock") == "manual");
    CHECK(shop.told.at("control_token").is_null());
    CHECK(shop.told.at("api_key").get<std::string>().starts_with("seam_test_"));
    auto const base = shop.told.at("url").get<std::string>();
    CHECK(shop.told.at("vendors").at("open") == base + "/vendors/open");
    CHECK(shop.ask(http::Method::get, "/health").at("ok") == true);
    CHECK(shop.ask(http::Method::get, "/lockstep/clock").at("now") == shop.told.at("now"));
    CHECK(shop.ask(http::Method::get, "/devices/list").at("devices").size() >= 2);
    CHECK(shop.ask(http::Method::get, "/nothing").at("http") == 404);
    CHECK(shop.ask(http::Method::get, "/vendors/nobody/x").at("http") == 404);
}

TEST_CASE("serve: who asks the API has to say who he is", "[serve][socket]") {
    Shop shop;
    auto const status = [&](std::string const& target, std::string const& name, std::string const& value) {
        http::Request request{http::Method::get, target, {}, {}};
        request.headers.set("authorization", "none");  // or the shop puts its key there
        request.headers.set(name, value);
        return shop.send(std::move(request))->status;
    };
    CHECK(status("/devices/list", "x", "y") == 401);
    CHECK(status("/health", "x", "y") == 200);
    CHECK(status("/devices/list", "authorization", "Bearer seam_test_wrong") == 401);
    CHECK(status("/devices/list", "authorization", "Bearer " + shop.told.at("api_key").get<std::string>()) == 200);
    auto const person = "Bearer " + shop.told.at("access_token").get<std::string>();
    CHECK(status("/workspaces/list", "authorization", person) == 200);
    CHECK(status("/devices/list", "authorization", person) == 401);
    auto const page = shop.ask(http::Method::get, "/devices/list?limit=1").at("pagination");
    CHECK(page.at("next_page_url").get<std::string>().starts_with(shop.told.at("url").get<std::string>()));
    shop.ask(http::Method::post, "/lockstep/reset", R"({"seed":9})");
    CHECK(status("/devices/list", "authorization", "Bearer " + shop.told.at("api_key").get<std::string>()) == 200);
}

TEST_CASE("serve: pages of origins that were named", "[serve][socket]") {
    Shop shop{{.port = 0, .cors_origins = {"https://app.test"}, .clock = {0}}};
    auto const ask = [&](http::Method method, std::string const& target, std::string const& origin) {
        http::Request request{method, target, {}, {}};
        request.headers.set("origin", origin);
        request.headers.set("access-control-request-method", "GET");
        auto const heard = shop.send(std::move(request));
        auto const allowed = heard->headers.find("access-control-allow-origin").value_or("-");
        return std::to_string(heard->status) + " " + std::string{allowed};
    };
    CHECK(ask(http::Method::options, "/devices/list", "https://app.test") == "204 https://app.test");
    CHECK(ask(http::Method::get, "/devices/list", "https://app.test") == "200 https://app.test");
    CHECK(ask(http::Method::get, "/devices/list", "https://evil.test") == "200 -");
    CHECK(ask(http::Method::options, "/devices/list", "https://evil.test") == "405 -");
    // Not for the controls.
    CHECK(ask(http::Method::get, "/lockstep/clock", "https://app.test") == "403 -");
}

TEST_CASE("serve: a client of the vendor's own writes a code, and the door opens when time has passed",
          "[serve][socket]") {
    Shop shop;
    auto const lock = shop.device("open-front").at("vendor_id").get<std::string>();
    auto request = http::json_request(http::Method::post, "/vendors/open/locks/" + lock + "/access_codes",
                                      R"({"name":"Ada","code":"4711"})");
    http::set_bearer(request.headers, "whatever the client has");
    auto const written = shop.send(request);
    REQUIRE(written.ok());
    CHECK(written->status == 202);
    auto const press = [&] {
        return shop.ask(http::Method::post, "/lockstep/devices/open-front/press", R"({"pin":"4711"})");
    };
    CHECK(press().at("opens") == false);
    shop.ask(http::Method::post, "/lockstep/clock", R"({"advance":"1m"})");
    CHECK(press().at("opens") == true);

    // One of the vendor's own tokens has to be a good one.
    http::set_bearer(request.headers, "at_0_7fffffffffffffff_0000000000000000");
    CHECK(shop.send(request)->status == 401);
}

TEST_CASE("serve: the page beside the API, and what it needs to know", "[serve][socket][page]") {
    Shop shop{{.port = 0, .clock = {0}, .seed = 7}};
    auto const page = shop.send({http::Method::get, "/ui", {}, {}});
    REQUIRE(page.ok());
    CHECK(page->status == 200);
    CHECK(page->headers.find("content-type") == std::string_view{"text/html; charset=utf-8"});
    CHECK(shop.ask(http::Method::get, "/health").at("ok") == true);

    auto const world = shop.ask(http::Method::get, "/lockstep/world");
    CHECK(world.at("api_key") == shop.told.at("api_key"));
    CHECK(world.at("seed") == 7);
    CHECK(world.at("trace") == 0);
    auto const& sandbox = world.at("workspaces").at("Sandbox");
    CHECK(sandbox.at("api_key") == shop.told.at("workspaces").at("Sandbox").at("api_key"));
    CHECK(sandbox.at("accounts").size() == shop.told.at("vendors").size());
    // Whoever may see the world may not yet log in as its owner.
    for (auto const* const secret : {"logins", "control_token", "access_token", "certificate"})
        CHECK_FALSE(world.contains(secret));
}

TEST_CASE("serve: faults reach clients as what they are", "[serve][socket]") {
    Shop shop;
    auto const locks = [&] {
        http::Request request{http::Method::get, "/vendors/open/locks", {}, {}};
        http::set_bearer(request.headers, "x");
        return shop.send(std::move(request));
    };
    auto const stand = [&](std::string const& rules) {
        CHECK(shop.ask(http::Method::put, "/lockstep/faults", rules).at("http") == 200);
    };
    stand(R"([{"op":"read","do":{"reply":503,"retry_after":"7s"}}])");
    auto const refused = locks();
    REQUIRE(refused.ok());
    CHECK(refused->status == 503);
    CHECK(refused->headers.find("retry-after") == std::string_view{"7"});
    stand(R"([{"op":"read","do":{"truncate":10}}])");
    CHECK(locks().error() == http::Trouble::truncated);
    stand(R"([{"op":"read","do":{"reset":true}}])");
    CHECK(locks().error() == http::Trouble::reset);
    stand("[]");
    CHECK(locks()->status == 200);
}

TEST_CASE("serve: two advances at once, one after the other; others are answered meanwhile", "[serve][socket]") {
    Shop shop;
    auto const advance = http::json_request(http::Method::post, "/lockstep/clock", R"({"advance":"30d"})");
    std::vector<std::string> heard;
    for (char const* const name : {"first", "second"})
        shop.client->send(advance, [&heard, name](auto answer) {
            REQUIRE(answer.ok());
            heard.push_back(name + (" " + ServedJson::parse(answer->body).at("now").template get<std::string>()));
        });
    while (heard.size() < 2)
        shop.loop.wait_one(1s);
    CHECK(heard[0].ends_with("2030-01-31T00:00:00.000Z"));
    CHECK(heard[1].ends_with("2030-03-02T00:00:00.000Z"));
}

TEST_CASE("serve: who waits for a world that is reset is told so, and the next one hears his own", "[serve][socket]") {
    Shop shop;
    auto const lock = shop.device("open_2022-front").at("vendor_id");
    std::vector<int> heard;
    // Held until the lock is done, and time stands.
    auto const write = [&] {
        auto request = http::json_request(http::Method::post, "/vendors/open_2022/access_codes",
                                          ServedJson{{"lock_id", lock}, {"code", "482913"}}.dump());
        http::set_bearer(request.headers, "mine");
        shop.client->send(std::move(request), [&heard](auto answer) { heard.push_back(answer->status); });
    };
    write();
    shop.client->send(http::json_request(http::Method::post, "/lockstep/clock", R"({"until":"idle"})"),
                      [&heard](auto answer) { heard.push_back(answer->status); });
    shop.ask(http::Method::post, "/lockstep/reset", "{}");
    REQUIRE(http::turn_until(shop.loop, [&] { return heard.size() == 2; }));
    CHECK(std::count(heard.begin(), heard.end(), 503) == 1);

    write();
    shop.ask(http::Method::get, "/lockstep/clock");
    CHECK(heard.size() == 2);
    shop.ask(http::Method::post, "/lockstep/clock", R"({"advance":"1m"})");
    REQUIRE(http::turn_until(shop.loop, [&] { return heard.size() == 3; }));
    CHECK(heard.back() == 200);
}

TEST_CASE("serve: until idle", "[serve][socket]") {
    Shop shop;
    auto const device = shop.ask(http::Method::get, "/devices/list").at("devices").at(0).at("device_id");
    shop.ask(http::Method::post, "/access_codes/create", ServedJson{{"device_id", device}, {"code", "482913"}}.dump());
    auto const idle = shop.ask(http::Method::post, "/lockstep/clock", R"({"until":"idle"})");
    CHECK(idle.at("events") > 0);
    auto const codes =
        shop.ask(http::Method::get, "/access_codes/list?device_id=" + device.get<std::string>()).at("access_codes");
    CHECK(codes.at(0).at("status") == "set");
    // Nothing more is to come, so time stands.
    CHECK(shop.ask(http::Method::post, "/lockstep/clock", R"({"until":"idle"})").at("now") == idle.at("now"));
}

TEST_CASE("serve: a vendor's push reaches who subscribed from outside, again if it was not taken", "[serve][socket]") {
    Shop shop;
    std::vector<http::Request> heard;
    auto listening = http::Server::start(shop.loop, {}, [&heard](http::Request&& request, http::Reply reply) {
        heard.push_back(std::move(request));
        reply.send({heard.size() == 1 ? 500 : 200, {}, {}});
    });
    REQUIRE(listening.ok());
    auto const lock = shop.device("open-front").at("vendor_id").get<std::string>();
    auto const as_client = [&](std::string target, ServedJson const& body) {
        auto request = http::json_request(http::Method::post, "/vendors/open" + std::move(target), body.dump());
        http::set_bearer(request.headers, "mine");
        auto const answer = shop.send(std::move(request));
        REQUIRE(answer.ok());
        return answer->status;
    };
    auto const url = "http://127.0.0.1:" + std::to_string((*listening)->port()) + "/hook?key=1";
    CHECK(as_client("/webhooks", {{"url", url}, {"events", ServedJson::array({"access_code.created"})}}) == 200);
    CHECK(as_client("/locks/" + lock + "/access_codes", {{"name", "Ada"}, {"code", "4711"}}) == 202);
    auto const turn_until_heard = [&](std::size_t count) {
        shop.ask(http::Method::post, "/lockstep/clock", R"({"advance":"1m"})");
        return http::turn_until(shop.loop, [&] { return heard.size() >= count; });
    };
    REQUIRE(turn_until_heard(1));
    CHECK(heard[0].target == "/hook?key=1");
    auto const event = ServedJson::parse(heard[0].body);
    CHECK(event.dump().find("access_code.created") != std::string::npos);
    REQUIRE(turn_until_heard(2));
    CHECK(heard[1].body == heard[0].body);
    // Ours goes on hearing its own.
    auto const device = shop.device("open-back").at("device_id");
    shop.ask(http::Method::post, "/access_codes/create", ServedJson{{"device_id", device}, {"code", "482913"}}.dump());
    REQUIRE(turn_until_heard(3));
    auto const codes = shop.ask(http::Method::get, "/access_codes/list?device_id=" + device.get<std::string>());
    CHECK(codes.at("access_codes").at(0).at("status") == "set");
}

TEST_CASE("serve: the trace as it happens", "[serve][socket]") {
    Shop shop;
    auto const device = shop.ask(http::Method::get, "/devices/list").at("devices").at(0).at("device_id");
    http::RawSocket listener{shop.loop, shop.serve->port()};
    listener.send("GET /lockstep/trace HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
    auto const has = [](std::string_view part) {
        return [part](std::string const& text) { return text.find(part) != std::string::npos; };
    };
    CHECK(has("content-type: text/event-stream")(listener.receive(has(": the trace"))));
    shop.ask(http::Method::post, "/access_codes/create", ServedJson{{"device_id", device}, {"code", "482913"}}.dump());
    CHECK(has("id: 1\ndata: {\"seq\":1,")(listener.receive(has("setting"))));
    shop.ask(http::Method::post, "/lockstep/clock", R"({"advance":"1m"})");
    CHECK(has("setting -> set")(listener.receive(has("setting -> set"))));
    // After a reset the numbers begin again.
    shop.ask(http::Method::post, "/lockstep/reset", "{}");
    shop.ask(http::Method::post, "/lockstep/devices/open-front/press", R"({"pin":"1"})");
    auto const twice = [](std::string const& text) { return text.find("id: 1\n") != text.rfind("id: 1\n"); };
    CHECK(twice(listener.receive(twice)));
}

TEST_CASE("serve: a vendor's stream of events goes on until it is closed, or the world begins anew",
          "[serve][socket]") {
    Shop shop;
    auto const vendor = [&](http::Method method, std::string target, std::string body = {}) {
        auto request = body.empty() ? http::Request{method, "/vendors/smartthings" + target, {}, {}}
                                    : http::json_request(method, "/vendors/smartthings" + target, std::move(body));
        http::set_bearer(request.headers, "mine");
        auto const heard = shop.send(std::move(request));
        REQUIRE(heard.ok());
        return ServedJson::parse(heard->body);
    };
    auto const device = vendor(http::Method::get, "/devices")["items"][0]["deviceId"].get<std::string>();
    auto const unlock = [&] {
        vendor(http::Method::post, "/devices/" + device + "/commands",
               R"({"commands":[{"capability":"lock","command":"unlock"}]})");
    };
    auto const sink = [&] {
        return vendor(http::Method::post, "/subscriptions",
                      R"({"subscriptionFilters":[{"type":"DEVICEIDS","value":[")" + device + R"("]}]})");
    };
    auto const listen = [&](http::RawSocket& socket, ServedJson const& to) {
        auto const address = to["registrationUrl"].get<std::string>();
        auto const url = shop.told["url"].get<std::string>();
        REQUIRE(address.starts_with(url));
        socket.send("GET " + address.substr(url.size()) +
                    " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer mine\r\n\r\n");
    };
    auto const has = [](std::string_view part) {
        return [part](std::string const& text) { return text.find(part) != std::string::npos; };
    };
    http::RawSocket first{shop.loop, shop.serve->port()};
    auto const made = sink();
    listen(first, made);
    CHECK(has("data: welcome")(first.receive(has("welcome"))));
    unlock();
    CHECK(has("\"value\":\"unlocked\"")(first.receive(has("unlocked"))));
    vendor(http::Method::delete_, "/subscriptions/" + made["subscriptionId"].get<std::string>());
    CHECK(has("data: goodbye")(first.receive(has("\r\n0\r\n\r\n"))));

    http::RawSocket second{shop.loop, shop.serve->port()};
    listen(second, sink());
    CHECK(has("welcome")(second.receive(has("welcome"))));
    shop.ask(http::Method::post, "/lockstep/reset", "{}");
    CHECK(has("\r\n0\r\n\r\n")(second.receive(has("\r\n0\r\n\r\n"))));
    unlock();  // nobody listens: nothing happens
}

TEST_CASE("serve: a stream that has nothing to say says so", "[serve][socket]") {
    Shop shop{{.port = 0, .clock = {0}, .stream_silence = 1ms}};
    auto const quiet = [](std::string const& text) { return text.find("\n:\n\n") != std::string::npos; };
    http::RawSocket trace{shop.loop, shop.serve->port()};
    trace.send("GET /lockstep/trace HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
    CHECK(quiet(trace.receive(quiet)));

    auto request = http::json_request(http::Method::post, "/vendors/smartthings/subscriptions",
                                      R"({"subscriptionFilters":[{"type":"LOCATIONIDS","value":["ALL"]}]})");
    http::set_bearer(request.headers, "mine");
    auto const sink = ServedJson::parse(shop.send(std::move(request))->body);
    auto const address = sink["registrationUrl"].get<std::string>();
    http::RawSocket events{shop.loop, shop.serve->port()};
    events.send("GET " + address.substr(address.find("/vendors")) +
                " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer mine\r\n\r\n");
    CHECK(quiet(events.receive(quiet)));
}

TEST_CASE("serve: a clock that runs sets codes by itself", "[serve][socket]") {
    Shop shop{{.port = 0, .clock = {100'000}}};
    auto const device = shop.ask(http::Method::get, "/devices/list").at("devices").at(0).at("device_id");
    shop.ask(http::Method::post, "/access_codes/create", ServedJson{{"device_id", device}, {"code", "482913"}}.dump());
    std::string status;
    for (int i = 0; i < 1000 && status != "set"; ++i)
        status = shop.ask(http::Method::get, "/access_codes/list?device_id=" + device.get<std::string>())
                     .at("access_codes")
                     .at(0)
                     .at("status");
    CHECK(status == "set");
}

TEST_CASE("serve: pages of strangers and guessers do not reach the controls", "[serve][socket]") {
    auto const status = [](Shop& shop, std::string_view field, std::string_view value) {
        http::Request request{http::Method::get, "/lockstep/clock", {}, {}};
        if (!field.empty()) request.headers.set(field, value);
        auto const heard = shop.send(std::move(request));
        REQUIRE(heard.ok());
        return heard->status;
    };
    Shop open;
    CHECK(status(open, "", "") == 200);
    CHECK(status(open, "origin", open.told.at("url").get<std::string>()) == 200);
    CHECK(status(open, "origin", "http://evil.example") == 403);
    CHECK(status(open, "origin", "null") == 403);
    CHECK(status(open, "host", "evil.example") == 403);
    CHECK(status(open, "host", "localhost:1") == 200);

    Shop guarded{{.port = 0, .control_token = "a-long-enough-token", .clock = {0}}};
    CHECK(guarded.told.at("control_token") == "a-long-enough-token");
    CHECK(status(guarded, "", "") == 401);
    CHECK(status(guarded, "authorization", "Bearer a-long-enough-tokem") == 401);
    CHECK(status(guarded, "authorization", "Bearer a-long-enough-token") == 200);
}

TEST_CASE("serve: with a certificate that its client can trust", "[serve][socket]") {
    Shop shop{{.port = 0, .tls = true, .clock = {0}}};
    CHECK(shop.told.at("url").get<std::string>().starts_with("https://127.0.0.1:"));
    CHECK(shop.ask(http::Method::get, "/health").at("ok") == true);
}

TEST_CASE("serve: too much is refused", "[serve][socket]") {
    Shop shop;
    auto const body = R"({"pin":")" + std::string(1024 * 1024, '1') + R"("})";
    CHECK(shop.send(http::json_request(http::Method::post, "/lockstep/devices/open-front/press", body))->status == 413);
    http::Request request{http::Method::get, "/health", {}, {}};
    request.headers.set("x-long", std::string(16 * 1024, 'x'));
    CHECK(shop.send(std::move(request))->status == 431);
}

TEST_CASE("serve: an answer with `sync` waits for the lock, where time goes on", "[serve][socket]") {
    auto const created = [](Shop& shop, ServedJson more) {
        more["device_id"] = shop.device("open-front").at("device_id");
        more["sync"] = true;
        return shop.ask(http::Method::post, "/access_codes/create", more.dump());
    };
    auto const deleted = [](Shop& shop, ServedJson const& code) {
        return shop.ask(http::Method::delete_, "/access_codes/delete?sync=true&access_code_id=" +
                                                   code.at("access_code_id").get<std::string>());
    };
    {
        Shop shop{{.port = 0, .clock = {100'000}}};
        auto const answer = created(shop, {{"code", "4242"}});
        CAPTURE(answer.dump());
        CHECK(answer.at("action_attempt").at("status") == "success");
        CHECK(answer.at("access_code").at("status") == "set");
        CHECK(answer.at("ok") == true);
        // Its start is far away even at this pace.
        auto const later = created(shop, {{"code", "4343"}, {"starts_at", "2090-01-01T00:00:00Z"}});
        CHECK(later.at("action_attempt").at("status") == "pending");
        CHECK(deleted(shop, answer.at("access_code")).at("action_attempt").at("status") == "success");
    }
    Shop shop{{.port = 0, .clock = {0}}};
    auto const answer = created(shop, {{"code", "4242"}});
    CHECK(answer.at("action_attempt").at("status") == "pending");
    CHECK(answer.at("access_code").at("status") == "setting");
}

TEST_CASE("serve: an order to a lock with `sync` waits for the bolt, where time goes on", "[serve][socket]") {
    auto const status = [](Shop& shop, char const* path, bool sync) {
        ServedJson const order{{"device_id", shop.device("open-front").at("device_id")}, {"sync", sync}};
        return shop.ask(http::Method::post, path, order.dump()).at("action_attempt").at("status");
    };
    {
        Shop shop{{.port = 0, .clock = {100'000}}};
        CHECK(status(shop, "/locks/unlock_door", true) == "success");
        CHECK(status(shop, "/locks/lock_door", true) == "success");
    }
    Shop shop{{.port = 0, .clock = {0}}};
    CHECK(status(shop, "/locks/unlock_door", true) == "pending");
}

}  // namespace lockstep::harness
