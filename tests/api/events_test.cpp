// /events: the log, with what each type of event carries.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;
using test::Reply;

constexpr auto since_noon = "/events/list?since=2030-01-01T12:00:00Z";

std::string types_of(Reply const& reply) {
    if (reply.status != 200) return reply.error();
    std::string types;
    for (auto const& event : reply["events"])
        types += (types.empty() ? "" : " ") + event["event_type"].get<std::string>();
    return types;
}

TEST_CASE("events: a life in order, each with its fields", "[api][events]") {
    House house;
    auto const id = house.create({{"code", "0420"}, {"name", "Anne"}});
    house.succeed();
    house.now += 1s;
    house.post("/access_codes/update",
               {{"access_code_id", id}, {"code", "1111"}, {"name", "Berta"}, {"ends_at", "2030-01-05T11:00:00Z"}});
    house.succeed();
    house.post("/access_codes/delete", {{"access_code_id", id}});
    house.succeed();

    auto const reply = house.get(since_noon);

    CHECK(types_of(reply) ==
          "access_code.created access_code.set_on_device access_code.changed access_code.name_changed "
          "access_code.code_changed access_code.time_frame_changed access_code.removed_from_device "
          "access_code.deleted");
    for (auto const& event : reply["events"]) {
        CHECK(event["access_code_id"] == id);
        CHECK(event["device_id"] == house.id_of(house.door));
        CHECK(event["connected_account_id"] == house.api.identity().account(house.account).text());
        CHECK(event["created_at"] == event["occurred_at"]);
        auto const single = house.get("/events/get?event_id=" + event["event_id"].get<std::string>());
        CHECK(single["event"] == event);
    }
    auto const& events = reply["events"];
    CHECK(events[1]["code"] == "0420");
    CHECK(events[1]["occurred_at"] == "2030-01-01T12:00:00.000Z");
    CHECK(events[2]["occurred_at"] == "2030-01-01T12:00:01.000Z");
    CHECK(events[2]["changed_properties"].size() == 3);
    CHECK(events[2]["changed_properties"][0] == Json{{"property", "name"}, {"from", "Anne"}, {"to", "Berta"}});
    CHECK(events[2]["changed_properties"][1] == Json{{"property", "code"}, {"from", "0420"}, {"to", "1111"}});
    CHECK(events[2]["changed_properties"][2] ==
          Json{{"property", "ends_at"}, {"from", nullptr}, {"to", "2030-01-05T11:00:00.000Z"}});
    CHECK(events[3]["from"] == Json::object({{"name", "Anne"}}));
    CHECK(events[3]["to"] == Json::object({{"name", "Berta"}}));
    CHECK(events[4]["from"] == Json::object({{"code", "0420"}}));
    CHECK(events[5]["to"] == Json{{"starts_at", nullptr}, {"ends_at", "2030-01-05T11:00:00.000Z"}});
    CHECK(events[7]["code"] == "1111");
    CHECK(events[0]["event_description"] == "An access code was created.");
    for (auto const at : {3u, 4u, 5u})
        CHECK(events[at]["description"].is_string());
}

TEST_CASE("events: delays carry what was wrong then", "[api][events]") {
    House house;
    house.create({{"code", "0420"}});
    house.notice(engine::Notice::What::device_offline);
    house.wait(3min);
    house.notice(engine::Notice::What::device_online);

    auto const reply = house.get(std::string{since_noon} + "&event_type=access_code.delay_in_setting_on_device");

    REQUIRE(reply["events"].size() == 1);
    auto const& event = reply["events"][0];
    CHECK(event["access_code_warnings"][0]["warning_code"] == "delay_in_setting_on_device");
    CHECK(event["device_errors"][0]["error_code"] == "device_disconnected");
    for (auto const* const array : {"device_warnings", "connected_account_errors", "connected_account_warnings"})
        CHECK(event[array] == Json::array());
}

TEST_CASE("events: devices and accounts speak for themselves", "[api][events]") {
    House house;
    house.notice(engine::Notice::What::device_offline);
    house.notice(engine::Notice::What::device_online);
    house.notice(engine::Notice::What::account_disconnected);

    auto const reply = house.get(std::string{since_noon} + "&event_types=device.disconnected");
    REQUIRE_FALSE(reply["events"].empty());
    CHECK(reply["events"][0]["error_code"] == "device_disconnected");
    CHECK_FALSE(reply["events"][0].contains("access_code_id"));
    CHECK_FALSE(reply["events"][0].contains("access_code_errors"));
    CHECK(reply["events"][0]["device_errors"][0]["error_code"] == "device_disconnected");
    for (auto const* const array : {"device_warnings", "connected_account_errors", "connected_account_warnings"})
        CHECK(reply["events"][0][array] == Json::array());
    auto const cut = house.get(std::string{since_noon} + "&event_type=connected_account.disconnected")["events"][0];
    CHECK(cut["connected_account_errors"][0]["error_code"] == "account_disconnected");
    CHECK(cut["connected_account_warnings"] == Json::array());
    CHECK_FALSE(cut.contains("device_errors"));
    CHECK_THAT(types_of(house.get(since_noon)), Catch::Contains("connected_account.disconnected"));
}

TEST_CASE("events: a device that is left alone speaks in words of its own", "[api][events]") {
    House house;
    house.post("/devices/update", {{"device_id", house.id_of(house.door)}, {"is_managed", false}});
    house.list({});
    house.now += 10s;
    house.notice(engine::Notice::What::device_offline);
    house.notice(engine::Notice::What::device_online);
    house.notice(engine::Notice::What::account_disconnected);

    auto const lost = house.get(std::string{since_noon} + "&event_type=device.unmanaged.disconnected")["events"];
    REQUIRE(lost.size() == 2);
    CHECK(lost[0]["error_code"] == "device_disconnected");
    CHECK(lost[0]["device_errors"][0]["error_code"] == "device_disconnected");
    CHECK(lost[1]["error_code"] == "account_disconnected");
    CHECK(house.get(std::string{since_noon} + "&event_type=device.unmanaged.connected")["events"].size() == 1);
    auto const managed = house.get(std::string{since_noon} + "&event_types=device.connected,device.disconnected");
    CHECK(managed["events"].empty());
}

TEST_CASE("events: filters", "[api][events]") {
    House house;
    auto const anne = house.create({{"code", "1111"}});
    house.now += 10s;
    auto const berta = house.create({{"code", "2222"}});
    house.now += 10s;
    house.succeed();
    auto const back = house.id_of(house.add_door("back"));
    auto const door = house.id_of(house.door);
    auto const first = house.api.identity().event(0).text();
    auto const account = house.api.identity().account(house.account).text();
    std::string const created = "access_code.created";
    std::string const set = "access_code.set_on_device";

    struct Row {
        std::string_view name;
        std::string query;
        std::string types;  // or the error
    };
    auto const row = GENERATE_COPY(values<Row>({
        {"since the first, which is included", "since=2030-01-01T12:00:00Z", created + " " + created + " " + set},
        {"since later", "since=2030-01-01T12:00:00.001Z", created + " " + set},
        {"since the end", "since=2030-01-01T13:00:00Z", ""},
        {"between, both ends excluded", "between=2030-01-01T12:00:00Z&between=2030-01-01T12:00:20Z", created},
        {"between, backwards", "between=2030-01-01T13:00:00Z&between=2030-01-01T12:00:00Z", ""},
        {"between, and since 1970 from the oldest clients",
         "since=1970-01-01T00:00:00.000Z&between=2030-01-01T12:00:00Z&between=2030-01-01T12:00:20Z", created},
        {"between one instant", "between=2030-01-01T12:00:00Z", "invalid_input"},
        {"by type", "since=2030-01-01T00:00:00Z&event_type=" + set, set},
        {"by types", "since=2030-01-01T00:00:00Z&event_types=" + set + "&event_types=device.connected", set},
        {"by a type that is none", "since=2030-01-01T00:00:00Z&event_type=access_code.exploded", "invalid_input"},
        {"by a type of things that are not here", "since=2030-01-01T00:00:00Z&event_type=acs_user.created", ""},
        {"by a type that is not sent yet", "since=2030-01-01T00:00:00Z&event_type=lock.unlocked", ""},
        {"by code", "since=2030-01-01T00:00:00Z&access_code_id=" + berta, created},
        {"by codes", "since=2030-01-01T00:00:00Z&access_code_ids=" + anne + "," + berta,
         created + " " + created + " " + set},
        {"by device", "since=2030-01-01T00:00:00Z&device_id=" + door, created + " " + created + " " + set},
        {"by another device", "since=2030-01-01T00:00:00Z&device_ids=" + back, ""},
        {"by account", "since=2030-01-01T00:00:00Z&connected_account_id=" + account,
         created + " " + created + " " + set},
        {"by a customer", "since=2030-01-01T00:00:00Z&customer_key=hotel", ""},
        {"by a thing that is not here", "since=2030-01-01T00:00:00Z&acs_user_id=x", ""},
        {"by ids alone", "event_ids=" + first, created},
        {"limited", "since=2030-01-01T00:00:00Z&limit=2", created + " " + created},
        {"without the first", "since=2030-01-01T00:00:00Z&limit=2&unstable_offset=1", created + " " + set},
        {"without any", "since=2030-01-01T00:00:00Z&unstable_offset=9", ""},
        {"without a time", "", "invalid_input"},
        {"with two times", "since=2030-01-01T00:00:00Z&between=2030-01-01T12:00:00Z&between=2030-01-01T12:00:20Z",
         "invalid_input"},
    }));
    CAPTURE(row.name);

    CHECK(types_of(house.get("/events/list?" + row.query)) == row.types);
}

TEST_CASE("events: the latest of a type", "[api][events]") {
    House house;
    house.create({{"code", "1111"}});
    house.now += 10s;
    auto const berta = house.create({{"code", "2222"}});
    auto const back = house.id_of(house.add_door("back"));
    auto const latest = [&](std::string const& query) { return house.get("/events/get?" + query); };

    CHECK(latest("event_type=access_code.created")["event"]["access_code_id"] == berta);
    CHECK(latest("event_type=access_code.created&device_id=" + house.id_of(house.door))["event"]["access_code_id"] ==
          berta);
    CHECK(latest("event_type=access_code.created&device_id=" + back).error() == "event_not_found");
    CHECK(latest("event_type=access_code.deleted").error() == "event_not_found");
    CHECK(latest("device_id=" + back).error() == "invalid_input");
}

TEST_CASE("events: one that never was is not found", "[api][events]") {
    House house;

    CHECK(house.get("/events/get?event_id=" + house.api.identity().event(3).text()).error() == "event_not_found");
    CHECK(house.get("/events/get").error() == "invalid_input");
}

}  // namespace
}  // namespace lockstep::api
