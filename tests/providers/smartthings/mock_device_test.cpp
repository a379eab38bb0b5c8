// What clients read of a device and change about it, beside its codes.
#include "tests/catch.hpp"
#include "tests/providers/smartthings/fixtures.hpp"

namespace lockstep::providers::smartthings {

TEST_CASE("smartthings device: it takes another label, and no other wish", "[smartthings][mock]") {
    Served served;
    auto const device = "/v1/devices/" + lock_0();
    auto const put = [&](std::string const& body) { return served.ask(http::Method::put, device, body); };
    auto const answer = put(R"({"label":"Back door"})");
    REQUIRE(answer.status == 200);
    CHECK(Json::parse(answer.body)["label"] == "Back door");
    CHECK(served.get_json(device)["label"] == "Back door");
    CHECK(served.get_json("/devices")["items"][0]["label"] == "Back door");

    for (std::string const body : {R"({"label":""})", R"({"label":7})", "{}", "[]", ""}) {
        CAPTURE(body);
        CHECK(put(body).status == 422);
    }
    CHECK(put(R"({"label":")" + std::string(256, 'x') + R"("})").status == 422);
    CHECK(served.get_json(device)["label"] == "Back door");
    CHECK(served.ask(http::Method::put, "/devices/" + id_of(IdKind::device, 99), R"({"label":"x"})").status == 404);
}

TEST_CASE("smartthings device: whatever has a value has a time since when", "[smartthings][mock]") {
    Served served;
    auto const status = served.get_json("/devices/" + lock_0() + "/status")["components"]["main"];
    for (auto const& [capability, attributes] : status.items())
        for (auto const& [name, attribute] : attributes.items()) {
            CAPTURE(capability, name);
            CHECK(attribute.contains("timestamp") == !attribute["value"].is_null());
        }
    CHECK(status["lock"]["lock"]["timestamp"] == served.get_json("/devices/" + lock_0())["createTime"]);
}

TEST_CASE("smartthings device: commands come as old clients send them, too", "[smartthings][mock]") {
    Served served;
    auto const sent = served.ask(http::Method::post, "/devices/" + lock_0() + "/commands",
                                 R"([{"component":"main","capability":"lock","command":"unlock"}])");
    CHECK(sent.status == 200);
    CHECK(served.get_json("/devices/" + lock_0() + "/status")["components"]["main"]["lock"]["lock"]["value"] ==
          "unlocked");
}

}  // namespace lockstep::providers::smartthings
