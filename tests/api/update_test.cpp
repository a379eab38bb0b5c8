// /access_codes/update: what is given changes, the rest stays.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;

Json const window{
    {"code", "0420"}, {"name", "Anne"}, {"starts_at", "2030-01-02T15:00:00Z"}, {"ends_at", "2030-01-04T11:00:00Z"}};

TEST_CASE("update: fields change one by one", "[api][update]") {
    struct Row {
        std::string_view name;
        Json changes;
        Json expected;  // members of the code that are other than before
    };
    auto const row = GENERATE(values<Row>({
        {"nothing named, nothing changed", Json::object(), Json::object()},
        {"the PIN", {{"code", "1111"}}, {{"code", "1111"}}},
        {"a null PIN says nothing", {{"code", nullptr}}, Json::object()},
        {"the name", {{"name", "Berta"}}, {{"name", "Berta"}}},
        {"no name any more", {{"name", nullptr}}, {{"name", nullptr}}},
        {"a bound", {{"ends_at", "2030-01-05T11:00:00Z"}}, {{"ends_at", "2030-01-05T11:00:00.000Z"}}},
        {"null drops the start", {{"starts_at", nullptr}}, {{"starts_at", nullptr}, {"status", "setting"}}},
        {"null drops the end", {{"ends_at", nullptr}}, {{"ends_at", nullptr}}},
        {"nulls drop both",
         {{"starts_at", nullptr}, {"ends_at", nullptr}},
         {{"starts_at", nullptr}, {"ends_at", nullptr}, {"type", "ongoing"}, {"status", "setting"}}},
        {"type ongoing drops both",
         {{"type", "ongoing"}},
         {{"starts_at", nullptr}, {"ends_at", nullptr}, {"type", "ongoing"}, {"status", "setting"}}},
        {"type time_bound where it is one", {{"type", "time_bound"}}, Json::object()},
        {"the flag", {{"allow_external_modification", true}}, {{"is_external_modification_allowed", true}}},
        {"the device it is on, named", {{"is_managed", true}}, Json::object()},
    }));
    CAPTURE(row.name);
    House house;
    auto const id = house.create(window);
    auto const before = house.get_code(id)["access_code"];

    auto changes = row.changes;
    changes["access_code_id"] = id;
    auto const method = GENERATE(http::Method::post, http::Method::put, http::Method::patch);
    auto const reply = house.send(http::json_request(method, "/access_codes/update", changes.dump()));

    REQUIRE(reply.status == 200);
    CHECK(reply["action_attempt"]["action_type"] == "UPDATE_ACCESS_CODE");
    auto const after = house.get_code(id)["access_code"];
    CHECK(reply["access_code"] == after);
    for (auto const& [member, value] : before.items()) {
        if (member == "pending_mutations" || member == "appearance") continue;
        CAPTURE(member);
        CHECK(after[member] == (row.expected.contains(member) ? row.expected[member] : value));
    }
}

TEST_CASE("update: refusals change nothing", "[api][update]") {
    House house;
    auto const id = house.create(window);
    house.create({{"code", "7777"}});
    auto const ongoing = house.create({{"code", "8888"}});
    auto const back = house.id_of(house.add_door("back"));
    auto const stranger = house.api.identity().code({99, 99}).text();

    struct Row {
        std::string_view name;
        Json changes;
        int status;
        std::string_view type;
        std::string field;
    };
    auto const row = GENERATE_COPY(values<Row>({
        {"no id", {{"code", "1111"}}, 400, "invalid_input", "access_code_id"},
        {"an unknown id", {{"access_code_id", stranger}}, 404, "access_code_not_found", ""},
        {"a short PIN of an unknown id", {{"access_code_id", stranger}, {"code", "1"}}, 400, "invalid_input", "code"},
        {"another device", {{"access_code_id", id}, {"device_id", back}}, 404, "access_code_not_found", ""},
        {"ends before it starts",
         {{"access_code_id", id}, {"ends_at", "2030-01-02T14:00:00Z"}},
         400,
         "invalid_input",
         "ends_at"},
        {"ends before it starts, unknown id",
         {{"access_code_id", stranger}, {"starts_at", "2030-01-03T00:00:00Z"}, {"ends_at", "2030-01-02T00:00:00Z"}},
         400,
         "invalid_input",
         "ends_at"},
        {"ongoing, and a bound",
         {{"access_code_id", id}, {"type", "ongoing"}, {"ends_at", "2030-01-05T00:00:00Z"}},
         400,
         "invalid_input",
         "ends_at"},
        {"time_bound without a bound",
         {{"access_code_id", ongoing}, {"type", "time_bound"}},
         400,
         "invalid_input",
         "type"},
        {"a type that is none", {{"access_code_id", id}, {"type", "forever"}}, 400, "invalid_input", "type"},
        {"the PIN of another", {{"access_code_id", id}, {"code", "7777"}}, 409, "duplicate_access_code", ""},
        {"a PIN too long for the device",
         {{"access_code_id", id}, {"code", "123456789"}},
         400,
         "invalid_input",
         "code"},
        {"handing it back", {{"access_code_id", id}, {"is_managed", false}}, 400, "invalid_input", "is_managed"},
    }));
    CAPTURE(row.name);
    auto const before = house.get_code(id);

    auto const reply = house.post("/access_codes/update", row.changes);

    CAPTURE(text_of(reply.body));
    CHECK(reply.status == row.status);
    CHECK(reply.error() == row.type);
    if (!row.field.empty()) CHECK(reply.messages(row.field).size() == 1);
    CHECK(house.get_code(id).body == before.body);
}

TEST_CASE("update: an end in the past is legal", "[api][update]") {
    House house;
    auto const id = house.create({{"code", "0420"}});
    house.succeed();
    REQUIRE(house.get_code(id)["access_code"]["status"] == "set");

    auto const reply =
        house.post("/access_codes/update", {{"access_code_id", id}, {"ends_at", "2030-01-01T11:00:00Z"}});

    CHECK(reply.status == 200);
    CHECK(house.get_code(id)["access_code"]["status"] == "removing");
}

TEST_CASE("update: a code that is being deleted cannot be changed", "[api][update]") {
    House house;
    auto const id = house.create({{"code", "0420"}});
    house.succeed();
    house.post("/access_codes/delete", {{"access_code_id", id}});

    auto const reply = house.post("/access_codes/update", {{"access_code_id", id}, {"name", "x"}});

    CHECK(reply.status == 400);
    CHECK(reply.error() == "access_code_being_deleted");
}

TEST_CASE("update: what the lock has yet to learn is listed", "[api][update]") {
    House house;
    auto const id = house.create({{"code", "0420"}, {"ends_at", "2030-01-04T11:00:00Z"}});
    house.succeed();
    REQUIRE(house.get_code(id)["access_code"]["pending_mutations"] == Json::array());

    house.post("/access_codes/update", {{"access_code_id", id}, {"code", "1111"}, {"ends_at", "2030-01-05T11:00:00Z"}});

    auto const pending = house.get_code(id)["access_code"]["pending_mutations"];
    REQUIRE(pending.size() == 2);
    CHECK(pending[0]["mutation_code"] == "updating_code");
    CHECK(pending[0]["from"] == Json::object({{"code", "0420"}}));
    CHECK(pending[0]["to"] == Json::object({{"code", "1111"}}));
    CHECK(pending[1]["mutation_code"] == "updating_time_frame");
    CHECK(pending[1]["from"]["ends_at"] == "2030-01-04T11:00:00.000Z");
    CHECK(pending[1]["to"]["ends_at"] == "2030-01-05T11:00:00.000Z");
    house.succeed();
    CHECK(house.get_code(id)["access_code"]["pending_mutations"] == Json::array());
}

}  // namespace
}  // namespace lockstep::api
