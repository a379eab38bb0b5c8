// Event sinks: events told as they happen to clients that have no address of their own.
#include "tests/catch.hpp"
#include "tests/providers/smartthings/fixtures.hpp"

namespace lockstep::providers::smartthings {
namespace {

std::string wish(std::string const& kind, std::string const& value, std::string const& event = "DEVICE_EVENT") {
    return R"({"name":"mine","version":20250122,"clientDeviceId":"iapp_1","subscriptionFilters":[{"type":")" + kind +
           R"(","value":[")" + value + R"("],"eventType":[")" + event + R"("]}]})";
}

struct Listening : Served {
    using Served::Served;
    Json make(std::string const& body, std::string_view token = "any") {
        auto const made = ask(http::Method::post, "/subscriptions", body, token);
        REQUIRE(made.status == 200);
        return Json::parse(made.body);
    }
    http::Response open(Json const& sink) {
        auto const address = sink["registrationUrl"].get<std::string>();
        REQUIRE(address.starts_with(vendor_origin));
        return get(address.substr(vendor_origin.size()));
    }
    Json told(std::size_t number) const {
        std::string_view const text = stream.at(number).text;
        REQUIRE(text.starts_with("event: DEVICE_EVENT\ndata: "));
        REQUIRE(text.ends_with("\n\n"));
        return Json::parse(text.substr(text.find('{')));
    }
};

}  // namespace

TEST_CASE("smartthings sinks: whoever opens one hears of codes and bolts", "[smartthings][mock][stream]") {
    Listening served{a_setup(Profile::calm, engine::Confirmation::poll)};
    auto const sink = served.make(wish("LOCATIONIDS", id_of(IdKind::location, 0)));
    CHECK(sink["name"] == "mine");
    served.command("lock", Json::array(), "lock");
    CHECK(served.stream.empty());  // made, but nobody listens yet

    auto const opened = served.open(sink);
    CHECK(opened.status == 200);
    CHECK(http::is_event_stream(opened.headers));
    CHECK(opened.body == "event: CONTROL_EVENT\ndata: welcome\n\n");
    served.command("setCode", Json::array({3, "0420", "Ada"}));
    served.run_for(10s);
    served.command("unlock", Json::array(), "lock");
    REQUIRE(served.stream.size() == 2);
    auto const code = served.told(0);
    CHECK(code["eventType"] == "DEVICE_EVENT");
    CHECK(code["eventTime"].is_number_integer());
    CHECK(code["deviceEvent"]["deviceId"] == lock_0());
    CHECK(code["deviceEvent"]["componentId"] == "main");
    CHECK(code["deviceEvent"]["capability"] == "lockCodes");
    CHECK(code["deviceEvent"]["value"] == "3 set");
    CHECK(code["deviceEvent"]["data"]["codeName"] == "Ada");
    CHECK(served.told(1)["deviceEvent"]["value"] == "unlocked");
    CHECK(served.pushes.empty());
}

TEST_CASE("smartthings sinks: filters hold back what nobody wants, and accounts what is another's",
          "[smartthings][mock][stream]") {
    struct Row {
        std::string_view name;
        std::string body;
        std::string token;
        bool hears;
    };
    TokenOffice const office{"hub", 1};
    auto const row = GENERATE_COPY(values<Row>({
        {"its location", wish("LOCATIONIDS", id_of(IdKind::location, 0)), "any", true},
        {"another location", wish("LOCATIONIDS", "elsewhere"), "any", false},
        {"its device", wish("DEVICEIDS", lock_0()), "any", true},
        {"another device", wish("DEVICEIDS", "other"), "any", false},
        {"all locations", wish("LOCATIONIDS", "ALL"), "any", true},
        {"other events", wish("DEVICEIDS", lock_0(), "DEVICE_HEALTH_EVENT"), "any", false},
        {"a filter of another kind", wish("CAPABILITY", "lock"), "any", true},
        {"its account", wish("DEVICEIDS", lock_0()), office.access_token(0, never), true},
        {"another account", wish("DEVICEIDS", lock_0()), office.access_token(1, never), false},
    }));
    CAPTURE(row.name);
    auto setup = a_setup();
    setup.accounts.push_back(engine::AccountId{1});
    Listening served{setup};
    served.open(served.make(row.body, row.token));
    served.command("lock", Json::array(), "lock");
    CHECK(served.stream.size() == (row.hears ? 1 : 0));
}

TEST_CASE("smartthings sinks: one listener each, who is told when it is over", "[smartthings][mock][stream]") {
    Listening served;
    auto const sink = served.make(wish("DEVICEIDS", lock_0()));
    served.open(sink);
    served.open(sink);
    REQUIRE(served.stream.size() == 1);
    CHECK(served.stream[0].text == "event: CONTROL_EVENT\ndata: goodbye\n\n");
    CHECK(served.stream[0].last);
    auto const first = served.stream[0].exchange;

    served.command("lock", Json::array(), "lock");
    REQUIRE(served.stream.size() == 2);
    CHECK(served.stream[1].exchange != first);
    auto const address = "/subscriptions/" + sink["subscriptionId"].get<std::string>();
    CHECK(served.ask(http::Method::delete_, address).status == 200);
    CHECK(served.stream.back().last);
    CHECK(served.ask(http::Method::delete_, address).status == 404);
    CHECK(served.open(sink).status == 404);
}

TEST_CASE("smartthings sinks: no sink without filters, and not too many", "[smartthings][mock][stream]") {
    Listening served;
    for (auto const* const body : {"{}", R"({"subscriptionFilters":[]})", R"({"subscriptionFilters":"all"})", "no"})
        CHECK(served.ask(http::Method::post, "/subscriptions", body).status == 422);
    for (std::size_t i = 0; i < subscriptions_max; ++i)
        served.make(wish("DEVICEIDS", lock_0()));
    CHECK(served.ask(http::Method::post, "/subscriptions", wish("DEVICEIDS", lock_0())).status == 409);
}

}  // namespace lockstep::providers::smartthings
