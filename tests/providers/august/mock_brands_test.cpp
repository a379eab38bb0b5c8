// Which of the brands behind one host a request is for.
#include "tests/catch.hpp"
#include "tests/providers/august/fixtures.hpp"

namespace lockstep::providers::august {
namespace {

// Two mocks of the same host: the account and the lock 0 are of the one, 1 of the other.
AugustMock mock_of(Brand brand, std::uint32_t number) {
    VendorSetup setup{.provider = std::string{facts_of(brand).name}, .capabilities = polled()};
    setup.accounts = {engine::AccountId{number}};
    setup.devices.push_back({engine::DeviceId{number}, engine::AccountId{number}, polled(), "front"});
    return AugustMock{brand, setup};
}

std::string word_of(AugustMock const& mock, std::string_view wanted) {
    for (auto const& [word, value] : mock.logins())
        if (word == wanted) return value;
    return {};
}

}  // namespace

TEST_CASE("august mock: behind one host, a request is known by its login, token, channel or brand", "[august][mock]") {
    auto const august = mock_of(Brand::august, 0);
    auto const yale = mock_of(Brand::yale_access, 1);
    http::Request const login = http::json_request(
        http::Method::post, "/session", write_session_request({"mine", "email:" + word_of(yale, "identifier"), "x"}));
    http::Request channel{http::Method::get, "/v2/subscribe/key/" + channel_of(1) + "/0?tt=0", {}, {}};
    http::Request branded{http::Method::get, "/users/me", {}, {}};
    branded.headers.set("x-august-branding", "yale");
    http::Request with_token = branded;
    with_token.headers.set("x-august-branding", "august");
    with_token.headers.set(header::token, TokenOffice{"yale_access", 1}.token(1, "mine", true, never));
    http::Request const nothing{http::Method::get, "/nowhere", {}, {}};

    for (auto const& request : {login, channel, branded, with_token}) {
        CAPTURE(request.target);
        CHECK(yale.expects(request));
    }
    for (auto const& request : {login, channel, branded, nothing}) {
        CAPTURE(request.target);
        CHECK_FALSE(august.expects(request));
    }
    CHECK_FALSE(yale.expects(nothing));
}

}  // namespace lockstep::providers::august
