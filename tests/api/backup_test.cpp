// The pool of spare codes: opened by the first who wants it, hidden until pulled, filled up again.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;

Json const stay{{"code", "0420"},
                {"starts_at", "2030-01-01T11:00:00Z"},
                {"ends_at", "2030-01-04T11:00:00Z"},
                {"use_backup_access_code_pool", true}};

// A guest's code that uses the pool, with everything on the lock.
struct PooledHouse : House {
    std::string guest;

    explicit PooledHouse(engine::Settings settings = House::quiet()) : House{{}, settings} {
        guest = create(stay);
        settle_all();
    }
    void settle_all() {
        wait(Duration::zero());
        while (!calls.empty())
            succeed();
    }
    test::Reply pull(std::string const& id) {
        return post("/access_codes/pull_backup_access_code", {{"access_code_id", id}});
    }
    Json code(std::string const& id) { return get_code(id)["access_code"]; }
    Json device() { return get("/devices/get?device_id=" + id_of(door))["device"]; }
    std::size_t listed() { return get("/access_codes/list?device_id=" + id_of(door))["access_codes"].size(); }
};

TEST_CASE("backup: the first who wants it opens the pool, and nobody sees it", "[api][backup]") {
    PooledHouse house;

    CHECK(house.engine.live_codes() == 6);
    CHECK(house.listed() == 1);
    CHECK(house.code(house.guest)["is_backup_access_code_available"] == true);
    CHECK(house.code(house.guest)["is_backup"] == false);
    CHECK(house.code(house.guest)["pulled_backup_access_code_id"].is_null());
    CHECK(house.device()["properties"]["supports_backup_access_code_pool"] == true);
    CHECK(house.device()["properties"]["backup_access_code_pool_enabled"] == true);
    CHECK(house.device()["errors"].empty());

    auto second = stay;
    second["code"] = "1111";
    house.create(second);
    house.settle_all();
    CHECK(house.engine.live_codes() == 7);
}

TEST_CASE("backup: without anybody who wants it there is no pool", "[api][backup]") {
    House house;
    house.create({{"code", "0420"}});
    house.wait(1h);
    CHECK(house.engine.live_codes() == 1);
    auto const device = house.get("/devices/get?device_id=" + house.id_of(house.door))["device"];
    CHECK(device["properties"]["backup_access_code_pool_enabled"] == false);
}

TEST_CASE("backup: a pulled code is a code like others, until its guest leaves", "[api][backup]") {
    PooledHouse house;

    auto const reply = house.pull(house.guest);

    CAPTURE(text_of(reply.body));
    REQUIRE(reply.status == 200);
    auto const backup = reply["backup_access_code"];
    CHECK(reply["access_code"] == backup);
    auto const id = backup["access_code_id"].get<std::string>();
    CHECK(backup["is_backup"] == true);
    CHECK(backup["ends_at"] == "2030-01-04T11:00:00.000Z");
    CHECK(backup["type"] == "time_bound");
    CHECK(backup["name"].get<std::string>().starts_with("Backup "));
    CHECK(backup["code"] != "0420");
    auto const guest = house.code(house.guest);
    CHECK(guest["pulled_backup_access_code_id"] == id);
    CHECK(guest["is_backup_access_code_available"] == false);
    REQUIRE(guest["warnings"].size() == 1);
    CHECK(guest["warnings"][0]["warning_code"] == "using_backup_access_code");
    CHECK(house.listed() == 2);
    auto const told =
        house.get("/events/list?since=2030-01-01T00:00:00Z&event_type=access_code.backup_access_code_pulled");
    REQUIRE(told["events"].size() == 1);
    CHECK(told["events"][0]["access_code_id"] == house.guest);
    CHECK(told["events"][0]["backup_access_code_id"] == id);

    SECTION("pulled again, it is the same") {
        auto const again = house.pull(house.guest);
        CHECK(again["access_code"]["access_code_id"] == id);
        CHECK(house.engine.live_codes() == 6);
    }
    SECTION("the pool is filled up again") {
        house.settle_all();
        CHECK(house.engine.live_codes() == 7);
        CHECK(house.listed() == 2);
        CHECK(house.code(id)["status"] == "set");
    }
    SECTION("a restart changes nothing") {
        house.engine.restart(house.now, house.effects);
        house.note();
        house.settle_all();
        CHECK(house.engine.live_codes() == 7);
        CHECK(house.pull(house.guest)["access_code"]["access_code_id"] == id);
    }
    SECTION("at the end both go") {
        house.settle_all();
        house.wait_until(test::noon + 71h);
        house.settle_all();
        CHECK(house.get_code(house.guest).status == 404);
        CHECK(house.get_code(id).status == 404);
        CHECK(house.engine.live_codes() == 5);
    }
    SECTION("deleted, it takes the place of nothing any more") {
        house.settle_all();
        house.post("/access_codes/delete", {{"access_code_id", id}});
        house.settle_all();
        CHECK(house.code(house.guest)["pulled_backup_access_code_id"].is_null());
        CHECK(house.code(house.guest)["warnings"].empty());
        CHECK(house.pull(house.guest)["access_code"]["access_code_id"] != id);
    }
}

TEST_CASE("backup: an empty pool is an error of the device", "[api][backup]") {
    auto settings = House::quiet();
    settings.backup_pool = 1;
    PooledHouse house{settings};
    auto second = stay;
    second["code"] = "1111";
    auto const other = house.create(second);
    house.succeed();

    CHECK(house.pull(house.guest).status == 200);

    CHECK(house.pull(other).error() == "empty_backup_access_code_pool");
    auto const errors = house.code(other)["errors"];
    REQUIRE(errors.size() == 1);
    CHECK(errors[0]["error_code"] == "empty_backup_access_code_pool");
    CHECK(errors[0]["is_device_error"] == true);
    CHECK(house.device()["errors"].size() == 1);

    house.settle_all();
    CHECK(house.device()["errors"].empty());
    CHECK(house.pull(other).status == 200);
}

TEST_CASE("backup: what is refused", "[api][backup]") {
    PooledHouse house;
    auto const ongoing = house.create({{"code", "5555"}});
    house.settle_all();

    CHECK(house.pull(ongoing).error() == "access_code_not_time_bound");
    CHECK(house.pull(house.api.identity().code({99, 99}).text()).error() == "access_code_not_found");
    CHECK(house.post("/access_codes/update", {{"access_code_id", ongoing}, {"use_backup_access_code_pool", true}})
              .error() == "access_code_not_time_bound");
    CHECK(house
              .post("/access_codes/create_multiple",
                    {{"device_ids", Json::array({house.id_of(house.door)})}, {"use_backup_access_code_pool", true}})
              .error() == "access_code_not_time_bound");
    house.post("/access_codes/delete", {{"access_code_id", house.guest}});
    CHECK(house.pull(house.guest).error() == "access_code_being_deleted");
}

TEST_CASE("backup: a provider that keeps none", "[api][backup]") {
    engine::Capabilities none;
    none.backup_pool = false;
    House house{none};
    auto fields = stay;
    fields["device_id"] = house.id_of(house.door);
    CHECK(house.post("/access_codes/create", fields).error() == "device_type_not_supported");
    auto const device = house.get("/devices/get?device_id=" + house.id_of(house.door))["device"];
    CHECK(device["properties"]["supports_backup_access_code_pool"] == false);
    Json const open{{"device_id", house.id_of(house.door)}, {"backup_access_code_pool_enabled", true}};
    CHECK(house.post("/devices/update", open).error() == "device_type_not_supported");
}

TEST_CASE("backup: an update may open the pool", "[api][backup]") {
    House house;
    auto fields = stay;
    fields.erase("use_backup_access_code_pool");
    auto const id = house.create(fields);
    house.post("/access_codes/update", {{"access_code_id", id}, {"use_backup_access_code_pool", true}});
    house.wait(Duration::zero());
    CHECK(house.engine.live_codes() == 6);
}

TEST_CASE("backup: the device says whether there is a pool", "[api][backup][devices]") {
    House house;
    auto const update = [&](Json fields) {
        fields["device_id"] = house.id_of(house.door);
        auto const reply = house.post("/devices/update", fields);
        house.wait(Duration::zero());
        while (!house.calls.empty())
            house.succeed();
        return reply;
    };
    auto const enabled = [&] {
        return house.get("/devices/get?device_id=" +
                         house.id_of(house.door))["device"]["properties"]["backup_access_code_pool_enabled"];
    };

    CHECK(update({{"backup_access_code_pool_enabled", "yes"}}).error() == "invalid_input");
    CHECK(update({{"backup_access_code_pool_enabled", true}, {"is_managed", false}}).error() == "invalid_input");
    CHECK(enabled() == false);
    CHECK(update({{"backup_access_code_pool_enabled", true}}).status == 200);
    CHECK(update({{"backup_access_code_pool_enabled", true}, {"name", "porch"}}).status == 200);
    CHECK(enabled() == true);
    CHECK(house.engine.live_codes() == 5);
    CHECK(update({{"backup_access_code_pool_enabled", false}}).status == 200);
    CHECK(enabled() == false);
    CHECK(house.engine.live_codes() == 0);
    house.wait(1h);
    CHECK(house.engine.live_codes() == 0);
    CHECK(house.engine.pending_timers() == 0);
}

TEST_CASE("backup: a pool that is closed leaves pulled codes alone, and may open again", "[api][backup][devices]") {
    PooledHouse house;
    auto const pulled = house.pull(house.guest)["access_code"]["access_code_id"].get<std::string>();
    house.settle_all();
    Json const closed{{"device_id", house.id_of(house.door)}, {"backup_access_code_pool_enabled", false}};
    REQUIRE(house.post("/devices/update", closed).status == 200);
    house.settle_all();
    CHECK(house.code(pulled)["status"] == "set");
    CHECK(house.engine.live_codes() == 2);
    CHECK(house.device()["errors"] == Json::array());

    Json const open{{"device_id", house.id_of(house.door)}, {"backup_access_code_pool_enabled", true}};
    REQUIRE(house.post("/devices/update", open).status == 200);
    house.settle_all();
    CHECK(house.engine.live_codes() == 7);
}

TEST_CASE("backup: a spare code that somebody deletes is made good", "[api][backup]") {
    PooledHouse house;
    auto const spare = house.api.identity().code(house.engine.codes_on(house.door).back()).text();
    house.post("/access_codes/delete", {{"access_code_id", spare}});
    house.settle_all();
    CHECK(house.get_code(spare).status == 404);
    CHECK(house.engine.live_codes() == 6);
}

TEST_CASE("backup: a forgotten device takes its pool along", "[api][backup]") {
    PooledHouse house;
    house.engine.forget_device(house.door, house.now, house.effects);
    house.note();
    house.wait(1h);
    CHECK(house.engine.live_codes() == 0);
    CHECK(house.engine.pending_timers() == 0);
}

}  // namespace
}  // namespace lockstep::api
