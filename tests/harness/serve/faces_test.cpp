#include "harness/serve/faces.hpp"

#include <string>

#include "http/framing.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/a_world.hpp"

namespace lockstep::harness {

TEST_CASE("faces: by path or by host, and a vendor's request as the vendor would have got it", "[serve][faces]") {
    auto const world = world_of(
        "schema: world/v1\nproviders: { maker: { vendor: open }, \"a b\": { vendor: open } }\n"
        "devices: { front: { provider: maker }, back: { provider: \"a b\" } }\n");
    auto const& scenario = world.scenario;

    using Face = Faced::Face;
    struct Visit {
        std::string asked;
        Face face;
        std::string provider;
        std::string left;
        std::string base;
    };
    auto const [asked, face, provider, left, base] = GENERATE(values<Visit>({
        {"/access_codes/list?x=1", Face::api, "", "/access_codes/list?x=1", ""},
        {"/", Face::api, "", "/", ""},
        {"/ui", Face::page, "", "/ui", ""},
        {"/ui/main.js?x=1", Face::page, "", "/ui/main.js?x=1", ""},
        {"/uis", Face::api, "", "/uis", ""},
        {"/vendors", Face::api, "", "/vendors", ""},
        {"/lockstep/clock", Face::control, "", "/lockstep/clock", ""},
        {"/vendors/maker/locks?a=%20", Face::vendor, "maker", "/locks?a=%20", "http://here:1/vendors/maker"},
        {"/vendors/maker", Face::vendor, "maker", "/", "http://here:1/vendors/maker"},
        {"/vendors/maker?a=1", Face::vendor, "maker", "/?a=1", "http://here:1/vendors/maker"},
        {"/vendors/a%20b/locks", Face::vendor, "a b", "/locks", "http://here:1/vendors/a%20b"},
        {"http://here:1/vendors/maker/locks", Face::vendor, "maker", "/locks", "http://here:1/vendors/maker"},
        {"/vendors/Maker/locks", Face::unknown_vendor, "", "/vendors/Maker/locks", ""},
        {"/vendors/%zz/locks", Face::unknown_vendor, "", "/vendors/%zz/locks", ""},
        {"/vendors//locks", Face::unknown_vendor, "", "/vendors//locks", ""},
    }));
    CAPTURE(asked);
    http::Request request{http::Method::get, asked, {}, {}};
    request.headers.set(http::field::host, "here:1");
    request.headers.set(http::field::base, "http://forged");
    auto const faced = Faces{scenario, "http"}.of(request);
    REQUIRE(faced.face == face);
    CHECK(request.target == left);
    CHECK(request.headers.find(http::field::base).value_or("") == base);
    if (face == Face::vendor) CHECK(scenario.providers[faced.provider].name == provider);
}

TEST_CASE("faces: by the host that a client looked for", "[serve][faces]") {
    auto const world = world_of(
        "schema: world/v1\nproviders: { first: { vendor: august }, second: { vendor: yale_access } }\n"
        "devices: { front: { provider: first }, back: { provider: second } }\n");
    auto const [host, face, provider] = GENERATE(table<std::string, Faced::Face, std::size_t>({
        {"api-production.august.com", Faced::Face::vendor, 0},
        {"API-production.august.com:443", Faced::Face::vendor, 0},
        {"ps.pndsn.com", Faced::Face::vendor, 0},
        {"ps17.pndsn.com:4300", Faced::Face::vendor, 0},
        {"pndsn.com", Faced::Face::api, 0},
        {"a.ps.pndsn.com", Faced::Face::api, 0},
        {"august.com", Faced::Face::api, 0},
        {"", Faced::Face::api, 0},
    }));
    CAPTURE(host);
    Faces const faces{world.scenario, "https"};
    http::Request request{http::Method::get, "/users/me", {}, {}};
    request.headers.set(http::field::host, host);
    CHECK(faces.of(request).face == face);
    CHECK(faces.of(request).provider == provider);
    if (face != Faced::Face::vendor) return;

    CHECK(request.headers.find(http::field::base) == "https://" + host);
    CHECK(faces.of(request, [](std::size_t one, auto const&) { return one == 1; }).provider == 1);
    CHECK(faces.of(request, [](std::size_t, auto const&) { return false; }).provider == 0);
}

TEST_CASE("faces: the name of a host", "[serve][faces]") {
    CHECK(host_name("localhost:4300") == "localhost");
    CHECK(host_name("localhost") == "localhost");
    CHECK(host_name("[::1]:4300") == "[::1]");
    CHECK(host_name("").empty());
}

}  // namespace lockstep::harness
