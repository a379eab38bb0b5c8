// Which pages a browser lets use the API.
#include "harness/serve/cors.hpp"

#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

http::Request from(std::string const& origin, http::Method method = http::Method::get) {
    http::Request request{method, "/devices/list", {}, {}};
    if (!origin.empty()) request.headers.set("origin", origin);
    if (method == http::Method::options) request.headers.set("access-control-request-method", "POST");
    return request;
}

TEST_CASE("cors: only the origins that were named", "[serve][cors]") {
    struct Row {
        std::vector<std::string> configured;
        std::string origin;
        bool allowed;
    };
    auto const row = GENERATE(values<Row>({
        {{}, "https://app.test", false},
        {{"https://app.test"}, "https://app.test", true},
        {{"https://app.test"}, "https://app.test:444", false},
        {{"https://app.test"}, "http://app.test", false},
        {{"https://app.test"}, "https://app.test.evil", false},
        {{"https://app.test"}, "null", false},
        {{"https://app.test"}, "", false},
        {{"http://a.test", "http://localhost:3000"}, "http://localhost:3000", true},
    }));
    CAPTURE(row.origin);
    Cors const cors{row.configured};

    http::Response response;
    cors.permit(from(row.origin), response);
    CHECK((response.headers.find("access-control-allow-origin") == row.origin) == row.allowed);
    CHECK(response.headers.has("access-control-allow-credentials") == row.allowed);
    CHECK(response.headers.has("vary") == !row.configured.empty());

    auto const answer = cors.preflight(from(row.origin, http::Method::options));
    CHECK(answer.has_value() == row.allowed);
    if (answer) {
        CHECK(answer->status == 204);
        auto const fields = answer->headers.find("access-control-allow-headers").value_or("");
        for (auto const* const name : {"authorization", "client-session-token", "seam-client-session-token",
                                       "seam-publishable-key", "seam-workspace", "content-type"})
            CHECK(fields.find(name) != std::string_view::npos);
        CHECK(answer->headers.find("access-control-allow-methods").value_or("").find("PATCH") !=
              std::string_view::npos);
    }
}

TEST_CASE("cors: an OPTIONS that asks for nothing is no preflight", "[serve][cors]") {
    auto request = from("https://app.test", http::Method::options);
    request.headers.remove("access-control-request-method");
    CHECK_FALSE(Cors{{"https://app.test"}}.preflight(request).has_value());
    CHECK_FALSE(Cors{{"https://app.test"}}.preflight(from("https://app.test")).has_value());
}

TEST_CASE("cors: what an origin is", "[serve][cors]") {
    for (auto const* const good : {"https://app.test", "http://localhost:3000", "http://[::1]:80"})
        CHECK(Cors::is_origin(good));
    for (auto const* const bad : {"", "*", "app.test", "https://", "https://app.test/", "https://a, https://b", "null"})
        CHECK_FALSE(Cors::is_origin(bad));
}

}  // namespace
}  // namespace lockstep::harness
