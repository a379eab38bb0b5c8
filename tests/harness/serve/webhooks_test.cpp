// Events brought to receivers over real sockets: signed, in order, again when they were not taken.
#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/webhooks.hpp"
#include "harness/clock/real_time.hpp"
#include "http/server.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/a_shop.hpp"
#include "tests/http/raw_socket.hpp"

namespace lockstep::harness {
namespace {

using test::ServedJson;
using test::Shop;

// Hears events, and answers as the test says.
struct Receiver {
    explicit Receiver(http::Loop& loop) {
        auto listening = http::Server::start(loop, {}, [this](http::Request&& request, http::Reply reply) {
            heard.push_back(std::move(request));
            if (holds)
                held.push_back(std::move(reply));
            else
                reply.send(answer());
        });
        REQUIRE(listening.ok());
        server = std::move(*listening);
    }

    http::Response answer() {
        http::Response response{statuses.empty() ? 200 : statuses.front(), {}, {}};
        if (!statuses.empty()) statuses.erase(statuses.begin());
        if (response.status == 302) response.headers.set("location", url() + "/elsewhere");
        return response;
    }
    void let_go() {
        holds = false;
        for (auto const& reply : std::exchange(held, {}))
            reply.send(answer());
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server->port()) + "/hook?key=hush"; }
    std::vector<std::string> types() const {
        std::vector<std::string> names;
        for (auto const& request : heard)
            names.push_back(ServedJson::parse(request.body).at("event_type"));
        return names;
    }

    bool holds = false;
    std::vector<int> statuses;  // the next answers; 200 after them
    std::vector<http::Request> heard;
    std::vector<http::Reply> held;
    std::unique_ptr<http::Server> server;
};

ServedJson subscribe(Shop& shop, std::string const& url, ServedJson const& types = {"*"}) {
    auto const told =
        shop.ask(http::Method::post, "/webhooks/create", ServedJson{{"url", url}, {"event_types", types}}.dump());
    REQUIRE(told.at("http") == 200);
    return told.at("webhook");
}

std::string create_code(Shop& shop, std::string const& device, std::string const& pin) {
    auto const id = shop.device(device).at("device_id");
    auto const told = shop.ask(http::Method::post, "/access_codes/create",
                               ServedJson{{"device_id", id}, {"code", pin}, {"name", pin}}.dump());
    REQUIRE(told.at("http") == 200);
    return told.at("access_code").at("access_code_id");
}

ServedJson advance(Shop& shop, std::string const& by) {
    return shop.ask(http::Method::post, "/lockstep/clock", ServedJson{{"advance", by}}.dump());
}

ServedJson log_of(Shop& shop, ServedJson const& webhook) {
    auto const told = shop.ask(http::Method::get, "/lockstep/webhooks/" + webhook.at("webhook_id").get<std::string>());
    REQUIRE(told.at("http") == 200);
    return told.at("webhooks").at(0);
}

std::string_view field_of(http::Request const& request, std::string_view name) {
    return request.headers.find(name).value_or("");
}

using Types = std::vector<std::string>;

}  // namespace

TEST_CASE("served webhooks: an event arrives signed, with simulated time inside and real time on it",
          "[serve][webhooks][socket]") {
    Shop shop;
    Receiver receiver{shop.loop};
    auto const webhook = subscribe(shop, receiver.url());
    auto const code = create_code(shop, "open-front", "482913");
    REQUIRE(http::turn_until(shop.loop, [&] { return receiver.heard.size() == 1; }));

    auto const& request = receiver.heard[0];
    CHECK(request.method == http::Method::post);
    CHECK(request.target == "/hook?key=hush");
    CHECK(http::is_json(request.headers));
    auto const event = ServedJson::parse(request.body);
    CHECK(event.at("event_type") == "access_code.created");
    CHECK(event.at("access_code_id") == code);
    CHECK(event.at("occurred_at") == "2030-01-01T00:00:00.000Z");

    auto const stamp = field_of(request, "svix-timestamp");
    std::int64_t seconds = 0;
    std::from_chars(stamp.data(), stamp.data() + stamp.size(), seconds);
    // No more than a verifier allows.
    CHECK(std::abs(seconds - real_now().time_since_epoch() / 1s) < 300);
    CHECK(field_of(request, "svix-signature") == api::webhook_signature(webhook.at("secret").get<std::string>(),
                                                                        field_of(request, "svix-id"), seconds,
                                                                        request.body));
}

TEST_CASE("served webhooks: an event that was not taken comes again, and the code's next ones wait for it",
          "[serve][webhooks][socket]") {
    Shop shop;
    Receiver receiver{shop.loop};
    receiver.statuses = {500, 302};
    auto const webhook = subscribe(shop, receiver.url(), {"access_code.created", "access_code.set_on_device"});
    create_code(shop, "open-front", "482913");
    REQUIRE(http::turn_until(shop.loop, [&] { return receiver.heard.size() == 1; }));
    advance(shop, "4s");
    CHECK(receiver.heard.size() == 1);
    advance(shop, "1s");
    // A redirect is a failure and is not followed.
    CHECK(receiver.types() == Types{"access_code.created", "access_code.created"});
    advance(shop, "6m");
    CHECK(receiver.types() ==
          Types{"access_code.created", "access_code.created", "access_code.created", "access_code.set_on_device"});
    CHECK(field_of(receiver.heard[1], "svix-id") == field_of(receiver.heard[0], "svix-id"));
    CHECK(field_of(receiver.heard[3], "svix-id") != field_of(receiver.heard[0], "svix-id"));
    CHECK(receiver.heard[2].body == receiver.heard[0].body);
    CHECK(std::all_of(receiver.heard.begin(), receiver.heard.end(),
                      [](auto const& request) { return request.target == "/hook?key=hush"; }));

    auto const log = log_of(shop, webhook);
    CHECK(log.at("delivered") == 2);
    CHECK(log.at("failed_attempts") == 2);
    CHECK(log.at("waiting") == 0);
    auto const& attempts = log.at("attempts");
    REQUIRE(attempts.size() == 4);
    CHECK(attempts[0].at("status") == 500);
    CHECK(attempts[0].at("sent_at") == "2030-01-01T00:00:00.000Z");
    CHECK(attempts[0].at("next_attempt_at") == "2030-01-01T00:00:05.000Z");
    CHECK(attempts[0].at("message_id") == attempts[2].at("message_id"));
    CHECK(attempts[1].at("next_attempt_at") == "2030-01-01T00:05:05.000Z");
    CHECK(attempts[2].at("delivered") == true);
    CHECK_FALSE(log.contains("secret"));

    CHECK(shop.ask(http::Method::delete_, "/lockstep/webhooks").at("webhooks").at(0).at("attempts").empty());
    CHECK(log_of(shop, webhook).at("attempts").empty());
}

TEST_CASE("served webhooks: simulated time stands until what was sent has been answered", "[serve][webhooks][socket]") {
    Shop shop;
    Receiver receiver{shop.loop};
    receiver.holds = true;
    subscribe(shop, receiver.url(), {"access_code.set_on_device"});
    create_code(shop, "open-front", "482913");
    std::optional<std::string> now;
    shop.client->send(http::json_request(http::Method::post, "/lockstep/clock", R"({"advance":"1d"})"),
                      [&now](auto answer) { now = ServedJson::parse(answer->body).at("now"); });
    REQUIRE(http::turn_until(shop.loop, [&] { return !receiver.held.empty(); }));

    // Others are answered, and see the world as it was when the event happened.
    auto const event = ServedJson::parse(receiver.heard[0].body);
    constexpr std::size_t to_the_millisecond = 23;
    auto const stands_at = shop.ask(http::Method::get, "/lockstep/clock").at("now").get<std::string>();
    CHECK(stands_at.substr(0, to_the_millisecond) ==
          event.at("occurred_at").get<std::string>().substr(0, to_the_millisecond));
    CHECK_FALSE(now);
    receiver.let_go();
    REQUIRE(http::turn_until(shop.loop, [&] { return now.has_value(); }));
    CHECK(*now == "2030-01-02T00:00:00.000Z");
}

TEST_CASE("served webhooks: a dead receiver and a silent one delay nobody", "[serve][webhooks][socket]") {
    Shop shop;
    Receiver silent{shop.loop}, alive{shop.loop};
    silent.holds = true;
    std::string dead_url;
    {
        Receiver dead{shop.loop};
        dead_url = dead.url();
    }
    auto const dead = subscribe(shop, dead_url);
    auto const mute = subscribe(shop, silent.url(), {"access_code.created"});
    subscribe(shop, alive.url(), {"access_code.created", "access_code.set_on_device"});
    create_code(shop, "open-front", "482913");
    create_code(shop, "open-back", "111213");
    // Two codes: the silent one is told of the second although it says nothing to the first.
    REQUIRE(http::turn_until(shop.loop, [&] { return silent.heard.size() == 2 && alive.heard.size() == 2; }));
    CHECK(log_of(shop, mute).at("under_way") == 2);
    silent.let_go();
    CHECK(advance(shop, "1m").at("now") == "2030-01-01T00:01:00.000Z");
    CHECK(alive.heard.size() == 4);
    advance(shop, "2d");
    CHECK(alive.heard.size() == 4);

    auto const of_dead = log_of(shop, dead);
    CHECK(of_dead.at("delivered") == 0);
    CHECK(of_dead.at("given_up") > 0);
    CHECK(of_dead.at("attempts").at(0).at("trouble") == "cannot connect");
    CHECK(of_dead.at("attempts").at(0).at("status").is_null());
}

TEST_CASE("served webhooks: who says nothing has not taken it, and time goes on", "[serve][webhooks][socket]") {
    constexpr std::chrono::milliseconds a_moment{20};
    Shop shop{{.port = 0, .clock = {0}, .courier = {.patience = a_moment, .patience_afterwards = a_moment}}};
    Receiver silent{shop.loop};
    silent.holds = true;
    auto const webhook = subscribe(shop, silent.url(), {"access_code.created"});
    create_code(shop, "open-front", "482913");
    CHECK(advance(shop, "2d").at("now") == "2030-01-03T00:00:00.000Z");
    auto const log = log_of(shop, webhook);
    CHECK(log.at("given_up") == 1);
    REQUIRE(log.at("attempts").size() == 8);
    for (auto const& attempt : log.at("attempts"))
        CHECK(attempt.at("trouble") == "timed out");
    CHECK(log.at("attempts").at(7).at("sent_at") == "2030-01-02T03:35:05.000Z");
}

TEST_CASE("served webhooks: one that is removed hears nothing more, under way or not", "[serve][webhooks][socket]") {
    Shop shop;
    Receiver receiver{shop.loop};
    receiver.holds = true;
    auto const webhook = subscribe(shop, receiver.url());
    create_code(shop, "open-front", "482913");
    REQUIRE(http::turn_until(shop.loop, [&] { return receiver.held.size() == 1; }));
    CHECK(shop.ask(http::Method::post, "/webhooks/delete", ServedJson{{"webhook_id", webhook.at("webhook_id")}}.dump())
              .at("http") == 200);
    // Nobody has to be waited for.
    advance(shop, "1d");
    receiver.let_go();
    advance(shop, "1d");
    CHECK(receiver.heard.size() == 1);
    CHECK(shop.ask(http::Method::get, "/lockstep/webhooks").at("webhooks").empty());
    CHECK(shop.ask(http::Method::get, "/lockstep/webhooks/" + webhook.at("webhook_id").get<std::string>()).at("http") ==
          404);
}

TEST_CASE("served webhooks: a world that begins anew knows no receivers", "[serve][webhooks][socket]") {
    Shop shop;
    Receiver receiver{shop.loop};
    receiver.holds = true;
    subscribe(shop, receiver.url());
    create_code(shop, "open-front", "482913");
    std::optional<int> status;
    shop.client->send(http::json_request(http::Method::post, "/lockstep/clock", R"({"advance":"1d"})"),
                      [&status](auto answer) { status = answer->status; });
    REQUIRE(http::turn_until(shop.loop, [&] { return !receiver.held.empty(); }));
    shop.ask(http::Method::post, "/lockstep/reset", "{}");
    REQUIRE(http::turn_until(shop.loop, [&] { return status.has_value(); }));
    CHECK(status == 409);
    receiver.let_go();
    create_code(shop, "open-front", "482913");
    advance(shop, "1d");
    CHECK(receiver.heard.size() == 1);
}

TEST_CASE("served webhooks: many codes at once, each in its own order", "[serve][webhooks][socket]") {
    Shop shop;
    Receiver receiver{shop.loop};
    subscribe(shop, receiver.url(), {"access_code.created", "access_code.set_on_device", "access_code.deleted"});
    std::vector<std::string> codes;
    for (int i = 0; i < 5; ++i)
        for (std::string const device : {"open-front", "open-back"})
            codes.push_back(create_code(shop, device, std::to_string(482'913 + 37 * i)));
    advance(shop, "1h");
    for (auto const& code : codes)
        shop.ask(http::Method::post, "/access_codes/delete", ServedJson{{"access_code_id", code}}.dump());
    advance(shop, "1h");
    std::map<std::string, Types> lives;
    for (auto const& request : receiver.heard) {
        auto const event = ServedJson::parse(request.body);
        lives[event.at("access_code_id")].push_back(event.at("event_type"));
    }
    CHECK(lives.size() == codes.size());
    for (auto const& [code, life] : lives)
        CHECK(life == Types{"access_code.created", "access_code.set_on_device", "access_code.deleted"});
}

}  // namespace lockstep::harness
