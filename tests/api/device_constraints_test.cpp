// /access_codes/report_device_constraints: what a device is said to take is what its codes are judged by.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;
using test::Reply;

Reply report(House& house, Json fields) {
    fields["device_id"] = house.id_of(house.door);
    return house.post("/access_codes/report_device_constraints", fields);
}

Json lengths_shown(House& house, engine::DeviceId device) {
    return house.get("/devices/get?device_id=" + house.id_of(device))["device"]["properties"]["supported_code_lengths"];
}

TEST_CASE("report_device_constraints: PINs are judged by what was reported last", "[api][constraints]") {
    House house;
    auto const profile = house.engine.add_profile({});
    house.door = house.engine.add_device(house.account, profile);
    auto const twin = house.engine.add_device(house.account, profile);
    auto const before = house.create({{"code", "0420"}});

    auto const reply = report(house, {{"supported_code_lengths", {6, 7, 6}}});

    CAPTURE(text_of(reply.body));
    REQUIRE(reply.status == 200);
    CHECK(reply.body == Json::object({{"ok", true}}));
    CHECK(lengths_shown(house, house.door) == Json::array({6, 7}));
    CHECK(lengths_shown(house, twin) == Json::array({4, 5, 6, 7, 8}));
    CHECK(house.get_code(before)["access_code"]["code"] == "0420");
    auto const refused = house.post("/access_codes/create", {{"device_id", house.id_of(house.door)}, {"code", "1111"}});
    CHECK(refused.messages("code") == Json::array({"this device takes PINs of 6 or 7 digits"}));
    CHECK(house.get_code(house.create())["access_code"]["code"].get<std::string>().size() == 6);

    REQUIRE(report(house, {{"min_code_length", 5}, {"max_code_length", 5}}).status == 200);
    CHECK(lengths_shown(house, house.door) == Json::array({5}));
    REQUIRE(report(house, {{"max_code_length", 5}}).status == 200);
    CHECK(lengths_shown(house, house.door) == Json::array({4, 5}));
    REQUIRE(report(house, {{"min_code_length", 19}}).status == 200);
    CHECK(lengths_shown(house, house.door) == Json::array({19, 20}));
    auto const none =
        house.post("/access_codes/create", {{"device_id", house.id_of(house.door)}, {"preferred_code_length", 20}});
    CHECK(none.status == 409);
}

TEST_CASE("report_device_constraints: each field says what is wrong with it", "[api][constraints]") {
    struct Row {
        Json fields;
        std::string field;
        std::string message;
    };
    for (auto const& [fields, field, message] : std::vector<Row>{
             {Json::object(), "", "supported_code_lengths, or min_code_length or max_code_length, is required"},
             {{{"supported_code_lengths", Json::array()}}, "supported_code_lengths", "must hold a length"},
             {{{"supported_code_lengths", 6}}, "supported_code_lengths", "must be a list, not a number"},
             {{{"supported_code_lengths", {6, 3}}}, "supported_code_lengths", "item 1: must be 4 or more"},
             {{{"supported_code_lengths", {21}}}, "supported_code_lengths", "item 0: must be 20 or less"},
             {{{"supported_code_lengths", {"6"}}}, "supported_code_lengths", "item 0: must be a number, not a string"},
             {{{"min_code_length", 3}}, "min_code_length", "must be 4 or more"},
             {{{"max_code_length", 21}}, "max_code_length", "must be 20 or less"},
             {{{"min_code_length", 6}, {"max_code_length", 5}}, "max_code_length", "must not be below min_code_length"},
             {{{"supported_code_lengths", {6}}, {"min_code_length", 5}},
              "min_code_length",
              "cannot come with supported_code_lengths"},
         }) {
        House house;
        CAPTURE(fields.dump());
        auto const reply = report(house, fields);
        CHECK(reply.status == 400);
        CHECK(reply.messages(field) == Json::array({message}));
        CHECK(lengths_shown(house, house.door) == Json::array({4, 5, 6, 7, 8}));
    }
}

TEST_CASE("report_device_constraints: a form's query and an unmanaged device", "[api][constraints]") {
    House house;
    auto const device = house.id_of(house.door);
    http::Request request{http::Method::post,
                          "/access_codes/report_device_constraints?device_id=" + device +
                              "&supported_code_lengths=6&supported_code_lengths=8",
                          {},
                          {}};
    CHECK(house.send(request).status == 200);
    CHECK(lengths_shown(house, house.door) == Json::array({6, 8}));

    REQUIRE(house.post("/devices/update", {{"device_id", device}, {"is_managed", false}}).status == 200);
    CHECK(report(house, {{"min_code_length", 5}}).error() == "device_unmanaged");
}

}  // namespace
}  // namespace lockstep::api
