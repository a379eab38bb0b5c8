// /action_attempts: pending, then one ending that never changes again.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;

struct Created {
    std::string code;
    std::string attempt;
};
Created create(House& house, Json fields) {
    fields["device_id"] = house.id_of(house.door);
    auto const reply = house.post("/access_codes/create", fields);
    REQUIRE(reply.status == 200);
    return {reply["access_code"]["access_code_id"], reply["action_attempt"]["action_attempt_id"]};
}
Json attempt(House& house, std::string const& id) {
    return house.get("/action_attempts/get?action_attempt_id=" + id)["action_attempt"];
}

TEST_CASE("attempt: success shows the code as it was then", "[api][attempts]") {
    House house;
    auto const made = create(house, {{"code", "0420"}, {"name", "Anne"}});
    CHECK(attempt(house, made.attempt)["status"] == "pending");
    house.succeed();

    auto const done = attempt(house, made.attempt);

    CHECK(done["status"] == "success");
    CHECK(done["error"].is_null());
    CHECK(done["result"]["access_code"]["access_code_id"] == made.code);
    CHECK(done["result"]["access_code"]["status"] == "set");
    CHECK(done["result"]["access_code"]["code"] == "0420");
    CHECK(done["result"]["access_code"]["name"] == "Anne");

    house.post("/access_codes/update", {{"access_code_id", made.code}, {"name", "Berta"}, {"code", "1111"}});
    house.succeed();
    CHECK(attempt(house, made.attempt) == done);
    house.post("/access_codes/delete", {{"access_code_id", made.code}});
    house.succeed();
    CHECK(attempt(house, made.attempt) == done);
}

TEST_CASE("attempt: an error has a type and a message, and no result", "[api][attempts]") {
    House house;
    auto const made = create(house, {{"code", "0420"}, {"starts_at", "2030-01-11T12:00:00Z"}});
    house.post("/access_codes/delete", {{"access_code_id", made.code}});

    auto const failed = attempt(house, made.attempt);

    CHECK(failed["status"] == "error");
    CHECK(failed["result"].is_null());
    CHECK(failed["error"]["type"] == "uncategorized_error");
    CHECK_FALSE(failed["error"]["message"].get<std::string>().empty());
}

TEST_CASE("attempt: unknown ones are not found", "[api][attempts]") {
    House house;

    CHECK(
        house.get("/action_attempts/get?action_attempt_id=" + house.api.identity().attempt(engine::AttemptId{5}).text())
            .error() == "action_attempt_not_found");
    CHECK(house.get("/action_attempts/get?action_attempt_id=x").error() == "invalid_input");
    CHECK(house.get("/action_attempts/get").error() == "invalid_input");
}

TEST_CASE("attempts: listed by id or by device", "[api][attempts]") {
    House house;
    auto const first = create(house, {{"code", "1111"}});
    auto const second = create(house, {{"code", "2222"}});
    auto const back = house.id_of(house.add_door("back"));
    auto const count = [&](std::string const& query) {
        auto const reply = house.get("/action_attempts/list?" + query);
        return reply.status == 200 ? std::to_string(reply["action_attempts"].size()) : reply.error();
    };

    CHECK(count("device_id=" + house.id_of(house.door)) == "2");
    CHECK(count("device_id=" + back) == "0");
    CHECK(count("action_attempt_ids=" + second.attempt + "&action_attempt_ids=" + first.attempt) == "2");
    CHECK(count("action_attempt_ids=" + second.attempt + "," + second.code) == "1");
    CHECK(count("device_id=" + house.id_of(house.door) + "&limit=1") == "1");
    CHECK(count("") == "invalid_input");
}

}  // namespace
}  // namespace lockstep::api
