// JSON from strangers is bounded; JSON to them is always well formed.
#include "api/json.hpp"

#include "http/limits.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

TEST_CASE("json: what is not JSON is not read", "[api][json]") {
    struct Row {
        std::string_view name;
        std::string text;
        bool valid;
    };
    std::string const deep(http::limits::json_depth, '[');
    std::string const closed(http::limits::json_depth, ']');
    auto const row = GENERATE_COPY(values<Row>({
        {"an object", R"({"a": [1, 2, {"b": null}]})", true},
        {"as deep as allowed", deep + closed, true},
        {"one deeper", "[" + deep + closed + "]", false},
        {"brackets in a string", "\"" + deep + deep + deep + "\"", true},
        {"escaped quotes in a string", R"({"a": "\"[[\""})", true},
        {"hostile depth, never closed", std::string(1'000'000, '['), false},
        {"empty", "", false},
        {"cut off", R"({"a": )", false},
        {"two documents", "{} {}", false},
        {"a comment", "{} // no", false},
        {"a number beyond all numbers", "[1e999]", false},
        {"no UTF-8", "[\"\xff\"]", false},
        {"half a surrogate", R"(["\ud800"])", false},
    }));
    CAPTURE(row.name);

    CHECK(parse_json(row.text).has_value() == row.valid);
}

TEST_CASE("json: bytes that are no UTF-8 do not stop an answer", "[api][json]") {
    CHECK(text_of(Json::object({{"name", "a\xff"}})) == "{\"name\":\"a\xef\xbf\xbd\"}");
}

TEST_CASE("json: UTF-8 is told from other bytes", "[api][json]") {
    struct Row {
        std::string_view name;
        std::string_view text;
        bool valid;
    };
    auto const row = GENERATE(values<Row>({
        {"ASCII", "plain", true},
        {"two to four bytes", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91", true},
        {"the last code point", "\xf4\x8f\xbf\xbf", true},
        {"beyond the last", "\xf4\x90\x80\x80", false},
        {"overlong slash", "\xc0\xaf", false},
        {"overlong in three bytes", "\xe0\x9f\xbf", false},
        {"overlong in four bytes", "\xf0\x8f\xbf\xbf", false},
        {"a surrogate", "\xed\xa0\x80", false},
        {"cut off", "\xe2\x82", false},
        {"a lone continuation", "\x80", false},
        {"a continuation missing", "\xc3(", false},
    }));
    CAPTURE(row.name);

    CHECK(is_utf8(row.text) == row.valid);
}

TEST_CASE("json: instants have milliseconds, and what is finer is cut off", "[api][json]") {
    constexpr Instant noon{std::chrono::seconds{1'893'499'200}};

    CHECK(time_text(noon) == "2030-01-01T12:00:00.000Z");
    CHECK(time_text(noon + 1'999us) == "2030-01-01T12:00:00.001Z");
    CHECK(time_text(Instant{Duration{-1}}) == "1969-12-31T23:59:59.999Z");
    CHECK(time_or_null(always).is_null());
    CHECK(time_or_null(never).is_null());
    CHECK(time_or_null(noon) == "2030-01-01T12:00:00.000Z");
}

}  // namespace
}  // namespace lockstep::api
