// Bolts and doors of the August mock: remote operations, long polls, keypad presses and the diary.
#include "tests/catch.hpp"
#include "tests/providers/august/fixtures.hpp"

namespace lockstep::providers::august {
namespace {

std::string operate(std::string_view operation, std::uint32_t lock = 0) {
    return "/remoteoperate/" + lock_id(lock) + "/" + std::string{operation};
}
std::string poll_at(std::string_view timetoken, std::uint32_t lock = 0) {
    return "/v2/subscribe/sub-c-1/other," + channel_of(lock) + "/0?uuid=pn-1&tt=" + std::string{timetoken};
}
http::Request plain_get(std::string target) { return {http::Method::get, std::move(target), {}, {}}; }
std::string position(http::Response const& answer) { return json(answer.body)["t"]["t"].get<std::string>(); }

TEST_CASE("august remote: an operation is answered when the motor has turned", "[august][mock][remote]") {
    Desk desk;
    CHECK_FALSE(desk.ask(desk.request(http::Method::put, operate("unlock"))));
    auto const exchange = ExchangeId{desk.exchanges};
    desk.pass(3099ms);
    CHECK_FALSE(desk.take(exchange));
    desk.pass(1ms);
    auto const answer = desk.take(exchange).value();
    CHECK(answer.status == 200);
    auto const body = json(answer.body);
    CHECK(body["status"] == "kAugLockState_Unlocked");
    CHECK(body["info"]["action"] == "unlock");
    CHECK(body["totalTime"] == 3100);
    CHECK(json(desk.get("/locks/" + lock_id(0) + "/status").body)["status"] == "unlocked");
    CHECK(json(desk.get("/locks/" + lock_id(1) + "/status").body)["status"] == "locked");
}

TEST_CASE("august remote: one bridge does one thing at a time", "[august][mock][remote]") {
    Desk desk;
    desk.ask(desk.request(http::Method::put, operate("lock")));
    CHECK(desk.put(operate("unlock")).status == 423);
    CHECK(desk.command(R"({"action":"load","partnerUserID":"a","pin":"1111","accessType":"always"})").status == 423);
    CHECK_FALSE(desk.ask(desk.request(http::Method::put, operate("status", 1))));  // another lock is free
    desk.pass(4s);
    CHECK_FALSE(desk.ask(desk.request(http::Method::put, operate("status"))));
}

TEST_CASE("august remote: being woken up keeps no bridge from its work", "[august][mock][remote]") {
    Desk desk;
    auto const start = position(*desk.ask(plain_get(poll_at("0"))));
    CHECK(desk.put(operate("status") + "?v=2.3.1&type=async&intent=wakeup&connection=persistent").status == 200);
    desk.pass(0s);
    CHECK(json(desk.ask(plain_get(poll_at(start)))->body)["m"][0]["d"]["status"] == "kAugLockState_Locked");
    CHECK_FALSE(desk.ask(desk.request(http::Method::put, operate("unlock"))));  // taken, and under way
}

TEST_CASE("august remote: without its bridge nothing can be done", "[august][mock][remote]") {
    Desk desk;
    desk.ask(desk.request(http::Method::put, operate("unlock")));
    auto const exchange = ExchangeId{desk.exchanges};
    desk.cloud.set_online(0, false, desk.now);
    auto const offline = desk.put(operate("lock"));
    CHECK(offline.status == 422);
    CHECK(json(offline.body)["code"] == 98);
    desk.pass(4s);
    CHECK(desk.take(exchange)->status == 408);  // the bridge went while it was at it
    CHECK(json(desk.get("/locks/" + lock_id(0) + "/status").body)["status"] == "locked");
    CHECK(desk.put("/remoteoperate/" + lock_id(0) + "/paint").status == 404);
}

TEST_CASE("august remote: asynchronous, only the channel tells of the end", "[august][mock][remote]") {
    Desk desk;
    auto const start = position(*desk.ask(plain_get(poll_at("0"))));
    auto const taken = desk.put(operate("unlock") + "?v=2.3.1&type=async&connection=persistent");
    CHECK(taken.status == 200);
    CHECK_FALSE(http::is_json(taken.headers));
    CHECK_FALSE(desk.ask(plain_get(poll_at(start))));
    auto const poll = ExchangeId{desk.exchanges};
    desk.pass(4s);
    auto const news = json(desk.take(poll)->body);
    REQUIRE(news["m"].size() == 1);
    CHECK(news["m"][0]["c"] == channel_of(0));
    CHECK(news["m"][0]["d"]["status"] == "kAugLockState_Unlocked");
    CHECK(news["m"][0]["d"]["remoteEvent"] == 1);
    CHECK(news["t"]["t"] > start);
}

TEST_CASE("august channel: a poll waits for news, and is empty only when its time is up", "[august][mock][channel]") {
    Desk desk;
    auto const first = desk.ask(plain_get(poll_at("0"))).value();
    auto const start = position(first);
    CHECK(start.size() == 17);
    CHECK(json(first.body)["m"].empty());

    CHECK_FALSE(desk.ask(plain_get(poll_at(start))));
    auto const poll = ExchangeId{desk.exchanges};
    desk.pass(poll_patience - 1ms);
    CHECK_FALSE(desk.take(poll));
    desk.pass(1ms);
    auto const empty = desk.take(poll).value();
    CHECK(json(empty.body)["m"].empty());
    CHECK(position(empty) >= start);

    // What happens between two polls is not missed.
    MockEffects effects;
    desk.mock.pressed(0, "1111", true, desk.now, effects);
    auto const news = desk.ask(plain_get(poll_at(position(empty)))).value();
    CHECK(json(news.body)["m"].size() == 1);
    CHECK_FALSE(desk.ask(plain_get(poll_at(position(news)))));
    CHECK_FALSE(desk.ask(plain_get(poll_at(position(empty), 1))));  // another lock's channel
    CHECK(desk.ask(plain_get(poll_at("soon")))->status == 400);
}

TEST_CASE("august channel: a press answers the polls that wait, at the instant itself", "[august][mock][channel]") {
    Desk desk;
    auto const start = position(*desk.ask(plain_get(poll_at("0"))));
    desk.ask(plain_get(poll_at(start)));
    MockEffects effects;
    desk.mock.pressed(0, "1111", true, desk.now, effects);
    REQUIRE(effects.replies.size() == 1);
    CHECK(json(effects.replies[0].message)["m"][0]["d"]["info"]["action"] == "unlock");
}

TEST_CASE("august channel: when real time runs out, what waits is let go", "[august][mock][channel]") {
    Desk desk;
    auto const start = position(*desk.ask(plain_get(poll_at("0"))));
    desk.ask(plain_get(poll_at(start)));
    auto const poll = ExchangeId{desk.exchanges};
    desk.ask(desk.request(http::Method::put, operate("unlock")));
    auto const operation = ExchangeId{desk.exchanges};

    auto const empty = desk.mock.released(poll);
    REQUIRE(empty);
    CHECK(json(*empty)["m"].empty());
    CHECK_FALSE(desk.mock.released(poll));

    desk.ask(plain_get(poll_at(start)));
    auto const waiting = ExchangeId{desk.exchanges};
    auto const done = desk.mock.released(operation);
    REQUIRE(done);
    CHECK(json(*done)["status"] == "kAugLockState_Unlocked");
    desk.pass(0s);
    CHECK(json(desk.take(waiting)->body)["m"].size() == 1);
    CHECK_FALSE(desk.mock.released({999}));
}

TEST_CASE("august channel: its clock and presence are answered", "[august][mock][channel]") {
    Desk desk;
    CHECK(json(desk.ask(plain_get("/time/0"))->body)[0] == 18934992000000000);
    CHECK(desk.ask(plain_get("/v2/presence/sub-key/k/channel/c/heartbeat"))->status == 200);
}

TEST_CASE("august diary: presses and operations are written down, the newest first", "[august][mock][diary]") {
    Desk desk;
    desk.command(
        R"({"action":"load","partnerUserID":"a","pin":"1111","firstName":"Gus","lastName":"T","accessType":"always"})");
    desk.pass(10s);
    MockEffects effects;
    desk.mock.pressed(0, "1111", true, desk.now, effects);
    desk.mock.pressed(0, "9999", false, desk.now, effects);
    desk.pass(1s);
    desk.ask(desk.request(http::Method::put, operate("lock")));
    desk.pass(4s);

    auto const user = desk.groups()["loaded"][0]["userID"];
    auto request = desk.request(http::Method::get, "/houses/house-0/activities?limit=8");
    request.headers.add("Accept-Version", "4.0.0");
    auto const events = json(desk.ask(request)->body)["events"];
    REQUIRE(events.size() == 2);
    CHECK(events[0]["action"] == "remote_lock");
    CHECK(events[1]["action"] == "pin_unlock");
    CHECK(events[1]["user"]["UserID"] == user);
    CHECK(events[1]["user"]["FirstName"] == "Gus");
    CHECK(events[1]["deviceID"] == lock_id(0));
    CHECK(events[1]["timestamp"] == 1893499210000);
    CHECK(json(desk.get("/houses/house-0/activities?limit=1").body).size() == 1);  // the older form: a bare list
    CHECK(json(desk.get("/locks/" + lock_id(0) + "/status").body)["status"] == "locked");
}

TEST_CASE("august hooks: a partner hears of what happens at a lock, until it is forgotten", "[august][mock][diary]") {
    Desk desk;
    desk.handling.credential_now = noon;  // a client from outside
    auto const path = "/webhook/" + lock_id(0);
    CHECK(desk.post(path, "{}").status == 400);
    CHECK(desk.post(path, R"({"url":"http://127.0.0.1:9/old","clientID":"us"})").status == 200);
    CHECK(desk.post(path, R"({"url":"http://127.0.0.1:9/h?x=1","clientID":"us","header":"x-key","token":"abc",
        "method":"POST","notificationTypes":["operation"]})")
              .status == 200);
    MockEffects effects;
    desk.mock.pressed(0, "1111", true, desk.now, effects);
    desk.mock.pressed(1, "1111", true, desk.now, effects);
    CHECK(desk.mock.next_due() <= desk.now);
    desk.pass(0s);

    REQUIRE(desk.pushes.size() == 1);  // the newer wish took the place of the older
    CHECK(desk.push_urls[0] == "http://127.0.0.1:9/h?x=1");
    CHECK(desk.pushes[0].target == "/h?x=1");
    CHECK(desk.pushes[0].headers.find("x-key") == std::string_view{"abc"});
    CHECK(json(desk.pushes[0].body)["Event"] == "pin_unlock");
    CHECK(desk.mock.next_due() == never);

    CHECK(desk.ask(desk.request(http::Method::delete_, path + "/them"))->status == 404);
    CHECK(desk.ask(desk.request(http::Method::delete_, path + "/us"))->status == 200);
    desk.mock.pressed(0, "1111", true, desk.now, effects);
    desk.pass(1s);
    CHECK(desk.pushes.size() == 1);
}

TEST_CASE("august diary: it does not grow without end", "[august][mock][diary]") {
    Desk desk;
    MockEffects effects;
    for (std::size_t i = 0; i < 2 * diary_max; ++i)
        desk.mock.pressed(0, "1111", true, desk.now, effects);
    CHECK(json(desk.get("/houses/house-0/activities?limit=100000").body).size() == diary_max);
}

}  // namespace
}  // namespace lockstep::providers::august
