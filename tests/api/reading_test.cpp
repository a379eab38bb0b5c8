// /access_codes/get, /list, /generate_code and /delete, along a code's life.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;
using test::Reply;

std::string pins_of(Reply const& reply) {
    if (reply.status != 200) return reply.error();
    std::string pins;
    for (auto const& code : reply["access_codes"])
        pins += (pins.empty() ? "" : " ") + code["code"].get<std::string>();
    return pins;
}

TEST_CASE("get: a code is found by its id, or by device and PIN", "[api][get]") {
    House house;
    auto const id = house.create({{"code", "0420"}});
    auto const door = house.id_of(house.door);
    auto const back = house.id_of(house.add_door("back"));
    auto const nobody = house.api.identity().code({0, 77}).text();

    struct Row {
        std::string_view name;
        std::string query;
        std::string_view error;  // empty: it is found
    };
    auto const row = GENERATE_COPY(values<Row>({
        {"by id", "access_code_id=" + id, ""},
        {"by id, as the current SDK writes it", "access_code_id=" + id + "&_strict=true", ""},
        {"by device and PIN", "device_id=" + door + "&code=0420", ""},
        {"by all three", "access_code_id=" + id + "&device_id=" + door + "&code=0420", ""},
        {"by id on another device", "access_code_id=" + id + "&device_id=" + back, "access_code_not_found"},
        {"by id with another PIN", "access_code_id=" + id + "&code=0421", "access_code_not_found"},
        {"by another device", "device_id=" + back + "&code=0420", "access_code_not_found"},
        {"by a PIN without its zero", "device_id=" + door + "&code=420", "access_code_not_found"},
        {"by a PIN that is none", "device_id=" + door + "&code=none", "access_code_not_found"},
        {"by an id that never was", "access_code_id=" + nobody, "access_code_not_found"},
        {"by the id of a device", "access_code_id=" + door, "access_code_not_found"},
        {"by no uuid", "access_code_id=guest", "invalid_input"},
        {"by an unknown device", "device_id=" + id + "&code=0420", "device_not_found"},
        {"by a device alone", "device_id=" + door, "invalid_input"},
        {"by a PIN alone", "code=0420", "invalid_input"},
        {"by nothing", "", "invalid_input"},
        {"by an empty id", "access_code_id=&_strict=true", "invalid_input"},
    }));
    CAPTURE(row.name);

    auto const reply = house.get("/access_codes/get?" + row.query);

    CHECK(reply.error() == row.error);
    if (row.error.empty()) CHECK(reply["access_code"]["access_code_id"] == id);
}

TEST_CASE("get: where windows share a PIN, the one in its window is meant", "[api][get]") {
    auto settings = House::quiet();
    settings.same_pin = engine::SamePin::disjoint_windows;
    House house{{}, settings};
    house.create({{"code", "0420"}, {"name", "later"}, {"starts_at", "2030-01-03T00:00:00Z"}});
    auto const query = "/access_codes/get?code=0420&device_id=" + house.id_of(house.door);

    CHECK(house.get(query)["access_code"]["name"] == "later");
    house.create({{"code", "0420"}, {"name", "now"}, {"ends_at", "2030-01-02T00:00:00Z"}});
    CHECK(house.get(query)["access_code"]["name"] == "now");
}

TEST_CASE("list: by device, by ids, by part of a text", "[api][list]") {
    House house;
    auto const back = house.add_door("back");
    auto const anne = house.create({{"code", "1111"}, {"name", "Anne"}});
    auto const berta = house.create({{"code", "2222"}, {"name", "Berta"}});
    house.post("/access_codes/create", {{"device_id", house.id_of(back)}, {"code", "3333"}});
    house.api.directory().edit(house.account).customer_key = "hotel";
    auto const door = house.id_of(house.door);
    auto const nobody = house.api.identity().code({0, 77}).text();

    struct Row {
        std::string_view name;
        std::string query;
        std::string_view pins;  // or the error
    };
    auto const row = GENERATE_COPY(values<Row>({
        {"of a device", "device_id=" + door, "1111 2222"},
        {"of the other device", "device_id=" + house.id_of(back), "3333"},
        {"of an unknown device", "device_id=" + nobody, "device_not_found"},
        {"by ids, in order of creation", "access_code_ids=" + berta + "&access_code_ids=" + anne, "1111 2222"},
        {"by ids, one twice", "access_code_ids=" + anne + "&access_code_ids=" + anne, "1111"},
        {"by ids, one unknown", "access_code_ids=" + nobody + "," + anne, "1111"},
        {"by no ids", "access_code_ids=&_strict=true", ""},
        {"by ids on another device", "access_code_ids=" + anne + "&device_id=" + house.id_of(back), ""},
        {"by ids that are none", "access_code_ids=guest", "invalid_input"},
        {"by part of a name", "device_id=" + door + "&search=ERT", "2222"},
        {"by part of a PIN", "device_id=" + door + "&search=111", "1111"},
        {"by an id", "device_id=" + door + "&search=" + anne, "1111"},
        {"by what nobody has", "customer_key=x", ""},
        {"by a customer", "customer_key=hotel", "1111 2222 3333"},
        {"by a customer, and of a device", "customer_key=hotel&device_id=" + door, "1111 2222"},
        {"by another customer, and of a device", "customer_key=x&device_id=" + door, ""},
        {"by a grant", "access_grant_key=x", ""},
        {"by nothing", "", "invalid_input"},
        {"with a limit", "device_id=" + door + "&limit=1", "1111"},
        {"with a limit of nothing", "device_id=" + door + "&limit=0", "invalid_input"},
        {"with a limit that is none", "device_id=" + door + "&limit=many", "invalid_input"},
    }));
    CAPTURE(row.name);

    CHECK(pins_of(house.get("/access_codes/list?" + row.query)) == row.pins);
}

TEST_CASE("list: pages", "[api][list]") {
    House house;
    for (auto const* const pin : {"1111", "2222", "3333"})
        house.create({{"code", pin}});
    auto const query = "/access_codes/list?device_id=" + house.id_of(house.door) + "&limit=2";

    auto const first = house.get(query);
    CHECK(pins_of(first) == "1111 2222");
    CHECK(first["pagination"]["has_next_page"] == true);
    auto const cursor = first["pagination"]["next_page_cursor"].get<std::string>();
    auto const second = house.get(query + "&page_cursor=" + cursor);
    CHECK(pins_of(second) == "3333");
    CHECK(second["pagination"]["has_next_page"] == false);
    CHECK(house.get(query + "&search=1&page_cursor=" + cursor).error() == "mismatched_page_parameters");
}

TEST_CASE("delete: a code goes by either verb, and its attempt ends with it", "[api][delete]") {
    auto const method = GENERATE(http::Method::delete_, http::Method::post);
    House house;
    auto const id = house.create({{"code", "0420"}});
    house.succeed();
    REQUIRE(house.get_code(id)["access_code"]["status"] == "set");

    auto const reply = house.send({method, "/access_codes/delete?access_code_id=" + id + "&_strict=true", {}, {}});

    CHECK(reply["action_attempt"]["action_type"] == "DELETE_ACCESS_CODE");
    CHECK(reply["action_attempt"]["status"] == "pending");
    auto const going = house.get_code(id)["access_code"];
    CHECK(going["status"] == "removing");
    CHECK(going["warnings"][0]["warning_code"] == "being_deleted");
    CHECK(going["pending_mutations"][0]["mutation_code"] == "deleting");
    auto const again = house.post("/access_codes/delete", {{"access_code_id", id}});
    CHECK(again["action_attempt"] == reply["action_attempt"]);

    house.succeed();

    CHECK(house.get_code(id).error() == "access_code_not_found");
    CHECK(house.post("/access_codes/delete", {{"access_code_id", id}}).error() == "access_code_not_found");
    auto const attempt_id = reply["action_attempt"]["action_attempt_id"].get<std::string>();
    auto const attempt = house.get("/action_attempts/get?action_attempt_id=" + attempt_id)["action_attempt"];
    CHECK(attempt["status"] == "success");
    CHECK(attempt["result"] == Json::object());
}

TEST_CASE("delete: an id is never used again, though its place is", "[api][delete]") {
    House house;
    auto const first = house.create({{"code", "0420"}});
    house.succeed();
    house.post("/access_codes/delete", {{"access_code_id", first}});
    house.succeed();

    auto const second = house.create({{"code", "0420"}});

    CHECK(second != first);
    CHECK(house.get_code(first).status == 404);
    CHECK(house.get_code(second).status == 200);
}

TEST_CASE("generate: a PIN is offered and nothing is made", "[api][generate]") {
    engine::Capabilities capabilities;
    capabilities.pins.lengths = 1u << 6;
    House house{capabilities};

    auto const reply = house.get("/access_codes/generate_code?device_id=" + house.id_of(house.door));

    CHECK(reply["generated_code"]["device_id"] == house.id_of(house.door));
    CHECK(reply["generated_code"]["code"].get<std::string>().size() == 6);
    CHECK(house.engine.live_codes() == 0);
    CHECK(house.get("/access_codes/generate_code?device_id=" + house.api.identity().workspace(0).text()).status == 404);
}

TEST_CASE("get: a deferred code says when it will be written", "[api][get]") {
    House house;
    auto const id = house.create({{"code", "0420"}, {"starts_at", "2030-01-11T12:00:00Z"}});

    auto const pending = house.get_code(id)["access_code"]["pending_mutations"];
    REQUIRE(pending.size() == 1);
    CHECK(pending[0]["mutation_code"] == "deferring_creation");
    CHECK(pending[0]["scheduled_at"] == "2030-01-08T12:00:00.000Z");

    house.wait_until(test::noon + std::chrono::hours{7 * 24});
    house.succeed();
    auto const loaded = house.get_code(id)["access_code"];
    CHECK(loaded["status"] == "unset");
    CHECK(loaded["is_scheduled_on_device"] == true);
    CHECK(loaded["pending_mutations"] == Json::array());
}

TEST_CASE("get: errors of the code, its device and its account stand side by side", "[api][get]") {
    House house;
    auto const id = house.create({{"code", "0420"}});
    house.refuse(engine::Refusal::no_space);
    house.notice(engine::Notice::What::device_offline);
    house.now += 1s;
    house.notice(engine::Notice::What::account_disconnected);

    auto const code = house.get_code(id)["access_code"];

    CHECK(code["status"] == "unknown");
    REQUIRE(code["errors"].size() == 3);
    CHECK(code["errors"][0]["error_code"] == "no_space_for_access_code_on_device");
    CHECK(code["errors"][0]["is_access_code_error"] == true);
    CHECK(code["errors"][1]["error_code"] == "device_disconnected");
    CHECK(code["errors"][1]["is_device_error"] == true);
    CHECK(code["errors"][1]["created_at"] == "2030-01-01T12:00:00.000Z");
    CHECK(code["errors"][2]["error_code"] == "account_disconnected");
    CHECK(code["errors"][2]["is_connected_account_error"] == true);
    CHECK(code["errors"][2]["is_device_error"] == false);
    CHECK(code["errors"][2]["created_at"] == "2030-01-01T12:00:01.000Z");
}

}  // namespace
}  // namespace lockstep::api
