// Addresses taken apart.
#include "http/url.hpp"

#include "tests/catch.hpp"

namespace lockstep::http {

TEST_CASE("url: origin and target", "[http][url]") {
    struct Row {
        std::string_view text, authority, target;
        bool tls;
    };
    auto const row = GENERATE(values<Row>({{"http://127.0.0.1:9000/hook?x=1", "127.0.0.1:9000", "/hook?x=1", false},
                                           {"https://example.com", "example.com", "/", true},
                                           {"http://localhost?x", "localhost", "/?x", false},
                                           {"http://[::1]:80/a#part", "[::1]", "/a", false}}));
    CAPTURE(row.text);
    auto const url = parse_url(row.text);
    REQUIRE(url.ok());
    CHECK(url->origin.authority() == row.authority);
    CHECK(url->origin.tls == row.tls);
    CHECK(url->origin.path.empty());
    CHECK(url->target == row.target);
}

TEST_CASE("url: what is none is refused, above all what would end its line", "[http][url]") {
    for (auto const* const text : {"", "127.0.0.1/hook", "ftp://127.0.0.1", "http://", "http:///hook",
                                   "http://127.0.0.1:0/", "http://127.0.0.1:70000/", "http://me@127.0.0.1/",
                                   "http://127.0.0.1/a b", "http://127.0.0.1/a\r\nx: y", "http://127.0.0.1/\xc3\xa9"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_url(text).ok());
    }
}

TEST_CASE("url: which hosts are this machine", "[http][url]") {
    for (auto const* const host : {"localhost", "LocalHost", "127.0.0.1", "127.1.2.3", "::1"})
        CHECK(is_loopback(host));
    for (auto const* const host :
         {"", "example.com", "localhost.example.com", "127.0.0.1.example.com", "127.example.com", "128.0.0.1", "::2"})
        CHECK_FALSE(is_loopback(host));
}

}  // namespace lockstep::http
