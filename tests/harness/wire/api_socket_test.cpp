#include "harness/wire/api_socket.hpp"

#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

TEST_CASE("wire: a step's request and its answer cross a socket as they are", "[wire]") {
    ApiSocket road;
    auto request = http::json_request(http::Method::patch, "/access_codes/update?x=%20y", R"({"name":"Ada"})");
    http::set_bearer(request.headers, "seam_test_key");
    auto answer = http::json_response(409, R"({"ok":false})");
    answer.headers.set("seam-request-id", "r1");
    int served = 0;
    for (int turn = 0; turn < 3; ++turn) {
        auto const heard = road.call(request, [&](http::Request const& arrived) {
            ++served;
            CHECK(arrived == request);
            return answer;
        });
        CHECK(heard == answer);
    }
    CHECK(served == 3);
    CHECK(road.trouble().empty());
}

TEST_CASE("wire: what only looks is asked by GET and HEAD too", "[wire]") {
    ApiSocket road;
    auto const served = [](http::Request const&) { return http::json_response(200, "{}"); };
    CHECK(road.call({http::Method::get, "/health", {}, {}}, served).body == "{}");
    auto const head = [](http::Request const&) { return http::Response{200, {}, {}}; };
    CHECK(road.call({http::Method::head, "/health", {}, {}}, head).status == 200);
    CHECK(road.trouble().empty());
}

}  // namespace
}  // namespace lockstep::harness
