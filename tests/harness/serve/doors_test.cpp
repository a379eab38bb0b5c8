// The simulate and lock routes against a served world: every vendor's cloud, its locks and their doors.
#include <nlohmann/json.hpp>
#include <string>

#include "harness/serve/demo_world.hpp"
#include "harness/serve/served_world.hpp"
#include "providers/contract.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/a_world.hpp"

namespace lockstep::harness {
namespace {

using DoorJson = nlohmann::json;

constexpr Instant some_real_time{std::chrono::hours{1}};

// The demo world: two keypads of every vendor, one that works PINs out by itself, and an account for each vendor.
struct Street {
    ServedWorld world{world_of(demo_world()), 1, {0}, some_real_time};

    DoorJson send(http::Request request) {
        http::set_bearer(request.headers, world.scenario().api_keys.front().key);
        auto const response = world.apply(ApiCall{std::move(request)}, some_real_time);
        return DoorJson::parse(response.body);
    }
    DoorJson post(std::string path, DoorJson const& body) {
        return send(http::json_request(http::Method::post, std::move(path), body.dump()));
    }
    DoorJson get(std::string target) { return send({http::Method::get, std::move(target), {}, {}}); }
    void wait(Duration time) { world.play(world.world().now() + time, 1'000'000); }

    std::string id_of(std::string const& device) { return world.device_id_text(*world.device_called(device)); }
    DoorJson device(std::string const& name) { return get("/devices/get?device_id=" + id_of(name)).at("device"); }
    std::string create(std::string const& name, std::string const& pin) {
        auto const made = post("/access_codes/create", {{"device_id", id_of(name)}, {"code", pin}});
        REQUIRE(made.at("ok") == true);
        return made["access_code"]["access_code_id"];
    }
    DoorJson events(std::string const& type) {
        return get("/events/list?since=2030-01-01T00:00:00Z&event_type=" + type).at("events");
    }
    DoorJson attempt(DoorJson const& asked) {
        return get("/action_attempts/get?action_attempt_id=" +
                   asked.at("action_attempt").at("action_attempt_id").get<std::string>())
            .at("action_attempt");
    }
    std::string front_of(std::string const& vendor) const { return vendor + "-front"; }
};

std::vector<std::string> vendors_with_http() {
    std::vector<std::string> names;
    for (auto const name : providers::vendor_names())
        if (providers::find_vendor(name)->speaks_http) names.emplace_back(name);
    return names;
}

}  // namespace

TEST_CASE("doors: accounts are called as clients of the API know them, and in webviews as the world calls them too",
          "[serve][doors]") {
    Street street;
    struct Row {
        std::string accepted, account_type, chosen;
    };
    auto const row = GENERATE(values<Row>({
        {"yale", "yale", "yale_access"},
        {"yale_global", "yale", "yale_global"},
        {"august", "august", "august"},
        {"smartthings", "smartthings", "smartthings"},
        {"open_2022", "open_2022", "open_2022"},
    }));
    CAPTURE(row.accepted);

    auto const webview =
        street.post("/connect_webviews/create", {{"accepted_providers", {row.accepted}}}).at("connect_webview");

    CHECK(webview.at("status") == "authorized");
    CHECK(webview.at("selected_provider") == row.account_type);
    auto const id = webview.at("connected_account_id").get<std::string>();
    auto const account = street.get("/connected_accounts/get?connected_account_id=" + id).at("connected_account");
    CHECK(account.at("account_type") == row.account_type);
    CHECK(account.at("account_type_display_name") == row.chosen);
}

TEST_CASE("doors: a stranger's code is seen at once, and stays the same code", "[serve][doors]") {
    auto const vendor = GENERATE(from_range(vendors_with_http()));
    CAPTURE(vendor);
    Street street;
    auto const id = street.id_of(street.front_of(vendor));
    auto const list = [&] { return street.get("/access_codes/unmanaged/list?device_id=" + id).at("access_codes"); };

    auto const made = street.post("/access_codes/simulate/create_unmanaged_access_code",
                                  {{"device_id", id}, {"code", "7777"}, {"name", "Eve"}});

    INFO(made.dump());
    REQUIRE(made.at("ok") == true);
    auto const code = made.at("access_code");
    CHECK(code.at("is_managed") == false);
    REQUIRE(list().size() == 1);
    CHECK(list()[0] == code);
    // What the vendor lists later is this code, and no other.
    street.post("/connected_accounts/sync",
                {{"connected_account_id", street.device(street.front_of(vendor))["connected_account_id"]}});
    street.wait(10min);
    REQUIRE(list().size() == 1);
    CHECK(list()[0].at("access_code_id") == code.at("access_code_id"));
    CHECK(street.events("access_code.unmanaged.created").size() == 1);
    auto const typed = street.post("/locks/simulate/keypad_code_entry", {{"device_id", id}, {"code", "7777"}});
    CHECK(typed.at("action_attempt").at("status") == "success");
    CHECK(street.events("lock.unlocked").size() == 1);
}

TEST_CASE("doors: a PIN at the door, by the API or at the keypad itself, is told of", "[serve][doors]") {
    auto const vendor = GENERATE(from_range(vendors_with_http()));
    CAPTURE(vendor);
    Street street;
    auto const name = street.front_of(vendor);
    auto const code = street.create(name, "246802");
    street.wait(5min);
    CHECK(street.device(name)["properties"]["locked"] == true);

    street.post("/locks/simulate/keypad_code_entry", {{"device_id", street.id_of(name)}, {"code", "246802"}});
    street.world.apply(KeysPressed{*street.world.device_called(name), "246802"}, some_real_time);
    street.world.apply(KeysPressed{*street.world.device_called(name), "999999"}, some_real_time);

    auto const opened = street.events("lock.unlocked");
    REQUIRE(opened.size() == 2);
    for (auto const& event : opened) {
        CHECK(event.at("method") == "keycode");
        CHECK(event.at("access_code_id") == code);
        CHECK(event.at("access_code_is_managed") == true);
        CHECK(event.at("code") == "246802");
    }
    CHECK(opened[0].contains("action_attempt_id"));
    CHECK_FALSE(opened[1].contains("action_attempt_id"));
    auto const denied = street.events("lock.access_denied");
    REQUIRE(denied.size() == 1);
    CHECK(denied[0].at("reason").at("reason_code") == "unknown_code");
    CHECK(street.device(name)["properties"]["locked"] == false);

    street.post("/locks/simulate/manual_lock_via_keypad", {{"device_id", street.id_of(name)}});
    REQUIRE(street.events("lock.locked").size() == 1);
    CHECK(street.events("lock.locked")[0].at("method") == "manual");
    CHECK(street.device(name)["properties"]["locked"] == true);
}

TEST_CASE("doors: a lock without a link tells when it has one again", "[serve][doors]") {
    Street street;
    auto const name = street.front_of("open");
    auto const id = street.id_of(name);
    street.post("/devices/simulate/disconnect", {{"device_id", id}});
    CHECK(street.device(name)["properties"]["online"] == false);
    CHECK(street.device(name)["errors"][0]["error_code"] == "device_disconnected");

    street.post("/locks/simulate/keypad_code_entry", {{"device_id", id}, {"code", "1111"}});
    CHECK(street.events("lock.access_denied").empty());
    street.wait(1h);
    street.post("/devices/simulate/connect", {{"device_id", id}});

    auto const denied = street.events("lock.access_denied");
    REQUIRE(denied.size() == 1);
    CHECK(denied[0].at("occurred_at") == "2030-01-01T00:00:00.000Z");
    CHECK(denied[0].at("created_at") == "2030-01-01T01:00:00.000Z");
    CHECK(street.events("device.connected").size() == 1);
    CHECK(street.device(name)["errors"].empty());
}

TEST_CASE("doors: an order stays pending until the clock moves", "[serve][doors]") {
    auto const vendor = GENERATE(from_range(vendors_with_http()));
    CAPTURE(vendor);
    Street street;
    auto const name = street.front_of(vendor);
    auto const id = street.id_of(name);

    auto const unlock = street.post("/locks/unlock_door", {{"device_id", id}});

    CHECK(unlock.at("action_attempt").at("action_type") == "UNLOCK_DOOR");
    CHECK(street.attempt(unlock).at("status") == "pending");
    CHECK_FALSE(street.world.world().idle());
    CHECK(street.device(name)["properties"]["locked"] == true);
    street.wait(1min);
    CHECK(street.attempt(unlock).at("status") == "success");
    CHECK(street.world.world().idle());
    CHECK(street.device(name)["properties"]["locked"] == false);
    auto const opened = street.events("lock.unlocked");
    REQUIRE(opened.size() == 1);
    CHECK(opened[0].at("method") == "remote");
    CHECK(opened[0].at("action_attempt_id") == unlock["action_attempt"]["action_attempt_id"]);
    CHECK(street.events("action_attempt.unlock_door.succeeded").size() == 1);

    auto const lock = street.post("/locks/lock_door", {{"device_id", id}});
    street.wait(1min);
    CHECK(street.attempt(lock).at("status") == "success");
    CHECK(street.device(name)["properties"]["locked"] == true);
}

TEST_CASE("doors: what stands in an order's way is its error", "[serve][doors]") {
    Street street;
    auto const name = street.front_of("august");
    auto const id = street.id_of(name);
    auto const account = street.device(name)["connected_account_id"];
    struct Row {
        std::string_view path;
        std::string_view error;
    };
    auto const row = GENERATE(values<Row>({
        {"/devices/simulate/disconnect", "device_disconnected"},
        {"/devices/simulate/disconnect_from_hub", "device_disconnected"},
        {"/connected_accounts/simulate/disconnect", "account_disconnected"},
        {"/devices/simulate/remove", "device_removed"},
    }));
    bool const on_its_way = GENERATE(false, true);
    CAPTURE(row.path, on_its_way);
    auto const hinder = [&] {
        auto const done = street.post(std::string{row.path}, {{"device_id", id}, {"connected_account_id", account}});
        REQUIRE(done.at("ok") == true);
    };

    if (!on_its_way) hinder();
    auto const order = street.post("/locks/unlock_door", {{"device_id", id}});
    if (on_its_way) {
        street.wait(1s);
        hinder();
    }
    street.wait(1min);

    auto const ended = street.attempt(order);
    CHECK(ended.at("status") == "error");
    CHECK(ended.at("error").at("type") == row.error);
    CHECK(street.events("action_attempt.unlock_door.failed").size() == 1);
    CHECK(street.events("lock.unlocked").empty());
    CHECK(street.device(name)["properties"]["locked"] == true);
}

TEST_CASE("doors: a reset of the sandbox brings removed devices back, and takes off what strangers have put there",
          "[serve][doors]") {
    auto const vendor = GENERATE(from_range(vendors_with_http()));
    CAPTURE(vendor);
    Street street;
    auto const front = street.front_of(vendor);
    auto const back = vendor + "-back";
    auto const slots = [&](std::string const& name) {
        return street.world.world()
            .lock({static_cast<std::uint32_t>(*street.world.device_called(name))})
            .slots()
            .size();
    };
    street.create(front, "246802");
    street.create(back, "135791");
    street.wait(1min);
    REQUIRE(street
                .post("/access_codes/simulate/create_unmanaged_access_code",
                      {{"device_id", street.id_of(front)}, {"code", "555777"}, {"name", "Tom"}})
                .at("ok") == true);
    // Nobody has read the lock since, so that the engine knows nothing of this one.
    EditByHand by_hand;
    by_hand.device = *street.world.device_called(back);
    by_hand.what = EditByHand::What::add;
    by_hand.pin = "888999";
    REQUIRE(street.world.apply(HandEdit{by_hand}, some_real_time));
    REQUIRE(slots(front) == 2);
    REQUIRE(slots(back) == 2);
    street.post("/devices/update", {{"device_id", street.id_of(front)}, {"name", "Called otherwise"}});
    REQUIRE(street.post("/devices/simulate/remove", {{"device_id", street.id_of(back)}}).at("ok") == true);
    REQUIRE_FALSE(street.device(back)["errors"].empty());

    auto const reset = street.post("/workspaces/reset_sandbox", DoorJson::object());
    CHECK(street.attempt(reset).at("status") == "pending");
    street.wait(5min);

    CHECK(street.attempt(reset).at("status") == "success");
    CHECK(slots(front) == 0);
    CHECK(slots(back) == 0);
    CHECK(street.device(front)["display_name"] == front);
    CHECK(street.device(back)["errors"].empty());
    CHECK(street.get("/access_codes/unmanaged/list?device_id=" + street.id_of(front)).at("access_codes").empty());
    CHECK(street.get("/access_codes/list?device_id=" + street.id_of(back)).at("access_codes").empty());
    // It can be used as before.
    street.create(back, "246802");
    street.wait(1min);
    CHECK(slots(back) == 1);
}

TEST_CASE("doors: a door that locks itself", "[serve][doors]") {
    Street street;
    auto const name = street.front_of("smartthings");
    auto const id = street.id_of(name);
    auto const asked = street.post("/locks/configure_auto_lock",
                                   {{"device_id", id}, {"auto_lock_enabled", true}, {"auto_lock_delay_seconds", 30}});
    street.wait(1min);
    CHECK(street.attempt(asked).at("status") == "success");
    CHECK(street.device(name)["properties"]["auto_lock_delay_seconds"] == 30);

    street.post("/locks/unlock_door", {{"device_id", id}});
    street.wait(20s);
    CHECK(street.device(name)["properties"]["locked"] == false);
    street.wait(30s);
    CHECK(street.device(name)["properties"]["locked"] == true);
    REQUIRE(street.events("lock.locked").size() == 1);
    CHECK(street.events("lock.locked")[0].at("method") == "automatic");

    street.post("/locks/unlock_door", {{"device_id", id}});
    street.wait(20s);
    street.post("/locks/simulate/manual_lock_via_keypad", {{"device_id", id}});
    street.wait(1h);
    CHECK(street.events("lock.locked").size() == 2);
}

TEST_CASE("doors: the bolt that a vendor shows is the bolt that the API shows", "[serve][doors]") {
    Street street;
    auto const& world = street.world.world();
    auto const smartthings = *street.world.provider_called("smartthings");
    auto const name = street.front_of("smartthings");
    auto const vendor_id =
        world.mock(smartthings).device_id(static_cast<sim::LockNumber>(*street.world.device_called(name)));
    auto const ask = [&](http::Request request) {
        http::set_bearer(request.headers, "anybody");
        auto const exchange = street.world.apply(VendorCall{smartthings, std::move(request)}, some_real_time);
        for (auto const& answer : street.world.take_answers())
            if (answer.exchange == exchange && answer.response) return DoorJson::parse(answer.response->body);
        return DoorJson{};
    };
    auto const shown = [&] {
        auto const status = ask({http::Method::get, "/v1/devices/" + vendor_id + "/status", {}, {}});
        INFO(status.dump());
        return status.at("components").at("main").at("lock").at("lock").at("value").get<std::string>();
    };
    CHECK(shown() == "locked");

    street.post("/locks/unlock_door", {{"device_id", street.id_of(name)}});
    street.wait(1min);
    CHECK(shown() == "unlocked");

    ask(http::json_request(
        http::Method::post, "/v1/devices/" + vendor_id + "/commands",
        R"({"commands":[{"component":"main","capability":"lock","command":"lock","arguments":[]}]})"));
    CHECK(street.device(name)["properties"]["locked"] == true);
    REQUIRE(street.events("lock.locked").size() == 1);
    CHECK(street.events("lock.locked")[0].at("method") == "remote");
}

TEST_CASE("doors: the demo world has a keypad that works PINs out by itself", "[serve][doors]") {
    Street street;
    auto const id = street.id_of("open-cellar");
    CHECK(street.device("open-cellar")["can_program_offline_access_codes"] == true);
    CHECK_FALSE(street.device("open-front").contains("can_program_offline_access_codes"));
    street.post("/devices/simulate/disconnect", {{"device_id", id}});

    auto const code = street
                          .post("/access_codes/create",
                                {{"device_id", id}, {"is_offline_access_code", true}, {"is_one_time_use", true}})
                          .at("access_code");
    CHECK(code["status"] == "set");
    street.wait(1s);
    for (auto const times_opened : {1u, 1u}) {
        street.post("/locks/simulate/keypad_code_entry", {{"device_id", id}, {"code", code["code"]}});
        street.post("/devices/simulate/connect", {{"device_id", id}});
        CHECK(street.events("lock.unlocked").size() == times_opened);
    }
}

TEST_CASE("doors: an account that is cut off and comes back", "[serve][doors]") {
    Street street;
    auto const name = street.front_of("open");
    auto const account = street.device(name)["connected_account_id"];
    auto const code = street.create(name, "246802");
    street.wait(5min);
    auto const status = [&] {
        return street.get("/access_codes/get?access_code_id=" + code).at("access_code").at("status");
    };
    CHECK(status() == "set");

    CHECK(street.post("/connected_accounts/simulate/disconnect", {{"connected_account_id", account}}).at("ok") == true);
    CHECK(status() == "unknown");
    CHECK(street.post("/connected_accounts/simulate/reconnect", {{"connected_account_id", account}}).at("ok") == true);
    street.wait(1min);
    CHECK(status() == "set");
    CHECK(street.events("connected_account.disconnected").size() == 1);
    CHECK(street.events("connected_account.connected").size() == 1);
}

TEST_CASE("doors: a copy of a world with orders under way lives on by itself", "[serve][doors]") {
    Street street;
    auto const name = street.front_of("open");
    auto const order = street.post("/locks/unlock_door", {{"device_id", street.id_of(name)}});

    World copy{street.world.world()};
    Watch watch;
    while (copy.next_instant() <= copy.now() + 1min && copy.play_instant(watch)) {
    }

    CHECK_FALSE(copy.lock(device_id(*street.world.device_called(name))).locked());
    CHECK(street.attempt(order).at("status") == "pending");
}

}  // namespace lockstep::harness
