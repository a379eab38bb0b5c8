// What is said about devices and accounts, and what the simulate and lock routes ask of the world behind the API.
#include "tests/api/a_house.hpp"
#include "tests/api/noted_world.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;
using test::NotedWorld;
using test::Reply;

struct SimulatedHouse : House {
    NotedWorld world;
    SimulatedHouse() {
        simulation = &world;
        auto& entry = api.directory().edit(door);
        entry.has_remote_bolt = entry.has_hub = entry.can_be_simulated = true;
    }
    std::string account_id() const { return api.identity().account(account).text(); }
    Json door_json() { return get("/devices/get?device_id=" + id_of(door))["device"]; }
    std::string types_since_noon() {
        std::string types;
        auto const told = get("/events/list?since=2030-01-01T00:00:00Z");
        for (auto const& event : told["events"])
            types += (types.empty() ? "" : " ") + event["event_type"].get<std::string>();
        return types;
    }
};

TEST_CASE("simulate: each route asks the world for one thing", "[api][simulate]") {
    SimulatedHouse house;
    struct Row {
        std::string path;
        Json extra;
        std::string_view asked;
    };
    auto const row = GENERATE(values<Row>({
        {"/devices/simulate/disconnect", Json::object(), "offline"},
        {"/devices/simulate/connect", Json::object(), "online"},
        {"/devices/simulate/disconnect_from_hub", Json::object(), "offline"},
        {"/devices/simulate/connect_to_hub", Json::object(), "online"},
        {"/devices/simulate/remove", Json::object(), "remove"},
        {"/connected_accounts/simulate/disconnect", Json::object(), "cut"},
        {"/connected_accounts/simulate/reconnect", Json::object(), "back"},
        {"/locks/simulate/keypad_code_entry", {{"code", "0420"}}, "press 0420"},
        {"/locks/simulate/manual_lock_via_keypad", Json::object(), "lock"},
        {"/access_codes/simulate/create_unmanaged_access_code", {{"code", "7777"}, {"name", "Eve"}}, "add 7777 Eve"},
    }));
    CAPTURE(row.path);
    auto body = row.extra;
    if (row.path.starts_with("/connected_accounts"))
        body["connected_account_id"] = house.account_id();
    else
        body["device_id"] = house.id_of(house.door);

    house.post(row.path, body);

    CHECK(house.world.asked == std::vector<std::string>{std::string{row.asked}});
    SECTION("and nothing without an id, of a stranger, or without a world") {
        house.world.asked.clear();
        CHECK(house.post(row.path, row.extra).error() == "invalid_input");
        for (auto const* const name : {"device_id", "connected_account_id"})
            if (body.contains(name)) body[name] = house.api.identity().event(1).text();
        CHECK(house.post(row.path, body).status == 404);
        house.simulation = nullptr;
        CHECK(house.post(row.path, body).error() == "no_simulation");
        CHECK(house.world.asked.empty());
    }
}

TEST_CASE("simulate: a hub without a link speaks for its device", "[api][simulate]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    auto const code = house.create({{"code", "0420"}});

    house.post("/devices/simulate/disconnect_from_hub", {{"device_id", id}});
    house.notice(engine::Notice::What::device_offline);

    CHECK(house.door_json()["errors"][0]["error_code"] == "hub_disconnected");
    CHECK(house.door_json()["can_simulate_hub_connection"] == true);
    CHECK(house.door_json()["can_simulate_hub_disconnection"] == false);
    CHECK(house.get_code(code)["access_code"]["errors"][0]["error_code"] == "hub_disconnected");
    auto const lost = house.get("/events/list?since=2030-01-01T00:00:00Z&event_type=device.disconnected")["events"];
    REQUIRE(lost.size() == 1);
    CHECK(lost[0]["error_code"] == "hub_disconnected");

    house.post("/devices/simulate/connect_to_hub", {{"device_id", id}});
    house.notice(engine::Notice::What::device_online);
    CHECK(house.door_json()["errors"] == Json::array());
    CHECK(house.door_json()["can_simulate_hub_connection"] == false);

    house.api.directory().edit(house.door).has_hub = false;
    CHECK(house.post("/devices/simulate/connect_to_hub", {{"device_id", id}}).error() == "device_type_not_supported");
}

TEST_CASE("simulate: a subscription that is not paid is an error of device and code", "[api][simulate]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    auto const code = house.create({{"code", "0420"}});
    auto const pay = [&](bool expired) {
        return house.post("/devices/simulate/paid_subscription", {{"device_id", id}, {"is_expired", expired}}).status;
    };

    CHECK(pay(true) == 200);
    CHECK(pay(true) == 200);
    CHECK(house.door_json()["errors"].size() == 1);
    CHECK(house.door_json()["errors"][0]["error_code"] == "subscription_required");
    CHECK(house.door_json()["can_program_online_access_codes"] == false);
    CHECK(house.get_code(code)["access_code"]["errors"][0]["error_code"] == "subscription_required");
    CHECK(pay(false) == 200);
    CHECK(house.door_json()["errors"] == Json::array());
    CHECK(house.door_json()["can_program_online_access_codes"] == true);
    CHECK(house.post("/devices/simulate/paid_subscription", {{"device_id", id}}).error() == "invalid_input");
}

TEST_CASE("simulate: events tell of a subscription that ends, and of its renewal", "[api][simulate][events]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    house.notice(engine::Notice::What::device_offline);
    house.wait(1min);
    for (bool const expired : {false, true, true, false, false})
        house.post("/devices/simulate/paid_subscription", {{"device_id", id}, {"is_expired", expired}});
    house.post("/devices/simulate/paid_subscription", {{"device_id", id}, {"is_expired", true}});
    house.post("/workspaces/reset_sandbox", Json::object());

    auto const required = std::string{"device.error.subscription_required"};
    CHECK_THAT(house.types_since_noon(),
               Catch::Contains(required + " " + required + ".resolved " + required + " " + required + ".resolved"));
    auto const told = house.get("/events/get?event_type=" + required)["event"];
    CHECK(told["device_id"] == id);
    CHECK(told["connected_account_id"] == house.account_id());
    REQUIRE(told["device_errors"].size() == 2);
    CHECK(told["device_errors"][0]["error_code"] == "device_disconnected");
    CHECK(told["device_errors"][1]["error_code"] == "subscription_required");
    CHECK(told["device_errors"][1]["created_at"] == "2030-01-01T12:01:00.000Z");
    CHECK(told["connected_account_errors"] == Json::array());
}

TEST_CASE("simulate: somebody at the door is an event and an attempt that has ended", "[api][simulate]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    auto const code = house.create({{"code", "0420"}});
    house.succeed();
    struct Row {
        std::string_view name;
        DoorNews news;
        std::string_view type, word;
        bool names_code;
    };
    auto const kept = house.engine.codes_on(house.door).front();
    auto const row = GENERATE_COPY(values<Row>({
        {"a PIN that opens",
         {.device = house.door,
          .what = DoorHappening::unlocked,
          .method = DoorMethod::keycode,
          .code = kept,
          .pin = "0420",
          .attempt = {},
          .at = test::noon},
         "lock.unlocked",
         "keycode",
         true},
        {"a PIN that does not",
         {.device = house.door,
          .what = DoorHappening::access_denied,
          .denial = Denial::unknown_code,
          .code = {},
          .pin = "0420",
          .attempt = {},
          .at = test::noon},
         "lock.access_denied",
         "unknown_code",
         false},
        {"a PIN that is too old",
         {.device = house.door,
          .what = DoorHappening::access_denied,
          .denial = Denial::expired_code,
          .code = kept,
          .pin = "0420",
          .attempt = {},
          .at = test::noon},
         "lock.access_denied",
         "expired_code",
         true},
    }));
    CAPTURE(row.name);
    house.world.news = row.news;

    auto const attempt =
        house.post("/locks/simulate/keypad_code_entry", {{"device_id", id}, {"code", "0420"}})["action_attempt"];

    CHECK(attempt["action_type"] == "SIMULATE_KEYPAD_CODE_ENTRY");
    CHECK(attempt["status"] == "success");
    CHECK(attempt["result"] == Json::object());
    auto const attempt_id = attempt["action_attempt_id"].get<std::string>();
    CHECK(house.get("/action_attempts/get?action_attempt_id=" + attempt_id)["action_attempt"] == attempt);
    auto const events = house.get("/events/list?since=2030-01-01T00:00:00Z&device_id=" + id)["events"];
    auto const& told = events[events.size() - 2];
    CHECK(told["event_type"] == row.type);
    CHECK((told.contains("method") ? told["method"] : told["reason"]["reason_code"]) == row.word);
    CHECK(told["action_attempt_id"] == attempt_id);
    CHECK(told["code"] == "0420");
    CHECK(told.contains("access_code_id") == row.names_code);
    if (row.names_code) CHECK(told["access_code_id"] == code);
    CHECK(events.back()["event_type"] == "action_attempt.simulate_keypad_code_entry.succeeded");
    CHECK(events.back()["action_attempt_id"] == attempt_id);
    CHECK(house.door_json()["properties"]["locked"] == (row.type != "lock.unlocked"));
}

TEST_CASE("simulate: a stranger's code is seen at once", "[api][simulate][unmanaged]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    auto const path = "/access_codes/simulate/create_unmanaged_access_code";
    house.world.added = engine::ListedCode{"v-9", {*engine::Pin::parse("7777"), {}, "Eve"}};

    auto const code = house.post(path, {{"device_id", id}, {"code", "7777"}, {"name", "Eve"}})["access_code"];

    CHECK(code["is_managed"] == false);
    CHECK(code["code"] == "7777");
    CHECK(house.get("/access_codes/unmanaged/list?device_id=" + id)["access_codes"] == Json::array({code}));
    CHECK(house.types_since_noon() == "access_code.unmanaged.created");
    // The listing that shows it later is no news.
    house.post("/connected_accounts/sync", {{"connected_account_id", house.account_id()}});
    house.list({*house.world.added});
    CHECK(house.types_since_noon() == "access_code.unmanaged.created");

    house.world.added = failure(NotAdded::no_room);
    Json const other{{"device_id", id}, {"code", "8888"}, {"name", "Eve"}};
    CHECK(house.post(path, other).error() == "no_space_for_access_code_on_device");
    house.world.added = failure(NotAdded::unreachable);
    CHECK(house.post(path, other).error() == "device_offline");
    CHECK(house.post(path, {{"device_id", id}, {"code", "123456789"}, {"name", "Eve"}}).error() == "invalid_input");
    CHECK(house.post(path, {{"device_id", id}, {"code", "1234"}}).error() == "invalid_input");
}

TEST_CASE("simulate: a listing that left before a stranger's code was there does not take it away",
          "[api][simulate][unmanaged]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    auto const strangers = [&] { return house.get("/access_codes/unmanaged/list?device_id=" + id)["access_codes"]; };
    house.world.added = engine::ListedCode{"v-9", {*engine::Pin::parse("7777"), {}, "Eve"}};
    house.post("/connected_accounts/sync", {{"connected_account_id", house.account_id()}});
    house.post("/access_codes/simulate/create_unmanaged_access_code",
               {{"device_id", id}, {"code", "7777"}, {"name", "Eve"}});

    house.list({});

    CHECK(strangers().size() == 1);
    CHECK(house.types_since_noon() == "access_code.unmanaged.created");

    // One that left later knows.
    house.now += 1s;
    house.post("/connected_accounts/sync", {{"connected_account_id", house.account_id()}});
    house.list({});

    CHECK(strangers().empty());
    CHECK(house.types_since_noon() == "access_code.unmanaged.created access_code.unmanaged.removed");
}

TEST_CASE("locks: an order is pending until the world has ended it", "[api][locks]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    struct Row {
        std::string path;
        Json extra;
        std::string_view type;
        std::string_view event;  // its stem; empty: there is none
    };
    auto const row = GENERATE(values<Row>({
        {"/locks/lock_door", Json::object(), "LOCK_DOOR", "action_attempt.lock_door"},
        {"/locks/unlock_door", Json::object(), "UNLOCK_DOOR", "action_attempt.unlock_door"},
        {"/locks/configure_auto_lock",
         {{"auto_lock_enabled", true}, {"auto_lock_delay_seconds", 9}},
         "CONFIGURE_AUTO_LOCK",
         ""},
    }));
    bool const fails = GENERATE(false, true);
    CAPTURE(row.path, fails);
    auto body = row.extra;
    body["device_id"] = id;

    auto const asked = house.post(row.path, body)["action_attempt"];

    CHECK(asked["action_type"] == row.type);
    CHECK(asked["status"] == "pending");
    CHECK(asked["result"].is_null());
    REQUIRE(house.world.orders.size() == 1);
    auto const get = [&] {
        return house.get("/action_attempts/get?action_attempt_id=" +
                         asked["action_attempt_id"].get<std::string>())["action_attempt"];
    };
    CHECK(get() == asked);
    std::optional<AttemptFailure> why;
    if (fails) why = AttemptFailure{"device_disconnected", "The device is offline."};
    house.api.attempt_ended(house.world.orders[0].attempt, why, house.now, house.engine);
    house.api.attempt_ended(house.world.orders[0].attempt, std::nullopt, house.now, house.engine);  // ends once

    CHECK(get()["status"] == (fails ? "error" : "success"));
    CHECK(get()["error"].is_null() == !fails);
    if (fails) CHECK(get()["error"]["type"] == "device_disconnected");
    CHECK(get()["result"].is_null() == fails);
    auto const stem = std::string{row.event};
    CHECK(house.types_since_noon() == (stem.empty() ? "" : stem + (fails ? ".failed" : ".succeeded")));
    if (stem.empty()) CHECK(house.door_json()["properties"]["auto_lock_enabled"] == !fails);
}

TEST_CASE("locks: no order without a bolt, a world or a managed device", "[api][locks]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    auto const path = GENERATE(values<std::string>({"/locks/lock_door", "/locks/unlock_door"}));

    CHECK(house.post(path, Json::object()).error() == "invalid_input");
    CHECK(house.post(path, {{"device_id", house.account_id()}}).error() == "device_not_found");
    house.api.directory().edit(house.door).has_remote_bolt = false;
    CHECK(house.post(path, {{"device_id", id}}).error() == "device_type_not_supported");
    house.api.directory().edit(house.door).has_remote_bolt = true;
    house.post("/devices/update", {{"device_id", id}, {"is_managed", false}});
    CHECK(house.post(path, {{"device_id", id}}).error() == "device_unmanaged");
    CHECK(house.world.orders.empty());
}

TEST_CASE("attempts: those at codes and at devices stand in one list", "[api][attempts]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    house.create({{"code", "0420"}});
    house.post("/locks/lock_door", {{"device_id", id}});
    house.post("/locks/unlock_door", {{"device_id", id}});
    auto const types = [](Reply const& reply) {
        std::string all;
        for (auto const& attempt : reply["action_attempts"])
            all += (all.empty() ? "" : " ") + attempt["action_type"].get<std::string>();
        return all;
    };

    auto const all = house.get("/action_attempts/list?device_id=" + id);

    CHECK(types(all) == "CREATE_ACCESS_CODE LOCK_DOOR UNLOCK_DOOR");
    auto const first = house.get("/action_attempts/list?limit=2&device_id=" + id);
    CHECK(types(first) == "CREATE_ACCESS_CODE LOCK_DOOR");
    auto const cursor = first["pagination"]["next_page_cursor"].get<std::string>();
    CHECK(types(house.get("/action_attempts/list?limit=2&device_id=" + id + "&page_cursor=" + cursor)) ==
          "UNLOCK_DOOR");
    auto const last = all["action_attempts"][2]["action_attempt_id"].get<std::string>();
    CHECK(types(house.get("/action_attempts/list?action_attempt_ids=" + last)) == "UNLOCK_DOOR");
}

TEST_CASE("devices: what an owner notes about one", "[api][devices]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    auto const update = [&](Json fields) {
        fields["device_id"] = id;
        return house.post("/devices/update", fields);
    };

    CHECK(update({{"name", "Main door"}, {"custom_metadata", {{"room", "12"}, {"vip", true}}}}).status == 200);
    CHECK(house.door_json()["display_name"] == "Main door");
    CHECK(house.door_json()["nickname"] == "Main door");
    CHECK(house.door_json()["properties"]["name"] == "Main door");
    CHECK(house.door_json()["properties"]["appearance"]["name"] == "front");
    CHECK(house.door_json()["custom_metadata"] == Json{{"room", "12"}, {"vip", true}});
    CHECK(house.get("/devices/get?name=Main door").status == 200);
    CHECK(house.types_since_noon() == "device.name_changed");

    CHECK(update({{"custom_metadata", {{"vip", nullptr}, {"floor", "2"}}}}).status == 200);
    CHECK(house.door_json()["custom_metadata"] == Json{{"floor", "2"}, {"room", "12"}});
    CHECK(update({{"custom_metadata", {{"a", 1}}}}).error() == "invalid_input");
    CHECK(update({{"custom_metadata", {{std::string(41, 'k'), "v"}}}}).error() == "invalid_input");
    CHECK(update({{"custom_metadata", {{"k", std::string(501, 'v')}}}}).error() == "invalid_input");
    CHECK(update({{"name", std::string(201, 'n')}}).error() == "invalid_input");
    Json many = Json::object();
    for (int i = 0; i < 51; ++i)
        many["k" + std::to_string(i)] = "v";
    CHECK(update({{"custom_metadata", many}}).error() == "invalid_input");
    CHECK(house.door_json()["custom_metadata"].size() == 2);
    CHECK(update({{"name", nullptr}}).status == 200);
    CHECK(house.door_json()["display_name"] == "front");
    CHECK_FALSE(house.door_json().contains("nickname"));
}

TEST_CASE("devices: one that is left alone keeps its codes, as strangers", "[api][devices][unmanaged]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    auto const code = house.create({{"code", "0420"}});
    auto const name = house.calls.front().record.name;
    house.succeed();

    CHECK(house.post("/devices/update", {{"device_id", id}, {"is_managed", false}}).status == 200);

    REQUIRE(house.calls.size() == 1);
    CHECK(house.calls.front().kind == engine::CallKind::read);
    house.list({{"k1", {*engine::Pin::parse("0420"), {}, name}}});
    CHECK(house.get_code(code).error() == "access_code_not_found");
    CHECK(house.get("/access_codes/unmanaged/list?device_id=" + id)["access_codes"][0]["code"] == "0420");
    CHECK(house.get("/devices/get?device_id=" + id).error() == "device_not_found");
    CHECK(house.get("/devices/list")["devices"] == Json::array());
    CHECK(house.get("/locks/list")["locks"] == Json::array());
    auto const alone = house.get("/devices/unmanaged/get?device_id=" + id)["device"];
    CHECK(alone["is_managed"] == false);
    CHECK(house.get("/devices/unmanaged/list")["devices"] == Json::array({alone}));
    CHECK(house.post("/access_codes/create", {{"device_id", id}}).error() == "device_unmanaged");
    CHECK(house.post("/devices/update", {{"device_id", id}, {"name", "x"}}).error() == "device_not_found");

    CHECK(house.post("/devices/unmanaged/update", {{"device_id", id}, {"is_managed", true}}).status == 200);
    CHECK(house.door_json()["is_managed"] == true);
    CHECK(house.get("/devices/unmanaged/list")["devices"] == Json::array());
    CHECK(house.post("/devices/unmanaged/update", {{"device_id", id}}).error() == "device_not_found");
    CHECK(house.post("/access_codes/create", {{"device_id", id}, {"code", "1111"}}).status == 200);
    CHECK_THAT(house.types_since_noon(), Catch::Contains("device.converted_to_unmanaged") &&
                                             Catch::Contains("device.unmanaged.converted_to_managed"));
}

TEST_CASE("devices and accounts: deleted ones are not found, and events say so", "[api][devices][accounts]") {
    SimulatedHouse house;
    auto const id = house.id_of(house.door);
    auto const account = house.account_id();
    auto const code = house.create({{"code", "0420"}});
    bool const whole_account = GENERATE(false, true);

    auto const gone =
        whole_account
            ? house.send({http::Method::delete_, "/connected_accounts/delete?connected_account_id=" + account, {}, {}})
            : house.post("/devices/delete", {{"device_id", id}});

    CHECK(gone.status == 200);
    CHECK(house.get("/devices/get?device_id=" + id).error() == "device_not_found");
    CHECK(house.get_code(code).error() == "access_code_not_found");
    CHECK_THAT(house.types_since_noon(), Catch::Contains("device.deleted"));
    auto const get = house.get("/connected_accounts/get?connected_account_id=" + account);
    CHECK(get.error() == (whole_account ? "connected_account_not_found" : ""));
    if (whole_account) {
        CHECK_THAT(house.types_since_noon(), Catch::Contains("connected_account.deleted"));
        CHECK(house.get("/connected_accounts/list")["connected_accounts"] == Json::array());
    }
}

TEST_CASE("accounts: notes, customers and a sync", "[api][accounts]") {
    SimulatedHouse house;
    auto const id = house.account_id();
    auto const update = [&](Json fields) {
        fields["connected_account_id"] = id;
        return house.post("/connected_accounts/update", fields);
    };

    auto const account = update({{"custom_metadata", {{"tenant", "a"}}},
                                 {"automatically_manage_new_devices", false},
                                 {"accepted_capabilities", {"lock", "thermostat"}},
                                 {"customer_key", "hotel"}})["connected_account"];
    CHECK(account["accepted_capabilities"] == Json{"lock", "thermostat"});
    CHECK(house.get("/connected_accounts/get?connected_account_id=" +
                    id)["connected_account"]["accepted_capabilities"] == Json{"lock", "thermostat"});

    CHECK(account["custom_metadata"] == Json::object({{"tenant", "a"}}));
    CHECK(account["automatically_manage_new_devices"] == false);
    CHECK(account["customer_key"] == "hotel");
    CHECK(house.get("/connected_accounts/list?customer_key=hotel")["connected_accounts"].size() == 1);
    CHECK(house.get("/connected_accounts/list?customer_key=inn")["connected_accounts"].empty());
    CHECK(house.get("/devices/list?customer_key=hotel")["devices"].size() == 1);
    CHECK(house.get("/devices/list?customer_key=inn")["devices"].empty());
    CHECK_FALSE(update({{"customer_key", nullptr}})["connected_account"].contains("customer_key"));
    CHECK(update({{"custom_metadata", {{"n", 1}}}}).error() == "invalid_input");

    CHECK(house.post("/connected_accounts/sync", {{"connected_account_id", id}}).status == 200);
    REQUIRE(house.calls.size() == 1);
    CHECK(house.calls.front().kind == engine::CallKind::read);
    CHECK(house.post("/connected_accounts/sync", {{"connected_account_id", id}}).status == 200);
    CHECK(house.calls.size() == 1);  // the one that is under way will do
}

TEST_CASE("devices: a name in the older place", "[api][devices]") {
    House house;
    auto const id = house.id_of(house.door);
    auto const name = [&] { return house.get("/devices/get?device_id=" + id)["device"]["display_name"]; };

    house.post("/devices/update", {{"device_id", id}, {"properties", {{"name", "Porch"}}}});
    CHECK(name() == "Porch");
    house.post("/devices/update", {{"device_id", id}, {"properties", Json::object()}});
    CHECK(name() == "Porch");
    CHECK(house.post("/devices/update", {{"device_id", id}, {"properties", {{"name", 5}}}}).error() == "invalid_input");
    house.post("/devices/update", {{"device_id", id}, {"properties", {{"name", nullptr}}}});
    CHECK(name() == "front");
}

TEST_CASE("accounts: found by what is noted about them, called what their user calls them", "[api][accounts]") {
    House house;
    auto const id = house.api.identity().account(house.account).text();
    auto const account =
        house.post("/connected_accounts/update", {{"connected_account_id", id},
                                                  {"display_name", "Main building"},
                                                  {"custom_metadata", {{"tenant", "a"}, {"vip", true}}}});
    CHECK(account["connected_account"]["display_name"] == "Main building");
    CHECK(account["connected_account"]["user_identifier"]["username"] == "home");
    CHECK(house.get("/connected_accounts/get?email=home")["connected_account"]["connected_account_id"] == id);
    CHECK(house.get("/connected_accounts/get?email=away").error() == "connected_account_not_found");
    CHECK(house.get("/connected_accounts/get").error() == "invalid_input");

    struct Row {
        std::string_view query;
        std::size_t found;
    };
    auto const row = GENERATE(values<Row>({
        {"custom_metadata_has.tenant=a&custom_metadata_has.vip=true", 1},
        {"custom_metadata_has.tenant=b", 0},
        {"custom_metadata_has.vip=a", 0},
        {"custom_metadata_has.floor=a", 0},
        {"search=building", 1},
        {"space_id=x", 0},
        {"user_identifier_key=ada", 0},
    }));
    CAPTURE(row.query);
    CHECK(house.get("/connected_accounts/list?" + std::string{row.query})["connected_accounts"].size() == row.found);
}

TEST_CASE("devices: providers, and reports about devices", "[api][devices]") {
    SimulatedHouse house;

    auto const providers = house.get("/devices/list_device_providers")["device_providers"];

    REQUIRE(providers.size() == 1);
    CHECK(providers[0]["device_provider_name"] == "open");
    CHECK(house.get("/devices/list_device_providers?provider_category=beta")["device_providers"].empty());
    CHECK(house.post("/devices/report_provider_metadata", {{"devices", Json::array()}}).status == 200);
}

TEST_CASE("devices: flags have three values", "[api][devices]") {
    SimulatedHouse house;
    auto const flags = [&] {
        std::string text;
        auto const device = house.door_json();
        for (auto const* const flag :
             {"can_program_online_access_codes", "can_remotely_lock", "can_configure_auto_lock",
              "can_simulate_connection", "can_simulate_disconnection", "can_simulate_removal"})
            text += !device.contains(flag) ? '-' : device[flag] == true ? '1' : '0';
        return text;
    };

    CHECK(flags() == "111011");
    house.notice(engine::Notice::What::device_offline);
    CHECK(flags() == "100101");
    house.notice(engine::Notice::What::device_online);
    house.notice(engine::Notice::What::account_disconnected);
    CHECK(flags() == "000011");
    house.notice(engine::Notice::What::device_removed);
    CHECK(flags() == "000000");
    auto& entry = house.api.directory().edit(house.door);
    entry.has_remote_bolt = entry.can_be_simulated = false;
    CHECK(flags() == "0-----");
    CHECK_FALSE(house.door_json()["properties"].contains("locked"));
}

}  // namespace
}  // namespace lockstep::api
