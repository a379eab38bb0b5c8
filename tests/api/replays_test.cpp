// A PUT that is sent again is answered again, for a minute of real time.
#include "api/replays.hpp"

#include "tests/api/two_workspaces.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

constexpr Instant start{std::chrono::hours{1}};

http::Request put(std::string path, std::string body, std::string const& token) {
    auto request = http::json_request(http::Method::put, std::move(path), std::move(body));
    http::set_bearer(request.headers, token);
    return request;
}

TEST_CASE("replays: kept for a minute", "[api][replays]") {
    Replays replays;
    auto const key = Replays::key_of(put("/x", "{}", "a"));
    CHECK(replays.find(key, start) == nullptr);
    replays.keep(key, {200, {}, "first"}, start);
    REQUIRE(replays.find(key, start + 59s) != nullptr);
    CHECK(replays.find(key, start + 59s)->body == "first");
    CHECK(replays.find(key, start + 60s) == nullptr);
    replays.keep(key, {200, {}, "second"}, start + 61s);
    CHECK(replays.find(key, start + 62s)->body == "second");
}

TEST_CASE("replays: another path, body or credential is another request", "[api][replays]") {
    auto const key = Replays::key_of(put("/x", "{}", "a"));
    CHECK(Replays::key_of(put("/x", "{}", "a")) == key);
    CHECK(Replays::key_of(put("/y", "{}", "a")) != key);
    CHECK(Replays::key_of(put("/x", "{ }", "a")) != key);
    CHECK(Replays::key_of(put("/x", "{}", "b")) != key);
    auto elsewhere = put("/x", "{}", "a");
    elsewhere.headers.set("seam-workspace", "w");
    CHECK(Replays::key_of(elsewhere) != key);
}

TEST_CASE("replays: create_multiple sent again by PUT makes its codes once", "[api][replays]") {
    test::TwoWorkspaces house;
    auto const send = [&](http::Method method, Json const& fields, Instant real) {
        auto request = http::json_request(method, "/access_codes/create_multiple", fields.dump());
        http::set_bearer(request.headers, "seam_test_ours");
        auto const response = house.api.handle(request, {house.now, house.engine, house.effects, nullptr, real});
        house.note();
        return Json::parse(response.body);
    };
    Json const fields{{"device_ids", Json::array({house.id_of(house.door)})}, {"code", "0420"}};
    auto const first = send(http::Method::put, fields, start);
    REQUIRE(first["access_codes"].size() == 1);
    CHECK(send(http::Method::put, fields, start + 59s) == first);
    CHECK(house.effects.events.empty());
    CHECK(send(http::Method::post, fields, start + 59s)["error"]["type"] == "duplicate_access_code");
    auto other = fields;
    other["code"] = "0421";
    CHECK(send(http::Method::put, other, start + 59s)["access_codes"][0]["code"] == "0421");
    CHECK(send(http::Method::put, fields, start + 61s)["error"]["type"] == "duplicate_access_code");
}

TEST_CASE("replays: codes that are gone, or going, are made anew", "[api][replays]") {
    test::TwoWorkspaces house;
    std::string const ours = "seam_test_ours";
    auto const send = [&](http::Method method, std::string const& path, Json const& fields) {
        auto request = http::json_request(method, path, fields.dump());
        http::set_bearer(request.headers, ours);
        auto const response = house.api.handle(request, {house.now, house.engine, house.effects, nullptr, start});
        house.note();
        return Json::parse(response.body);
    };
    auto const make = [&] {
        Json const fields{{"device_ids", Json::array({house.id_of(house.door)})}};
        return send(http::Method::put, "/access_codes/create_multiple", fields)["access_codes"][0]["access_code_id"];
    };
    auto const first = make();
    REQUIRE(make() == first);
    house.succeed();
    REQUIRE(make() == first);

    SECTION("asked to go") {
        send(http::Method::post, "/access_codes/delete", {{"access_code_id", first}});
        auto const second = make();
        CHECK(second != first);
        CHECK(make() == second);
    }
    SECTION("gone with everything else") {
        send(http::Method::post, "/workspaces/reset_sandbox", Json::object());
        while (!house.calls.empty())
            house.succeed();
        CHECK(make() != first);
    }
}

TEST_CASE("replays: very many do not pile up; the oldest goes first", "[api][replays]") {
    Replays replays;
    for (std::uint64_t i = 0; i < 300; ++i)
        replays.keep(i, {200, {}, std::to_string(i)}, start + i * 1us);
    CHECK(replays.find(0, start + 1s) == nullptr);
    CHECK(replays.find(299, start + 1s) != nullptr);
    std::size_t kept = 0;
    for (std::uint64_t i = 0; i < 300; ++i)
        if (replays.find(i, start + 1s) != nullptr) ++kept;
    CHECK(kept == 256);
}

}  // namespace
}  // namespace lockstep::api
