// What header fields promise: found whatever their case, kept in order, and never more than one field a call.
#include "http/headers.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace lockstep::http {
namespace {

std::vector<std::string> listed(Headers const& headers) {
    std::vector<std::string> lines;
    for (auto const field : headers)
        lines.push_back(std::string{field.name} + "=" + std::string{field.value});
    return lines;
}

TEST_CASE("headers: names are compared without regard to case, and order is kept", "[http][headers]") {
    Headers headers;
    headers.add("Content-Type", "application/json");
    headers.add("x-one", "1");
    headers.add("X-ONE", "2");

    CHECK(headers.find("content-type") == "application/json");
    CHECK(headers.find("CONTENT-TYPE") == "application/json");
    CHECK(headers.find("x-one") == "1");
    CHECK_FALSE(headers.find("content").has_value());
    CHECK_FALSE(headers.find("").has_value());
    CHECK(headers.size() == 3);
    CHECK(listed(headers) == std::vector<std::string>{"Content-Type=application/json", "x-one=1", "X-ONE=2"});
}

TEST_CASE("headers: set replaces every field of the name, remove takes them all", "[http][headers]") {
    Headers headers;
    headers.add("a", "1");
    headers.add("b", "2");
    headers.add("A", "3");

    headers.set("a", *headers.find("b"));  // a view into the fields themselves
    CHECK(listed(headers) == std::vector<std::string>{"b=2", "a=2"});

    headers.remove("B");
    headers.remove("nobody");
    CHECK(listed(headers) == std::vector<std::string>{"a=2"});
}

TEST_CASE("headers: a value cannot smuggle in a field, a name that is no token adds none", "[http][headers]") {
    Headers headers;
    headers.add("x", std::string_view{"a\r\nset-cookie: b\0c", 18});
    headers.add("bad name", "1");
    headers.add("bad:name", "1");
    headers.add("", "1");
    headers.add("empty", "");

    CHECK(headers.size() == 2);
    CHECK(headers.find("x") == "a  set-cookie: b c");
    CHECK(headers.find("empty") == "");
    CHECK_FALSE(headers.has("set-cookie"));
}

TEST_CASE("headers: a value may hold what separates fields from values", "[http][headers]") {
    Headers headers;
    headers.add("url", "http://host: 80/a: b");
    headers.add("next", "x");

    CHECK(headers.find("url") == "http://host: 80/a: b");
    CHECK(headers.find("next") == "x");
}

}  // namespace
}  // namespace lockstep::http
