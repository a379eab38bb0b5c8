// /webhooks: subscriptions, what becomes of events, and signatures.
#include "api/webhooks.hpp"

#include "http/base64.hpp"
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;

constexpr auto here = "http://127.0.0.1:9000/hook";

House subscribed_house() {
    House house;
    house.api = Api{{.seed = 7, .receivers = Receivers::this_machine}};
    return house;
}

std::string subscribe(House& house, Json fields = Json::object()) {
    fields["url"] = here;
    auto const reply = house.post("/webhooks/create", fields);
    return reply.status == 200 ? reply["webhook"]["webhook_id"].get<std::string>() : reply.body.dump();
}

std::vector<std::string> told(House& house) {
    std::vector<std::string> types;
    for (auto const& due : house.api.take_due_deliveries(house.now, house.engine))
        types.push_back(Json::parse(due.body).at("event_type"));
    return types;
}

using Types = std::vector<std::string>;

}  // namespace

TEST_CASE("webhooks: a life from create to delete", "[api][webhooks]") {
    auto house = subscribed_house();
    auto const created = house.post("/webhooks/create", {{"url", here}});
    REQUIRE(created.status == 200);
    auto const webhook = created["webhook"];
    auto const id = webhook["webhook_id"].get<std::string>();
    CHECK(webhook["url"] == here);
    CHECK(webhook["event_types"] == Json{"*"});
    auto const secret = webhook["secret"].get<std::string>();
    REQUIRE(secret.starts_with("whsec_"));
    CHECK(http::base64_decoded(secret.substr(6))->size() == 24);

    CHECK(house.get("/webhooks/get?webhook_id=" + id)["webhook"] == webhook);
    auto const second = subscribe(house, {{"event_types", {"device.connected"}}});
    auto const listed = house.post("/webhooks/list", Json::object())["webhooks"];
    REQUIRE(listed.size() == 2);
    CHECK(listed[0] == webhook);
    CHECK(listed[1]["webhook_id"] == second);
    CHECK(listed[1]["secret"] != secret);

    Json const update{{"webhook_id", id}, {"event_types", {"access_code.created"}}};
    for (auto const method : {http::Method::put, http::Method::patch, http::Method::post})
        CHECK(house.send(http::json_request(method, "/webhooks/update", update.dump())).status == 200);
    CHECK(house.get("/webhooks/get?webhook_id=" + id)["webhook"]["event_types"] == Json{"access_code.created"});

    CHECK(house.send({http::Method::delete_, "/webhooks/delete?webhook_id=" + id, {}, {}}).status == 200);
    CHECK(house.get("/webhooks/get?webhook_id=" + id).error() == "webhook_not_found");
    CHECK(house.post("/webhooks/delete", {{"webhook_id", id}}).status == 404);
    CHECK(house.get("/webhooks/list")["webhooks"].size() == 1);
}

TEST_CASE("webhooks: secrets follow from the seed", "[api][webhooks]") {
    auto const secret = [](std::uint64_t seed) {
        House house;
        house.api = Api{{.seed = seed, .receivers = Receivers::this_machine}};
        return house.post("/webhooks/create", {{"url", here}})["webhook"]["secret"].get<std::string>();
    };
    CHECK(secret(1) == secret(1));
    CHECK(secret(1) != secret(2));
}

TEST_CASE("webhooks: what is wrong is refused, and says why", "[api][webhooks]") {
    auto house = subscribed_house();
    CHECK(house.post("/webhooks/create", Json::object()).messages("url") == Json{"is required"});
    CHECK(house.post("/webhooks/create", {{"url", "nowhere"}}).error() == "invalid_input");
    CHECK(house.post("/webhooks/create", {{"url", "http://127.0.0.1/\r\nx: y"}}).error() == "invalid_input");
    auto const elsewhere = house.post("/webhooks/create", {{"url", "https://example.com/hook"}});
    CHECK(elsewhere.status == 400);
    CHECK(elsewhere.messages("url").dump().find("--allow-remote") != std::string::npos);
    auto const unknown = house.post("/webhooks/create", {{"url", here}, {"event_types", {"access_code.eaten"}}});
    CHECK(unknown.status == 400);
    CHECK(unknown.error() == "invalid_event_types");
    auto const id = subscribe(house);
    CHECK(house.post("/webhooks/update", {{"webhook_id", id}, {"event_types", {"nothing"}}}).error() ==
          "invalid_event_types");
    CHECK(house.post("/webhooks/update", {{"webhook_id", id}}).error() == "invalid_input");
    CHECK(house.get("/webhooks/get?webhook_id=1").error() == "invalid_input");
    CHECK(house.get("/webhooks/get?webhook_id=" + house.id_of(house.door)).error() == "webhook_not_found");
    for (auto i = house.api.webhooks().all().size(); i < Webhooks::webhooks_max; ++i)
        subscribe(house);
    CHECK(house.post("/webhooks/create", {{"url", here}}).status == 400);

    House anywhere;
    anywhere.api = Api{{.seed = 7, .receivers = Receivers::anywhere}};
    CHECK(anywhere.post("/webhooks/create", {{"url", "https://example.com/hook"}}).status == 200);
}

TEST_CASE("webhooks: events that match become deliveries", "[api][webhooks]") {
    auto house = subscribed_house();
    subscribe(house, {{"event_types", {"access_code.set_on_device", "device.disconnected"}}});
    house.create({{"code", "0420"}});
    CHECK(told(house).empty());
    house.succeed();
    CHECK(told(house) == Types{"access_code.set_on_device"});
    house.notice(engine::Notice::What::device_offline);
    CHECK(told(house) == Types{"device.disconnected"});
}

TEST_CASE("webhooks: the message is the event, and stays what it is when it is sent again", "[api][webhooks]") {
    auto house = subscribed_house();
    subscribe(house);
    auto const id = house.create({{"code", "0420"}});
    auto const first = house.api.take_due_deliveries(house.now, house.engine);
    REQUIRE(first.size() == 1);
    CHECK(first[0].url == here);
    CHECK(first[0].message_id.starts_with("msg_"));
    auto const event = Json::parse(first[0].body);
    CHECK(event == house.get("/events/list?since=2030-01-01T12:00:00Z")["events"][0]);
    CHECK(event["access_code_id"] == id);

    house.api.delivery_answered(first[0].id, {503, ""}, house.now);
    house.succeed();
    CHECK(house.api.take_due_deliveries(house.now, house.engine).empty());
    house.now += 5s;
    auto const again = house.api.take_due_deliveries(house.now, house.engine);
    REQUIRE(again.size() == 1);
    CHECK(again[0].message_id == first[0].message_id);
    CHECK(again[0].body == first[0].body);
    CHECK(again[0].attempt == 2);
    house.api.delivery_answered(again[0].id, {200, ""}, house.now);
    auto const next = house.api.take_due_deliveries(house.now, house.engine);
    REQUIRE(next.size() == 1);
    CHECK(next[0].message_id != first[0].message_id);
    CHECK(Json::parse(next[0].body).at("event_type") == "access_code.set_on_device");
}

TEST_CASE("webhooks: one that is removed is told nothing more, and no other is disturbed", "[api][webhooks]") {
    auto house = subscribed_house();
    auto const gone = subscribe(house);
    subscribe(house);
    house.create();
    auto const under_way = house.api.take_due_deliveries(house.now, house.engine);
    REQUIRE(under_way.size() == 2);
    house.post("/webhooks/delete", {{"webhook_id", gone}});
    for (auto const& delivery : under_way)
        house.api.delivery_answered(delivery.id, {500, ""}, house.now);
    house.now += 5s;
    CHECK(house.api.take_due_deliveries(house.now, house.engine).size() == 1);
}

TEST_CASE("webhooks: where nobody delivers, nothing waits", "[api][webhooks]") {
    House house;
    CHECK(house.post("/webhooks/create", {{"url", "https://example.com/hook"}}).status == 200);
    house.create();
    CHECK(house.api.webhooks().next_due() == never);
}

// The first is the example that the makers of the scheme print; the second comes from Node's crypto module.
TEST_CASE("webhooks: signatures", "[api][webhooks]") {
    CHECK(webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330,
                            R"({"test": 2432232314})") == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    CHECK(webhook_signature("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", "msg_1", 1'893'499'200,
                            "{\"event_id\":\"\xc3\xa9\"}") == "v1,Z6xd1jpHQ/MViMspMCOr8ED7wnyvC5lKVnnWNrqvK6A=");
}

}  // namespace lockstep::api
