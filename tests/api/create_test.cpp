// /access_codes/create: the code it makes, and its refusals in their order.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;

TEST_CASE("create: an ongoing code is shown whole", "[api][create]") {
    House house;

    auto const reply = house.post("/access_codes/create",
                                  {{"device_id", house.id_of(house.door)}, {"code", "0420"}, {"name", "Anne"}});

    REQUIRE(reply.status == 200);
    CHECK(reply["ok"] == true);
    auto code = reply["access_code"];
    CHECK(Uuid::parse(code["access_code_id"].get<std::string>()));
    CHECK(Uuid::parse(code["workspace_id"].get<std::string>()));
    code.erase("access_code_id");
    code.erase("workspace_id");
    CHECK(code ==
          Json{
              {"device_id", house.id_of(house.door)},
              {"type", "ongoing"},
              {"status", "setting"},
              {"name", "Anne"},
              {"code", "0420"},
              {"starts_at", nullptr},
              {"ends_at", nullptr},
              {"created_at", "2030-01-01T12:00:00.000Z"},
              {"errors", Json::array()},
              {"warnings", Json::array()},
              {"pending_mutations", Json::array({{{"mutation_code", "creating"},
                                                  {"message", "The access code is being written to the device."},
                                                  {"created_at", "2030-01-01T12:00:00.000Z"}}})},
              {"is_managed", true},
              {"is_scheduled_on_device", false},
              {"is_waiting_for_code_assignment", false},
              {"is_external_modification_allowed", false},
              {"is_one_time_use", false},
              {"is_offline_access_code", false},
              {"is_backup", false},
              {"is_backup_access_code_available", false},
              {"pulled_backup_access_code_id", nullptr},
              {"common_code_key", nullptr},
              {"appearance", Json::object({{"name", "Anne 1"}})},
          });
    auto const& attempt = reply["action_attempt"];
    CHECK(attempt["action_type"] == "CREATE_ACCESS_CODE");
    CHECK(attempt["status"] == "pending");
    CHECK(attempt["result"].is_null());
    CHECK(attempt["error"].is_null());
}

TEST_CASE("create: a window may be given in any zone, by either bound", "[api][create]") {
    struct Row {
        std::string_view name;
        Json fields;
        Json starts_at;
        Json ends_at;
        std::string_view type;
        std::string_view status;
    };
    auto const row = GENERATE(values<Row>({
        {"both, with an offset",
         {{"starts_at", "2030-01-02T16:00:00+01:00"}, {"ends_at", "2030-01-03T11:00:00.250Z"}},
         "2030-01-02T15:00:00.000Z",
         "2030-01-03T11:00:00.250Z",
         "time_bound",
         "unset"},
        {"only an end",
         {{"ends_at", "2030-01-03T11:00:00Z"}},
         nullptr,
         "2030-01-03T11:00:00.000Z",
         "time_bound",
         "setting"},
        {"only a start",
         {{"starts_at", "2030-01-02T15:00:00Z"}},
         "2030-01-02T15:00:00.000Z",
         nullptr,
         "time_bound",
         "unset"},
        {"nulls for both", {{"starts_at", nullptr}, {"ends_at", nullptr}}, nullptr, nullptr, "ongoing", "setting"},
    }));
    CAPTURE(row.name);
    House house;

    auto const id = house.create(row.fields);
    auto const code = house.get_code(id)["access_code"];

    CHECK(code["starts_at"] == row.starts_at);
    CHECK(code["ends_at"] == row.ends_at);
    CHECK(code["type"] == row.type);
    CHECK(code["status"] == row.status);
}

TEST_CASE("create: a PIN is drawn where none is given", "[api][create]") {
    House house;

    auto const id = house.create({{"preferred_code_length", 6}});

    auto const pin = house.get_code(id)["access_code"]["code"].get<std::string>();
    CHECK(pin.size() == 6);
    CHECK(engine::Pin::parse(pin));
}

TEST_CASE("create: the flag for external modification has two names", "[api][create]") {
    House house;
    auto const allowed = [&](Json const& fields) {
        return house.get_code(house.create(fields))["access_code"]["is_external_modification_allowed"];
    };

    CHECK(allowed({{"allow_external_modification", true}}) == true);
    CHECK(allowed({{"is_external_modification_allowed", true}}) == true);
    CHECK(allowed({{"allow_external_modification", true}, {"is_external_modification_allowed", true}}) == true);
    CHECK(allowed(Json::object()) == false);
    CHECK(house
              .post("/access_codes/create", {{"device_id", house.id_of(house.door)},
                                             {"allow_external_modification", true},
                                             {"is_external_modification_allowed", false}})
              .error() == "invalid_input");
}

TEST_CASE("create: refusals, each with the earlier check winning", "[api][create]") {
    engine::Capabilities capabilities;
    capabilities.pins.lengths = 1u << 4 | 1u << 5;
    capabilities.pins.add(engine::PinConstraint::no_zeros);
    capabilities.pins.add(engine::PinConstraint::name_must_be_unique);
    House house{capabilities};
    auto const device = house.id_of(house.door);
    auto const stranger = House{}.api.identity().device(engine::DeviceId{99}).text();
    REQUIRE(house.create({{"code", "1234"}, {"name", "Anne"}}).size() == 36);
    auto const live_before = house.engine.live_codes();

    struct Row {
        std::string_view name;
        Json fields;
        int status;
        std::string_view type;
        std::string field;
    };
    auto const row = GENERATE_COPY(values<Row>({
        {"nothing", Json::object(), 400, "invalid_input", "device_id"},
        {"no uuid", {{"device_id", "front"}}, 400, "invalid_input", "device_id"},
        {"a number for a PIN", {{"device_id", device}, {"code", 1234}}, 400, "invalid_input", "code"},
        {"a short PIN", {{"device_id", device}, {"code", "123"}}, 400, "invalid_input", "code"},
        {"a short PIN, unknown device", {{"device_id", stranger}, {"code", "123"}}, 400, "invalid_input", "code"},
        {"no time", {{"device_id", device}, {"ends_at", "tomorrow"}}, 400, "invalid_input", "ends_at"},
        {"ends before it starts, unknown device",
         {{"device_id", stranger}, {"starts_at", "2030-01-03T00:00:00Z"}, {"ends_at", "2030-01-02T00:00:00Z"}},
         400,
         "invalid_input",
         "ends_at"},
        {"ends where it starts",
         {{"device_id", device}, {"starts_at", "2030-01-03T00:00:00Z"}, {"ends_at", "2030-01-03T00:00:00Z"}},
         400,
         "invalid_input",
         "ends_at"},
        {"is over, unknown device",
         {{"device_id", stranger}, {"ends_at", "2029-12-31T00:00:00Z"}},
         400,
         "invalid_input",
         "ends_at"},
        {"ends now", {{"device_id", device}, {"ends_at", "2030-01-01T12:00:00Z"}}, 400, "invalid_input", "ends_at"},
        {"unknown device, broken constraint", {{"device_id", stranger}, {"code", "0000"}}, 404, "device_not_found", ""},
        {"an offline code",
         {{"device_id", device}, {"is_offline_access_code", true}},
         400,
         "device_type_not_supported",
         ""},
        {"a one-time code that is no offline code",
         {{"device_id", device}, {"is_one_time_use", true}},
         400,
         "invalid_input",
         "is_one_time_use"},
        {"a length the device does not take",
         {{"device_id", device}, {"code", "123456"}},
         400,
         "invalid_input",
         "code"},
        {"a constraint broken", {{"device_id", device}, {"code", "1230"}}, 400, "invalid_input", "code"},
        {"a constraint before the backup pool",
         {{"device_id", device}, {"code", "1230"}, {"use_backup_access_code_pool", true}},
         400,
         "invalid_input",
         "code"},
        {"the backup pool without a window, and the name taken",
         {{"device_id", device}, {"code", "4321"}, {"name", "Anne"}, {"use_backup_access_code_pool", true}},
         400,
         "access_code_not_time_bound",
         ""},
        {"the name taken, and the PIN",
         {{"device_id", device}, {"code", "1234"}, {"name", "Anne"}},
         400,
         "invalid_input",
         "name"},
        {"the PIN taken", {{"device_id", device}, {"code", "1234"}}, 409, "duplicate_access_code", ""},
        {"a rounding that nobody knows",
         {{"device_id", device}, {"max_time_rounding", "2h"}},
         400,
         "invalid_input",
         "max_time_rounding"},
    }));
    CAPTURE(row.name);

    auto const reply = house.post("/access_codes/create", row.fields);

    CAPTURE(text_of(reply.body));
    CHECK(reply.status == row.status);
    CHECK(reply.error() == row.type);
    CHECK(reply["ok"] == false);
    if (!row.field.empty()) CHECK(reply.messages(row.field).size() == 1);
    CHECK(house.engine.live_codes() == live_before);
}

TEST_CASE("create: an offline device may be refused by the caller", "[api][create]") {
    House house;
    house.notice(engine::Notice::What::device_offline);

    auto const refused = house.post("/access_codes/create",
                                    {{"device_id", house.id_of(house.door)}, {"attempt_for_offline_device", false}});

    CHECK(refused.status == 400);
    CHECK(refused.error() == "device_offline");
    auto const code = house.get_code(house.create())["access_code"];
    CHECK(code["errors"][0]["error_code"] == "device_disconnected");
    CHECK(code["errors"][0]["is_device_error"] == true);
}

TEST_CASE("create: codes with a common key share their PIN", "[api][create]") {
    House house;
    auto const back = house.add_door("back");
    auto const first = house.create({{"code", "0420"}, {"common_code_key", "family"}});

    auto const second =
        house.post("/access_codes/create", {{"device_id", house.id_of(back)}, {"common_code_key", "family"}});
    CHECK(second["access_code"]["code"] == "0420");
    CHECK(second["access_code"]["common_code_key"] == "family");

    auto const other = house.post(
        "/access_codes/create",
        {{"device_id", house.id_of(house.add_door("side"))}, {"common_code_key", "family"}, {"code", "1111"}});
    CHECK(other.error() == "invalid_input");

    house.post("/access_codes/update", {{"access_code_id", first}, {"code", "1111"}});
    auto const id = second["access_code"]["access_code_id"].get<std::string>();
    CHECK(house.get_code(first)["access_code"]["code"] == "1111");
    CHECK(house.get_code(id)["access_code"]["code"] == "1111");
}

}  // namespace
}  // namespace lockstep::api
