// What stands around the locks in the vendor's API, for clients that start from homes, rooms, apps or definitions.
#include "http/target.hpp"
#include "tests/catch.hpp"
#include "tests/providers/smartthings/fixtures.hpp"

namespace lockstep::providers::smartthings {
namespace {

VendorSetup two_homes() {
    auto setup = a_setup();
    setup.accounts.push_back(engine::AccountId{1});
    setup.devices[1].account = engine::AccountId{1};
    return setup;
}

}  // namespace

TEST_CASE("smartthings home: an account is a location with one room and its locks in it", "[smartthings][mock]") {
    Served served{two_homes()};
    auto const home = id_of(IdKind::location, 0);
    auto const locations = served.get_json("/v1/locations")["items"];
    REQUIRE(locations.size() == 2);
    CHECK(locations[0]["locationId"] == home);
    auto const location = served.get_json("/locations/" + home);
    for (auto const* const key : {"name", "countryCode", "temperatureScale", "timeZoneId", "locale"}) {
        CAPTURE(key);
        CHECK(location[key].is_string());
    }
    CHECK(location["latitude"].is_number());
    CHECK(location["longitude"].is_number());
    CHECK(location["regionRadius"].is_number_integer());

    auto const rooms = served.get_json("/locations/" + home + "/rooms")["items"];
    REQUIRE(rooms.size() == 1);
    auto const room = "/locations/" + home + "/rooms/" + rooms[0]["roomId"].get<std::string>();
    CHECK(served.get_json(room) == rooms[0]);
    CHECK(served.get_json(room + "/devices")["items"].size() == 1);
    CHECK(served.get_json("/devices/" + lock_0())["roomId"] == rooms[0]["roomId"]);
    CHECK(served.get_json("/locations/" + home + "/modes/current") ==
          served.get_json("/locations/" + home + "/modes")["items"][0]);

    CHECK(served.get("/locations/nowhere").status == 404);
    CHECK(served.get("/locations/" + home + "/rooms/none").status == 404);
    CHECK(served.get("/locations/" + home + "/rooms/none/devices").status == 404);
    for (auto const* const empty : {"/scenes", "/rules", "/apps", "/deviceprofiles"})
        CHECK(served.get_json(empty)["items"].empty());
}

TEST_CASE("smartthings home: who has an account sees nothing of another's", "[smartthings][mock]") {
    Served served{two_homes()};
    TokenOffice const office{"hub", 1};
    auto const ask = [&](std::string target) {
        return served.ask(http::Method::get, std::move(target), "", office.access_token(1, never));
    };
    auto const items = [&](std::string target) { return Json::parse(ask(std::move(target)).body)["items"]; };
    REQUIRE(items("/locations").size() == 1);
    CHECK(items("/locations")[0]["locationId"] == id_of(IdKind::location, 1));
    CHECK(ask("/locations/" + id_of(IdKind::location, 0)).status == 404);
    CHECK(items("/installedapps")[0]["locationId"] == id_of(IdKind::location, 1));
    CHECK(items("/installedapps?locationId=" + id_of(IdKind::location, 0)).empty());
    CHECK(ask("/installedapps/" + id_of(IdKind::installed_app, 0)).status == 404);
    CHECK(Json::parse(ask("/installedapps/me").body)["installedAppId"] == id_of(IdKind::installed_app, 1));

    served.cloud.set_connected(0, false);
    CHECK(served.get_json("/locations")["items"].size() == 1);
}

TEST_CASE("smartthings home: capabilities are defined, with the arguments of their commands", "[smartthings][mock]") {
    Served served;
    auto const device = served.get_json("/devices/" + lock_0());
    for (auto const& one : device["components"][0]["capabilities"]) {
        auto const name = one["id"].get<std::string>();
        CAPTURE(name);
        auto const definition = served.get_json("/v1/capabilities/" + name + "/1");
        CHECK(definition["id"] == name);
        auto const status =
            served.get_json("/devices/" + lock_0() + "/components/main/capabilities/" + name + "/status");
        for (auto const& [attribute, value] : status.items())
            CHECK(definition["attributes"].contains(attribute));
        CHECK(served.get_json("/capabilities/" + name)["items"][0]["version"] == 1);
        served.run_for(60s);
    }
    auto const set_code = served.get_json("/capabilities/lockCodes/1")["commands"]["setCode"]["arguments"];
    REQUIRE(set_code.size() == 3);
    CHECK(set_code[0] == Json::parse(R"({"name":"codeSlot","optional":false,"schema":{"type":"integer"}})"));
    CHECK(set_code[2]["optional"] == true);
    CHECK(served.get_json("/capabilities")["items"].size() == offered.size());
    CHECK(served.get("/capabilities/lockCodes/2").status == 404);
    CHECK(served.get("/capabilities/colorControl").status == 404);
}

TEST_CASE("smartthings home: lists take values repeated, or with commas between them", "[smartthings][mock]") {
    struct Row {
        std::string_view name;
        std::string query;
        std::size_t devices;
    };
    auto const row = GENERATE(values<Row>({
        {"all of them", "capability=lock,lockCodes", 2},
        {"one that nobody has", "capability=lock,colorControl", 0},
        {"either", "capability=lock,colorControl&capabilitiesMode=or", 2},
        {"neither", "capability=switch&capability=colorControl&capabilitiesMode=or", 0},
        {"locations", "locationId=elsewhere," + id_of(IdKind::location, 0), 2},
        {"devices", "deviceId=" + lock_0() + ",another", 1},
        {"repeated", "deviceId=another&deviceId=" + lock_0(), 1},
        {"an empty value", "deviceId=", 2},
        {"type", "type=ZWAVE", 2},
        {"another type", "type=HUB", 0},
    }));
    CAPTURE(row.name);
    Served served;
    CHECK(served.get_json("/devices?" + row.query)["items"].size() == row.devices);
}

TEST_CASE("smartthings home: whoever asks to come in comes back with a code for tokens", "[smartthings][mock]") {
    Served served;
    auto const ask = [&](std::string target) {
        return served.ask(http::Request{http::Method::get, std::move(target), {}, {}});
    };
    std::string const question = "/oauth/authorize?client_id=any&response_type=code&scope=r%3Adevices%3A*&state=a%26b";
    auto const sent_back = ask(question + "&redirect_uri=https%3A%2F%2Fapp.example.test%2Fback%3Fx%3D1");
    REQUIRE(sent_back.status == 302);
    std::string const location{sent_back.headers.find("location").value()};
    REQUIRE(location.starts_with("https://app.example.test/back?x=1&"));
    auto const answer = http::Query::parse(http::split_target(location).query).value();
    CHECK(answer.find("state") == std::string_view{"a&b"});

    http::Query form;
    form.add("grant_type", "authorization_code");
    form.add("code", std::string{answer.find("code").value()});
    http::Request exchange{http::Method::post, "/oauth/token", {}, form.text()};
    exchange.headers.add(http::field::content_type, http::form_type);
    auto const token = Json::parse(served.ask(exchange).body)["access_token"].get<std::string>();
    CHECK(served.ask(http::Method::get, "/locations", "", token).status == 200);

    CHECK(ask(question).status == 400);
    CHECK(ask(question + "&redirect_uri=javascript%3Aalert(1)").status == 400);
    CHECK(ask("/oauth/authorize?response_type=token&redirect_uri=https%3A%2F%2Fapp.example.test").status == 400);
}

TEST_CASE("smartthings home: a subscription is found by its id and by the name its app gave it",
          "[smartthings][mock]") {
    Served served;
    std::string const subscriptions = "/installedapps/app-1/subscriptions";
    auto const made = served.ask(http::Method::post, subscriptions,
                                 R"({"sourceType":"SCENE_LIFECYCLE","sceneLifecycle":{"subscriptionName":"scenes"}})");
    REQUIRE(made.status == 200);
    CHECK(served.get_json(subscriptions + "/scenes") == Json::parse(made.body));
    CHECK(Json::parse(made.body)["sceneLifecycle"]["subscriptionName"] == "scenes");
    auto const of_device = served.ask(http::Method::post, subscriptions,
                                      R"({"sourceType":"DEVICE","device":{"deviceId":"x","attribute":"lock"}})");
    CHECK(Json::parse(of_device.body)["device"] == Json::parse(R"({"deviceId":"x","componentId":"main","capability":"*",
        "attribute":"lock","value":"*","stateChangeOnly":true})"));
    CHECK(served.ask(http::Method::delete_, subscriptions + "/scene").status == 404);
    CHECK(served.ask(http::Method::delete_, subscriptions + "/scenes").body == R"({"count":1})");
}

}  // namespace lockstep::providers::smartthings
