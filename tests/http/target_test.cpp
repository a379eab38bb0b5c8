// What targets come apart into, and what no longer is one.
#include "http/target.hpp"

#include <string>

#include "http/limits.hpp"
#include "tests/catch.hpp"

namespace lockstep::http {
namespace {

TEST_CASE("target: percent-encoding comes undone, or is refused", "[http][target]") {
    CHECK(percent_decoded("a%20b%2Fc") == "a b/c");
    CHECK(percent_decoded("a+b") == "a+b");
    CHECK(percent_decoded("a+b", Plus::space) == "a b");
    CHECK(percent_decoded("%00") == std::string(1, '\0'));
    for (auto const* broken : {"%", "%4", "%zz", "a%2", "%%41"}) {
        CAPTURE(broken);
        CHECK_FALSE(percent_decoded(broken).has_value());
    }
}

TEST_CASE("target: what is encoded decodes to itself, whatever the bytes", "[http][target]") {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);

    auto const encoded = percent_encoded(all);

    CHECK(percent_decoded(encoded) == all);
    CHECK(percent_decoded(encoded, Plus::space) == all);
    CHECK(encoded.find_first_of("/?#&=+ ") == std::string::npos);
}

TEST_CASE("target: splits into path and query", "[http][target]") {
    struct Row {
        std::string_view target, path, query;
    };
    auto const row = GENERATE(values<Row>({
        {"/a/b?c=d&e", "/a/b", "c=d&e"},
        {"/a", "/a", ""},
        {"", "/", ""},
        {"?x=1", "/", "x=1"},
        {"/a?b?c#d", "/a", "b?c"},
        {"/a#b?c", "/a", ""},
        {"http://host:80/a?b", "/a", "b"},
        {"http://host", "/", ""},
        {"/a?u=http://x/y", "/a", "u=http://x/y"},
    }));
    CAPTURE(row.target);

    auto const split = split_target(row.target);

    CHECK(split.path == row.path);
    CHECK(split.query == row.query);
}

TEST_CASE("target: a query keeps order, repeats and empty values", "[http][target]") {
    auto const query = Query::parse("b=1&a=x%20y&b=2&&empty&also=");
    REQUIRE(query.has_value());

    CHECK(query->find("a") == "x y");
    CHECK(query->find("b") == "1");
    CHECK(query->all("b") == std::vector<std::string_view>{"1", "2"});
    CHECK(query->find("empty") == "");
    CHECK(query->find("also") == "");
    CHECK_FALSE(query->has("nobody"));
    CHECK(query->text() == "b=1&a=x%20y&b=2&empty=&also=");
}

TEST_CASE("target: a hostile query is refused", "[http][target]") {
    CHECK_FALSE(Query::parse("a=%").has_value());
    CHECK_FALSE(Query::parse("%q=1").has_value());
    std::string long_one;
    for (std::size_t i = 0; i <= limits::query_parameters; ++i)
        long_one += "a&";
    CHECK_FALSE(Query::parse(long_one).has_value());
}

}  // namespace
}  // namespace lockstep::http
