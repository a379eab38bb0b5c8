// /access_codes/create_multiple and /update_multiple: one PIN on several devices, all or nothing.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;
using test::Reply;

// Three doors; `side` takes other PINs than the others.
struct ThreeDoors {
    House house;
    std::string front = house.id_of(house.door);
    std::string back = house.id_of(house.add_door("back"));
    std::string side;

    explicit ThreeDoors(engine::PinRules side_takes = six_digits()) {
        engine::Capabilities capabilities;
        capabilities.pins = side_takes;
        side = house.id_of(house.engine.add_device(house.account, house.engine.add_profile(capabilities)));
    }
    static engine::PinRules six_digits() {
        engine::PinRules rules;
        rules.lengths = 1u << 6;
        return rules;
    }

    Json all() const { return Json::array({front, back, side}); }
    Reply create(Json fields) { return house.post("/access_codes/create_multiple", fields); }
    std::size_t codes() const { return house.engine.live_codes(); }
};

TEST_CASE("create_multiple: without a PIN, one is drawn that suits all, and a key links the codes", "[api][shared]") {
    ThreeDoors doors;

    auto const reply = doors.create({{"device_ids", doors.all()}, {"name", "Anne"}});

    CAPTURE(text_of(reply.body));
    REQUIRE(reply.status == 200);
    auto const& codes = reply["access_codes"];
    REQUIRE(codes.size() == 3);
    auto const key = codes[0]["common_code_key"].get<std::string>();
    CHECK(key.starts_with("auto_set_by_create_multiple_"));
    for (auto const& code : codes) {
        CHECK(code["code"] == codes[0]["code"]);
        CHECK(code["code"].get<std::string>().size() == 6);
        CHECK(code["common_code_key"] == key);
        CHECK(code["name"] == "Anne");
        CHECK(code["status"] == "setting");
    }
    CHECK(codes[1]["device_id"] == doors.back);
    auto const again = doors.create({{"device_ids", doors.all()}});
    CHECK(again["access_codes"][0]["common_code_key"] != key);
}

TEST_CASE("create_multiple: the preferred length, where all take it", "[api][shared]") {
    House house;
    auto const back = house.id_of(house.add_door("back"));

    auto const reply =
        house.post("/access_codes/create_multiple",
                   {{"device_ids", Json::array({house.id_of(house.door), back})}, {"preferred_code_length", 7}});

    CHECK(reply["access_codes"][1]["code"].get<std::string>().size() == 7);
    CHECK(reply["access_codes"][0]["code"] == reply["access_codes"][1]["code"]);
}

TEST_CASE("create_multiple: a PIN of the caller's links nothing", "[api][shared]") {
    ThreeDoors doors;

    auto const reply = doors.create({{"device_ids", doors.all()}, {"code", "042042"}});

    REQUIRE(reply.status == 200);
    for (auto const& code : reply["access_codes"]) {
        CHECK(code["code"] == "042042");
        CHECK(code["common_code_key"].is_null());
    }
}

TEST_CASE("create_multiple: what one device cannot take, none gets", "[api][shared]") {
    ThreeDoors doors;
    doors.house.create({{"code", "424242"}});
    auto const before = doors.codes();
    auto const stranger = doors.house.api.identity().device(engine::DeviceId{99}).text();

    struct Row {
        std::string_view name;
        Json fields;
        int status;
        std::string_view type;
    };
    auto const row = GENERATE_COPY(values<Row>({
        {"a length that one does not take", {{"device_ids", doors.all()}, {"code", "0420"}}, 400, "invalid_input"},
        {"taken on one", {{"device_ids", doors.all()}, {"code", "424242"}}, 409, "duplicate_access_code"},
        {"no device", {{"device_ids", Json::array()}}, 400, "invalid_input"},
        {"one twice", {{"device_ids", Json::array({doors.front, doors.front})}}, 400, "invalid_input"},
        {"one unknown", {{"device_ids", Json::array({doors.front, stranger})}}, 404, "device_not_found"},
        {"over already", {{"device_ids", doors.all()}, {"ends_at", "2030-01-01T11:00:00Z"}}, 400, "invalid_input"},
        {"no such behaviour",
         {{"device_ids", doors.all()}, {"behavior_when_code_cannot_be_shared", "shrug"}},
         400,
         "invalid_input"},
    }));
    CAPTURE(row.name);

    auto const reply = doors.create(row.fields);

    CAPTURE(text_of(reply.body));
    CHECK(reply.status == row.status);
    CHECK(reply.error() == row.type);
    CHECK(doors.codes() == before);
    CHECK(doors.house.effects.events.empty());
}

TEST_CASE("create_multiple: a refusal says which device", "[api][shared]") {
    ThreeDoors doors;
    auto const reply = doors.create({{"device_ids", doors.all()}, {"code", "0420"}});
    CHECK(reply["error"]["data"]["device_id"] == doors.side);
    CHECK(reply.messages("code").size() == 1);
}

TEST_CASE("create_multiple: on demand, a device that cannot share the PIN gets one of its own", "[api][shared]") {
    engine::PinRules other;
    other.lengths = 1u << 9;
    ThreeDoors doors{other};
    Json fields{{"device_ids", doors.all()}, {"behavior_when_code_cannot_be_shared", "create_random_code"}};

    SECTION("drawn: those that can share are linked") {
        CHECK(doors.create({{"device_ids", doors.all()}}).status == 400);
        auto const reply = doors.create(fields);
        REQUIRE(reply.status == 200);
        auto const& codes = reply["access_codes"];
        CHECK(codes[0]["code"] == codes[1]["code"]);
        CHECK(codes[0]["common_code_key"] == codes[1]["common_code_key"]);
        CHECK(codes[2]["code"].get<std::string>().size() == 9);
        CHECK(codes[2]["common_code_key"].is_null());
    }
    SECTION("given") {
        doors.house.create({{"code", "0420"}});
        fields["code"] = "0420";
        auto const reply = doors.create(fields);
        REQUIRE(reply.status == 200);
        auto const& codes = reply["access_codes"];
        CHECK(codes[0]["code"] != "0420");
        CHECK(codes[1]["code"] == "0420");
        CHECK(codes[2]["code"].get<std::string>().size() == 9);
    }
}

TEST_CASE("create_multiple: the provider of one device makes its PINs", "[api][shared]") {
    engine::PinRules theirs;
    theirs.add(engine::PinConstraint::cannot_specify_pin_code);
    ThreeDoors doors{theirs};
    auto const reply = doors.create({{"device_ids", doors.all()}});
    CHECK(reply.error() == "invalid_input");
    CHECK(doors.codes() == 0);
}

TEST_CASE("update_multiple: all codes of a key change, and no other", "[api][shared]") {
    ThreeDoors doors;
    auto const made = doors.create({{"device_ids", doors.all()}})["access_codes"];
    auto const apart = doors.house.create({{"code", "1111"}, {"name", "Carl"}});

    auto const reply = doors.house.post(
        "/access_codes/update_multiple",
        {{"common_code_key", made[0]["common_code_key"]}, {"name", "Berta"}, {"ends_at", "2030-01-05T11:00:00Z"}});

    CHECK(reply.status == 200);
    CHECK(reply.body.size() == 1);
    for (auto const& code : made) {
        auto const now = doors.house.get_code(code["access_code_id"])["access_code"];
        CHECK(now["name"] == "Berta");
        CHECK(now["ends_at"] == "2030-01-05T11:00:00.000Z");
        CHECK(now["type"] == "time_bound");
        CHECK(now["code"] == code["code"]);
    }
    CHECK(doors.house.get_code(apart)["access_code"]["name"] == "Carl");
    CHECK(doors.house.post("/access_codes/update_multiple", {{"common_code_key", "nobody's"}}).error() ==
          "access_code_not_found");
    CHECK(doors.house.post("/access_codes/update_multiple", Json::object()).error() == "invalid_input");
}

TEST_CASE("update_multiple: what one code cannot take, none gets", "[api][shared]") {
    engine::PinRules names_at_least_six;
    names_at_least_six.add(engine::PinConstraint::name_length);
    names_at_least_six.name_length_min = 6;
    names_at_least_six.name_length_max = 20;
    ThreeDoors doors{names_at_least_six};
    auto const made = doors.create({{"device_ids", doors.all()}, {"name", "Dorothea"}})["access_codes"];

    auto const reply = doors.house.post("/access_codes/update_multiple",
                                        {{"common_code_key", made[0]["common_code_key"]}, {"name", "Dora"}});

    CHECK(reply.error() == "invalid_input");
    CHECK(reply["error"]["data"]["device_id"] == doors.side);
    for (auto const& code : made)
        CHECK(doors.house.get_code(code["access_code_id"])["access_code"]["name"] == "Dorothea");
}

TEST_CASE("shared: a new PIN of one code is the new PIN of all", "[api][shared]") {
    ThreeDoors doors;
    auto const made = doors.create({{"device_ids", doors.all()}})["access_codes"];
    auto const id = made[0]["access_code_id"];
    auto const pins = [&] {
        Json all = Json::array();
        for (auto const& code : made)
            all.push_back(doors.house.get_code(code["access_code_id"])["access_code"]["code"]);
        return all;
    };

    SECTION("that all can take") {
        CHECK(doors.house.post("/access_codes/update", {{"access_code_id", id}, {"code", "987654"}}).status == 200);
        CHECK(pins() == Json::array({"987654", "987654", "987654"}));
    }
    SECTION("that one cannot take") {
        auto const before = pins();
        auto const reply = doors.house.post("/access_codes/update", {{"access_code_id", id}, {"code", "9876"}});
        CHECK(reply.error() == "invalid_input");
        CHECK(reply["error"]["data"]["device_id"] == doors.side);
        CHECK(pins() == before);
    }
    SECTION("those that are being deleted do not count") {
        while (!doors.house.calls.empty())
            doors.house.succeed();
        doors.house.post("/access_codes/delete", {{"access_code_id", made[2]["access_code_id"]}});
        CHECK(doors.house.post("/access_codes/update", {{"access_code_id", id}, {"code", "9876"}}).status == 200);
        CHECK(pins() == Json::array({"9876", "9876", made[0]["code"]}));
    }
}

}  // namespace
}  // namespace lockstep::api
