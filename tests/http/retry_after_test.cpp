// What `Retry-After` may say, and how much of it is believed.
#include "http/retry_after.hpp"

#include "http/message.hpp"
#include "tests/catch.hpp"

namespace lockstep::http {
namespace {

constexpr Instant now{Duration{784'111'777'000'000}};  // Sun, 06 Nov 1994 08:49:37 GMT

TEST_CASE("retry-after: seconds or a date, seen from now", "[http][retry_after]") {
    struct Row {
        std::string_view text;
        std::optional<Duration> wait;
    };
    auto const row = GENERATE(values<Row>({
        {"0", Duration{0s}},
        {"120", Duration{120s}},
        {"86401", Duration{24h}},
        {"9000000000000000000", Duration{24h}},
        {"99999999999999999999999", std::nullopt},
        {"-1", std::nullopt},
        {"1.5", std::nullopt},
        {"1 s", std::nullopt},
        {"", std::nullopt},
        {"Sun, 06 Nov 1994 08:50:37 GMT", Duration{60s}},
        {"Sun, 06 Nov 1994 08:49:36 GMT", Duration{0s}},
        {"Mon, 06 Nov 1995 08:49:36 GMT", Duration{24h}},
        {"Sun, 31 Feb 1994 08:49:36 GMT", std::nullopt},
        {"Sunday, 06-Nov-94 08:49:37 GMT", std::nullopt},
    }));
    CAPTURE(row.text);
    Headers headers;
    headers.add(field::retry_after, row.text);

    CHECK(retry_after(headers, now) == row.wait);
    CHECK_FALSE(retry_after(Headers{}, now).has_value());
}

TEST_CASE("retry-after: dates are written as they are read", "[http][retry_after]") {
    CHECK(format_http_date(now) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(format_http_date(Instant{}) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(format_http_date(Instant{-1s}) == "Wed, 31 Dec 1969 23:59:59 GMT");
    CHECK(parse_http_date(format_http_date(now)) == now);
}

TEST_CASE("retry-after: a wait is written in whole seconds and never shortened", "[http][retry_after]") {
    Headers headers;
    set_retry_after(headers, 1500ms);
    CHECK(headers.find(field::retry_after) == "2");
    set_retry_after(headers, -3s);
    CHECK(headers.find(field::retry_after) == "0");
}

}  // namespace
}  // namespace lockstep::http
