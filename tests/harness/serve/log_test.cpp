// What a server says while it runs, and what it never says above `trace`.
#include "harness/serve/log.hpp"

#include <sstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/harness/serve/a_shop.hpp"
#include "tests/http/raw_socket.hpp"

namespace lockstep::harness {
namespace {

using test::ServedJson;
using test::Shop;

// A life with everything secret in it; what was secret.
std::vector<std::string> live(LogLevel level, std::ostream& out) {
    Log const log{level, out};
    Shop shop{{.port = 0, .control_token = "a-token-of-the-controls", .clock = {0}, .log = &log}};
    auto const say = [&shop](http::Method method, std::string target, std::string body = {}) {
        auto request = http::json_request(method, std::move(target), std::move(body));
        bool const to_controls = request.target.starts_with("/lockstep/");
        http::set_bearer(request.headers,
                         to_controls ? "a-token-of-the-controls" : shop.told.at("api_key").get<std::string>());
        auto const heard = shop.send(std::move(request));
        REQUIRE(heard.ok());
        return ServedJson::parse(heard->body, nullptr, false);
    };
    using enum http::Method;
    auto const webhook = say(post, "/webhooks/create", R"({"url":"http://127.0.0.1:1/path-with-key?key=of-mine"})");
    auto const devices = say(get, "/lockstep/devices").at("devices");
    auto const device = devices.at(0).at("device_id").get<std::string>();
    say(post, "/access_codes/create", ServedJson{{"device_id", device}, {"code", "482913"}}.dump());
    say(post, "/lockstep/clock", R"({"advance":"2d"})");
    say(get, "/access_codes/get?device_id=" + device + "&code=482913");
    say(get, "/access_codes/482913/get");
    say(get, "/lockstep/482913");
    say(post, "/lockstep/devices/open-front/press", R"({"pin":"482913"})");
    http::Request vendors{get, "/vendors/open/locks/482913/access_codes?token=a-vendors-token", {}, {}};
    http::set_bearer(vendors.headers, "a-vendors-token");
    REQUIRE(shop.send(vendors).ok());
    say(get, "/vendors/482913/x");
    say(delete_, "/lockstep/webhooks");
    say(post, "/webhooks/delete", ServedJson{{"webhook_id", webhook.at("webhook").at("webhook_id")}}.dump());
    return {"482913",
            "a-token-of-the-controls",
            "a-vendors-token",
            "whsec_",
            "of-mine",
            "path-with-key",
            shop.told.at("api_key").get<std::string>()};
}

}  // namespace

TEST_CASE("log: no PIN, key, secret or token above trace", "[serve][log][socket]") {
    std::ostringstream out;
    auto const secrets = live(LogLevel::debug, out);
    CHECK(out.str().find("path=/access_codes/create status=200") != std::string::npos);
    CHECK(out.str().find("path=/vendors/open ") != std::string::npos);
    CHECK(out.str().find("path=/lockstep/devices status=200") != std::string::npos);
    CHECK(out.str().find("delivery given up") != std::string::npos);
    for (auto const& secret : secrets) {
        CAPTURE(secret);
        CHECK(out.str().find(secret) == std::string::npos);
    }
    // The test can fail: at trace all is told.
    std::ostringstream everything;
    live(LogLevel::trace, everything);
    CHECK(everything.str().find("482913") != std::string::npos);
}

TEST_CASE("log: a request's line has the id that its client got", "[serve][log][socket]") {
    std::ostringstream out;
    Log const log{LogLevel::debug, out};
    Shop shop{{.port = 0, .clock = {0}, .log = &log}};
    auto const heard = shop.send({http::Method::get, "/health", {}, {}});
    REQUIRE(heard.ok());
    CHECK(out.str().find("request_id=" + std::string{*heard->headers.find("seam-request-id")}) != std::string::npos);
}

TEST_CASE("log: requests are for debug, silence is for off", "[serve][log][socket]") {
    std::ostringstream info, off;
    live(LogLevel::info, info);
    CHECK(info.str().find(" request ") == std::string::npos);
    CHECK(info.str().find("delivery failed") != std::string::npos);
    live(LogLevel::off, off);
    CHECK(off.str().empty());
}

TEST_CASE("log: one line an event, whatever a value holds", "[serve][log]") {
    std::ostringstream out;
    Log const log{LogLevel::info, out};
    log.tell(LogLevel::debug, "unheard");
    log.tell(LogLevel::warn, "odd", {{"plain", "a/b:1"}, {"empty", ""}, {"rest", "x y=\"1\"\r\n\x1b[0m\\"}});
    auto const line = out.str();
    auto const begins = line.find(" warning odd ");
    REQUIRE(begins != std::string::npos);
    CHECK(line.substr(begins) == " warning odd plain=a/b:1 empty=\"\" rest=\"x y=\\\"1\\\"?\\n?[0m\\\\\"\n");
}

TEST_CASE("log: levels by name", "[serve][log]") {
    for (auto const level :
         {LogLevel::trace, LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error, LogLevel::off})
        CHECK(parse_log_level(name_of(level)) == level);
    CHECK_FALSE(parse_log_level("loud"));
}

}  // namespace lockstep::harness
