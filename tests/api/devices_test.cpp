// /devices, /locks, /connected_accounts and the codes on a device that are not ours.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;
using test::Reply;

std::string names_of(Reply const& reply) {
    if (reply.status != 200) return reply.error();
    std::string names;
    for (auto const& device : reply["devices"])
        names += (names.empty() ? "" : " ") + device["display_name"].get<std::string>();
    return names;
}

TEST_CASE("devices: what a device can do comes from its profile", "[api][devices]") {
    engine::Capabilities capabilities;
    capabilities.slots = 12;
    capabilities.pins.lengths = 1u << 4 | 1u << 6;
    capabilities.pins.add(engine::PinConstraint::no_zeros);
    capabilities.pins.add(engine::PinConstraint::name_length);
    capabilities.pins.name_length_min = 2;
    capabilities.pins.name_length_max = 14;
    House house{capabilities};

    auto const device = house.get("/devices/get?device_id=" + house.id_of(house.door))["device"];

    CHECK(device["display_name"] == "front");
    CHECK(device["is_managed"] == true);
    CHECK(device["can_program_online_access_codes"] == true);
    CHECK(device["capabilities_supported"] == Json::array({"access_code", "battery"}));
    auto const& properties = device["properties"];
    CHECK(properties["online"] == true);
    CHECK(properties["supported_code_lengths"] == Json::array({4, 6}));
    CHECK(properties["max_active_codes_supported"] == 12);
    REQUIRE(properties["code_constraints"].size() == 2);
    CHECK(properties["code_constraints"][0] == Json::object({{"constraint_type", "no_zeros"}}));
    CHECK(properties["code_constraints"][1] ==
          Json{{"constraint_type", "name_length"}, {"min_length", 2}, {"max_length", 14}});
}

TEST_CASE("devices: being offline does not take the ability away, being cut off does", "[api][devices]") {
    House house;
    auto const get = [&] { return house.get("/devices/get?name=front")["device"]; };

    house.notice(engine::Notice::What::device_offline);
    CHECK(get()["properties"]["online"] == false);
    CHECK(get()["can_program_online_access_codes"] == true);
    CHECK(get()["errors"][0]["error_code"] == "device_disconnected");
    house.notice(engine::Notice::What::device_online);
    CHECK(get()["errors"] == Json::array());
    house.notice(engine::Notice::What::account_disconnected);
    CHECK(get()["can_program_online_access_codes"] == false);
    CHECK(get()["errors"][0]["is_connected_account_error"] == true);
}

TEST_CASE("devices: listed by what is known of them", "[api][devices]") {
    House house;
    auto const back = house.add_door("back");
    auto const account = house.api.identity().account(house.account).text();
    house.post("/devices/update", {{"device_id", house.id_of(back)}, {"custom_metadata", {{"floor", "2"}}}});

    struct Row {
        std::string_view name;
        std::string query;
        std::string_view names;  // or the error
    };
    auto const row = GENERATE_COPY(values<Row>({
        {"all", "", "front back"},
        {"by id", "device_ids=" + house.id_of(back), "back"},
        {"by account", "connected_account_id=" + account, "front back"},
        {"by another account", "connected_account_ids=" + house.id_of(back), ""},
        {"by type", "device_type=lockstep_lock", "front back"},
        {"by other types", "device_types=august_lock", ""},
        {"by maker", "manufacturer=Nobody", ""},
        {"by maker, whatever its capitals", "manufacturer=lockSTEP", "front back"},
        {"by part of a name", "search=FRO", "front"},
        {"by a note", "custom_metadata_has[floor]=2", "back"},
        {"by another note", "custom_metadata_has.floor=3", ""},
        {"by age", "created_before=2030-01-01T12:00:00.001Z", "front back"},
        {"by more age", "created_before=2030-01-01T12:00:00Z", ""},
        {"by what works", "include_if=can_unlock_with_code", "front back"},
        {"by what does not", "include_if=can_remotely_unlock", ""},
        {"by what must not work", "exclude_if[]=can_remotely_lock&exclude_if[]=can_unlock_with_code", ""},
        {"by a space", "space_id=x", ""},
        {"by a webview that is none", "connect_webview_id=" + account, ""},
        {"by a user who has no session", "user_identifier_key=ada", ""},
        {"limited", "limit=1", "front"},
        {"by no uuid", "device_ids=front", "invalid_input"},
    }));
    CAPTURE(row.name);

    CHECK(names_of(house.get("/devices/list?" + row.query)) == row.names);
    auto const locks = house.get("/locks/list?" + row.query);
    CHECK(names_of(locks) == row.names);
    if (locks.status == 200) CHECK(locks["locks"] == locks["devices"]);
}

TEST_CASE("devices: one that is forgotten is not found, nor are its codes", "[api][devices]") {
    House house;
    auto const door = house.id_of(house.door);
    auto const code = house.create({{"code", "0420"}});

    house.engine.forget_device(house.door, house.now, house.effects);
    house.note();

    CHECK(house.get("/devices/get?device_id=" + door).error() == "device_not_found");
    CHECK(house.get("/devices/get?name=front").error() == "device_not_found");
    CHECK(names_of(house.get("/devices/list")) == "");
    CHECK(house.get_code(code).error() == "access_code_not_found");
    CHECK(house.get("/access_codes/list?device_id=" + door).error() == "device_not_found");
    CHECK(house.post("/access_codes/create", {{"device_id", door}}).error() == "device_not_found");
}

TEST_CASE("accounts: one and all", "[api][accounts]") {
    House house;
    auto const id = house.api.identity().account(house.account).text();

    auto const account = house.get("/connected_accounts/get?connected_account_id=" + id)["connected_account"];

    CHECK(account["display_name"] == "home");
    CHECK(account["account_type"] == "open");
    CHECK(account["errors"] == Json::array());
    CHECK(house.get("/connected_accounts/list")["connected_accounts"] == Json::array({account}));
    CHECK(house.get("/connected_accounts/get?connected_account_id=" + house.id_of(house.door)).error() ==
          "connected_account_not_found");
    house.notice(engine::Notice::What::account_disconnected);
    auto const cut = house.get("/connected_accounts/get?connected_account_id=" + id)["connected_account"];
    CHECK(cut["errors"][0]["error_code"] == "account_disconnected");
}

TEST_CASE("unmanaged: what a stranger put on the lock is seen", "[api][unmanaged]") {
    House house;
    auto const door = house.id_of(house.door);
    house.notice(engine::Notice::What::account_disconnected);
    house.notice(engine::Notice::What::account_reconnected);
    REQUIRE(house.calls.size() == 1);
    engine::Window const tomorrow{test::noon + 24h, test::noon + 48h};
    house.list({{"v-1", {*engine::Pin::parse("7777"), {}, "Cleaner"}}, {"v-2", {{}, tomorrow, "No PIN \xff"}}});

    auto const listed = house.get("/access_codes/unmanaged/list?device_id=" + door)["access_codes"];

    REQUIRE(listed.size() == 2);
    CHECK(listed[0]["is_managed"] == false);
    CHECK(listed[0]["name"] == "Cleaner");
    CHECK(listed[0]["code"] == "7777");
    CHECK(listed[0]["type"] == "ongoing");
    CHECK(listed[0]["status"] == "set");
    CHECK(listed[1]["code"].is_null());
    CHECK(listed[1]["type"] == "time_bound");
    CHECK(listed[1]["status"] == "unset");
    auto const id = listed[0]["access_code_id"].get<std::string>();
    CHECK(house.get("/access_codes/unmanaged/get?access_code_id=" + id)["access_code"] == listed[0]);
    CHECK(house.get("/access_codes/unmanaged/get?code=7777&device_id=" + door)["access_code"] == listed[0]);
    CHECK(house.get("/access_codes/unmanaged/get?code=7778&device_id=" + door).error() == "access_code_not_found");
    CHECK(house.get_code(id).error() == "access_code_not_found");
    auto const events = house.get("/events/list?since=2030-01-01T00:00:00Z&event_type=access_code.unmanaged.created");
    REQUIRE(events["events"].size() == 2);
    CHECK(events["events"][0]["access_code_id"] == id);
    CHECK(house.get("/access_codes/unmanaged/list?limit=1&device_id=" + door)["pagination"]["has_next_page"] == true);
    CHECK(house.get("/access_codes/unmanaged/list").error() == "invalid_input");
}

TEST_CASE("unmanaged: pages hold when codes come and go between them", "[api][unmanaged]") {
    House house;
    auto const read_back = [&](std::vector<std::string> const& refs) {
        house.wait(1h);
        house.notice(engine::Notice::What::account_disconnected);
        house.notice(engine::Notice::What::account_reconnected);
        std::vector<engine::ListedCode> listed;
        for (auto const& ref : refs)
            listed.push_back({ref, {*engine::Pin::parse("77" + ref), {}, ref}});
        house.list(listed);
    };
    auto const page = [&](std::string const& cursor) {
        auto reply = house.get("/access_codes/unmanaged/list?limit=2&device_id=" + house.id_of(house.door) + cursor);
        std::string names;
        for (auto const& code : reply["access_codes"])
            names += code["name"].get<std::string>() + " ";
        auto const next = reply["pagination"]["next_page_cursor"];
        return std::pair{names, next.is_string() ? "&page_cursor=" + next.get<std::string>() : std::string{}};
    };
    for (std::vector<std::string> refs; auto const* const ref : {"01", "02", "03", "04", "05"}) {
        refs.emplace_back(ref);
        read_back(refs);
    }
    auto const [first, cursor] = page("");
    CHECK(first == "01 02 ");
    read_back({"06", "02", "03", "04", "05"});
    auto const [second, next] = page(cursor);
    CHECK(second == "03 04 ");
    read_back({"06", "02", "05", "04"});
    CHECK(page(next).first == "05 06 ");
}

TEST_CASE("unmanaged: a PIN in the way is named by whose it is", "[api][unmanaged]") {
    House house;
    house.notice(engine::Notice::What::account_disconnected);
    house.notice(engine::Notice::What::account_reconnected);
    house.list({{"v-1", {*engine::Pin::parse("7777"), {}, "Cleaner"}}});
    auto const listed = house.get("/access_codes/unmanaged/list?device_id=" + house.id_of(house.door));
    auto const id = house.create({{"code", "7777"}});
    house.refuse(engine::Refusal::pin_conflict);

    auto const errors = house.get_code(id)["access_code"]["errors"];

    REQUIRE(errors.size() == 1);
    CHECK(errors[0]["error_code"] == "duplicate_code_on_device");
    CHECK(errors[0]["unmanaged_access_code_id"] == listed["access_codes"][0]["access_code_id"]);
}

TEST_CASE("modified outside: the error says what was changed", "[api][issues]") {
    House house;
    auto const id = house.create({{"code", "0420"}});
    auto const name = house.calls.front().record.name;
    house.succeed();
    house.notice(engine::Notice::What::account_disconnected);
    house.notice(engine::Notice::What::account_reconnected);
    auto const ref = "k1";
    house.list({{ref, {*engine::Pin::parse("9999"), {}, name}}});

    auto const errors = house.get_code(id)["access_code"]["errors"];

    REQUIRE(errors.size() == 1);
    CHECK(errors[0]["error_code"] == "conflicting_external_modification");
    CHECK(errors[0]["change_type"] == "modified");
    CHECK(errors[0]["modified_fields"] == Json::array({Json{{"field", "code"}, {"from", "0420"}, {"to", "9999"}}}));
}

}  // namespace
}  // namespace lockstep::api
