#include "harness/wire/tcp_carrier.hpp"

#include <string>

#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

using providers::Broken;
using providers::ExchangeId;

http::Request a_request(std::string target) {
    auto request = http::json_request(http::Method::post, std::move(target), R"({"name":"Ada","code":"0042"})");
    http::set_bearer(request.headers, "token");
    return request;
}

TEST_CASE("wire: messages come out as they went in, whatever the order of the answers", "[wire]") {
    TcpCarrier road;
    auto const first = a_request("/locks/lk_1/access_codes?x=%20y");
    http::Request const second{http::Method::get, "/access_codes/ac_1", {}, {}};
    CHECK(road.request(ExchangeId{1}, first) == first);
    CHECK(road.request(ExchangeId{2}, second) == second);
    auto const answer = http::json_response(201, R"({"access_code_id":"ac_1"})");
    CHECK(road.answer(ExchangeId{2}, http::Response{404, {}, {}}, std::nullopt)->status == 404);
    auto const heard = road.answer(ExchangeId{1}, answer, std::nullopt);
    REQUIRE(heard.ok());
    CHECK(*heard == answer);
    CHECK(road.trouble().empty());
}

TEST_CASE("wire: what breaks on the way is broken for real", "[wire]") {
    TcpCarrier road;
    auto const answer = http::json_response(200, R"({"access_codes":[]})");
    for (auto const how : {Broken::connection_reset, Broken::truncated}) {
        road.request(ExchangeId{1}, a_request("/a"));
        auto const heard = road.answer(ExchangeId{1}, answer, how);
        REQUIRE_FALSE(heard.ok());
        CHECK(heard.error() == how);
    }
    road.request(ExchangeId{2}, a_request("/b"));
    road.lose(ExchangeId{2});
    road.lose(ExchangeId{3});
    CHECK(road.request(ExchangeId{4}, a_request("/c")).target == "/c");
    CHECK(road.answer(ExchangeId{4}, answer, std::nullopt).ok());
    CHECK(road.trouble().empty());
}

TEST_CASE("wire: pushes go the other way", "[wire]") {
    TcpCarrier road;
    auto const push = a_request("/webhook");
    for (int const status : {200, 500, 400}) {
        CHECK(road.push(push) == push);
        road.push_answered(status);
    }
    CHECK(road.trouble().empty());
}

}  // namespace
}  // namespace lockstep::harness
