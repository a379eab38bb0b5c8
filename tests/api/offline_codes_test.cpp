// Codes that a lock works out by itself, as the API asks for and shows them.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;
using test::Reply;

// A vendor whose PINs count up, so that a test can say which it will be.
engine::Pin counted(std::uint64_t secret, engine::OfflinePinRequest const& request) {
    auto const hour = static_cast<std::uint64_t>(microseconds(request.window.starts) / 3'600'000'000) % 1000;
    return *engine::Pin::parse(std::to_string(secret + hour * 10 + request.variant));
}

engine::Capabilities offline_lock() {
    engine::Capabilities capabilities;
    capabilities.offline = {counted, 900'000'000};
    return capabilities;
}

struct OfflineHouse : House {
    explicit OfflineHouse(engine::Capabilities capabilities = offline_lock()) : House{std::move(capabilities)} {}
    Reply ask(Json fields) {
        fields["device_id"] = id_of(door);
        if (!fields.contains("is_offline_access_code")) fields["is_offline_access_code"] = true;
        return post("/access_codes/create", fields);
    }
    Json device() { return get("/devices/get?device_id=" + id_of(door))["device"]; }
};

Json const afternoon{{"starts_at", "2030-01-01T13:10:00Z"}, {"ends_at", "2030-01-01T15:10:00Z"}};

TEST_CASE("offline: its PIN is there at once, and nobody is called", "[api][offline]") {
    OfflineHouse house;
    auto const reply = house.ask(afternoon);
    CAPTURE(text_of(reply.body));
    REQUIRE(reply.status == 200);
    auto const code = reply["access_code"];
    CHECK(code["is_offline_access_code"] == true);
    CHECK(code["is_one_time_use"] == false);
    CHECK(code["code"].get<std::string>().size() == 9);
    CHECK(code["status"] == "unset");
    CHECK(code["starts_at"] == "2030-01-01T13:00:00.000Z");
    CHECK(code["ends_at"] == "2030-01-01T16:00:00.000Z");
    CHECK(code["is_scheduled_on_device"] == true);
    CHECK(code["pending_mutations"].empty());
    CHECK(code["warnings"].empty());
    CHECK(reply["action_attempt"]["status"] == "pending");
    CHECK(house.calls.empty());

    house.wait(1h);
    auto const id = code["access_code_id"].get<std::string>();
    CHECK(house.get_code(id)["access_code"]["status"] == "set");
    auto const attempt = house.get("/action_attempts/get?action_attempt_id=" +
                                   reply["action_attempt"]["action_attempt_id"].get<std::string>())["action_attempt"];
    CHECK(attempt["status"] == "success");
    CHECK(attempt["result"]["access_code"]["is_offline_access_code"] == true);
    house.wait(3h);
    CHECK(house.get_code(id).status == 404);
    CHECK(house.calls.empty());
}

TEST_CASE("offline: each refusal names its field", "[api][offline]") {
    struct Row {
        Json more;
        std::string field;
    };
    for (auto const& [more, field] : std::vector<Row>{
             {{{"code", "123456789"}}, "code"},
             {{{"preferred_code_length", 6}}, "preferred_code_length"},
             {{{"common_code_key", "family"}}, "common_code_key"},
             {{{"use_backup_access_code_pool", true}}, "use_backup_access_code_pool"},
             {{{"use_offline_access_code", false}}, "is_offline_access_code"},
             {{{"is_offline_access_code", false}, {"is_one_time_use", true}}, "is_one_time_use"},
             {{{"is_one_time_use", true}}, "ends_at"},
             {{{"ends_at", nullptr}}, "ends_at"},
             {{{"ends_at", "2030-02-15T15:00:00Z"}}, "max_time_rounding"},
             {{{"ends_at", "2031-02-15T13:00:00Z"}}, "ends_at"},
             {{{"ends_at", "2031-02-15T15:00:00Z"}, {"max_time_rounding", "1day"}}, "ends_at"},
             {{{"starts_at", "2029-12-30T13:00:00Z"}}, "starts_at"},
             {{{"starts_at", "2034-12-30T13:00:00Z"}, {"ends_at", "2034-12-30T14:00:00Z"}}, "starts_at"},
             {{{"max_time_rounding", "2h"}}, "max_time_rounding"},
         }) {
        OfflineHouse house;
        auto fields = afternoon;
        fields.update(more);
        CAPTURE(fields.dump());
        auto const reply = house.ask(fields);
        CAPTURE(text_of(reply.body));
        CHECK(reply.error() == "invalid_input");
        CHECK(reply.messages(field).size() == 1);
        CHECK(house.engine.live_codes() == 0);
    }
}

TEST_CASE("offline: for more than a day, with a warning; for more than 672 hours, in days", "[api][offline]") {
    OfflineHouse house;
    auto const warned = [](Json const& code) {
        return code["warnings"].size() == 1 &&
               code["warnings"][0]["warning_code"] == "igloo_algopin_must_be_used_within_24_hours";
    };
    auto const stay = house.ask({{"starts_at", "2030-01-01T13:00:00Z"}, {"ends_at", "2030-01-04T11:00:00Z"}});
    REQUIRE(stay.status == 200);
    CHECK(warned(stay["access_code"]));
    auto const id = stay["access_code"]["access_code_id"].get<std::string>();
    house.wait(25h);
    CHECK(house.get_code(id)["access_code"]["warnings"].empty());
    CHECK(house.get_code(id)["access_code"]["status"] == "set");

    auto const month = house.ask(
        {{"starts_at", "2030-01-03T15:00:00Z"}, {"ends_at", "2030-02-03T11:00:00Z"}, {"max_time_rounding", "1d"}});
    CHECK(month["access_code"]["ends_at"] == "2030-02-03T15:00:00.000Z");
}

TEST_CASE("offline: hours and days are those of the lock's wall clock", "[api][offline]") {
    auto capabilities = offline_lock();
    capabilities.offline.zone = *find_zone("Asia/Kolkata");  // half an hour off the hours of UTC
    OfflineHouse house{capabilities};
    auto const stay = house.ask(afternoon)["access_code"];
    CHECK(stay["starts_at"] == "2030-01-01T12:30:00.000Z");
    CHECK(stay["ends_at"] == "2030-01-01T15:30:00.000Z");
    CHECK(house.device()["properties"]["offline_time_frame_options"][1]["time_zone"] == "Asia/Kolkata");
}

TEST_CASE("offline: create_multiple makes none, and says so", "[api][offline]") {
    OfflineHouse house;
    for (auto const* const flag : {"is_offline_access_code", "use_offline_access_code", "is_one_time_use"}) {
        Json fields{{"device_ids", Json::array({house.id_of(house.door)})}, {flag, true}};
        CHECK(house.post("/access_codes/create_multiple", fields).messages(flag).size() == 1);
        fields[flag] = false;
        CHECK(house.post("/access_codes/create_multiple", fields).status == 200);
    }
}

TEST_CASE("offline: three of one window, five one-time codes of one start", "[api][offline]") {
    OfflineHouse house;
    for (int i = 0; i < 3; ++i)
        CHECK(house.ask(afternoon).status == 200);
    CHECK(house.ask(afternoon).error() == "no_space_for_access_code_on_device");
    auto other = afternoon;
    other["ends_at"] = "2030-01-01T17:00:00Z";
    // This vendor's PINs do not tell windows with one start apart, and no PIN is given out twice.
    CHECK(house.ask(other).error() == "no_space_for_access_code_on_device");

    OfflineHouse once;
    for (int i = 0; i < 5; ++i)
        CHECK(once.ask({{"is_one_time_use", true}}).status == 200);
    CHECK(once.ask({{"is_one_time_use", true}}).error() == "no_space_for_access_code_on_device");
    once.wait(1h);
    CHECK(once.ask({{"is_one_time_use", true}})["access_code"]["is_one_time_use"] == true);
}

TEST_CASE("offline: nothing about it can be changed, but its record ends with the sandbox", "[api][offline]") {
    OfflineHouse house;
    auto const id = house.ask(afternoon)["access_code"]["access_code_id"].get<std::string>();
    auto const refused = "offline_access_code_cannot_be_changed";
    CHECK(house.post("/access_codes/update", {{"access_code_id", id}, {"name", "Anne"}}).error() == refused);
    CHECK(house.post("/access_codes/update", {{"access_code_id", id}, {"is_managed", false}}).error() == refused);
    CHECK(house.post("/access_codes/delete", {{"access_code_id", id}}).error() == refused);
    CHECK(house.post("/access_codes/update", {{"access_code_id", id}, {"is_offline_access_code", false}})
              .messages("is_offline_access_code")
              .size() == 1);
    CHECK(house.get_code(id)["access_code"]["warnings"].empty());

    auto const reset = house.post("/workspaces/reset_sandbox", Json::object());
    CHECK(reset["action_attempt"]["status"] == "success");
    CHECK(house.get_code(id).status == 404);
}

TEST_CASE("offline: a device says whether it can", "[api][offline]") {
    OfflineHouse house;
    CHECK(house.device()["can_program_offline_access_codes"] == true);
    CHECK(house.device()["properties"]["model"]["offline_access_codes_supported"] == true);
    CHECK(house.device()["properties"]["offline_time_frame_options"].size() == 2);

    OfflineHouse plain{engine::Capabilities{}};
    CHECK_FALSE(plain.device().contains("can_program_offline_access_codes"));
    CHECK_FALSE(plain.device()["properties"].contains("offline_time_frame_options"));
    CHECK(plain.ask(afternoon).error() == "device_type_not_supported");
}

}  // namespace
}  // namespace lockstep::api
