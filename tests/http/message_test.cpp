// What messages promise: methods by name, JSON recognised, bearer tokens found, and equal messages hash alike.
#include "http/message.hpp"

#include "runtime/hash.hpp"
#include "tests/catch.hpp"

namespace lockstep::http {
namespace {

TEST_CASE("message: every method has a name that leads back to it", "[http][message]") {
    for (auto const method : {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_,
                              Method::options, Method::other})
        CHECK(method_from(name_of(method)) == method);
    CHECK(method_from("BREW") == Method::other);
    CHECK(method_from("get") == Method::other);  // methods are case-sensitive
}

TEST_CASE("message: a JSON body is known by its type", "[http][message]") {
    struct Row {
        std::string_view type;
        bool json;
    };
    auto const row = GENERATE(values<Row>({
        {"application/json", true},
        {"Application/JSON; charset=utf-8", true},
        {"application/problem+json", true},
        {"application/json ;x", true},
        {"text/html", false},
        {"application/jsonp", false},
        {"+json", false},
        {"", false},
    }));
    CAPTURE(row.type);
    Headers headers;
    headers.add(field::content_type, row.type);

    CHECK(is_json(headers) == row.json);
    CHECK_FALSE(is_json(Headers{}));
}

TEST_CASE("message: the bearer token is what follows its scheme", "[http][message]") {
    struct Row {
        std::string_view authorization, token;
    };
    auto const row = GENERATE(values<Row>({
        {"Bearer abc", "abc"},
        {"bearer  abc ", "abc"},
        {"Basic abc", ""},
        {"Bearer", ""},
        {"Bearer ", ""},
    }));
    CAPTURE(row.authorization);
    Headers headers;
    headers.add(field::authorization, row.authorization);

    CHECK(bearer(headers) == row.token);

    set_bearer(headers, "new");
    CHECK(bearer(headers) == "new");
    CHECK(headers.size() == 1);
}

TEST_CASE("message: a hash tells messages apart by every part of them", "[http][message]") {
    auto const hash_of = [](auto const& message) {
        StateHash hash;
        hash.add(message);
        return hash.value();
    };
    auto const request = json_request(Method::post, "/a", "{}");
    auto other = request;
    CHECK(hash_of(other) == hash_of(request));
    CHECK(other == request);

    other.headers.add("x", "1");
    CHECK(hash_of(other) != hash_of(request));
    CHECK(hash_of(json_request(Method::put, "/a", "{}")) != hash_of(request));
    CHECK(hash_of(json_request(Method::post, "/b", "{}")) != hash_of(request));
    CHECK(hash_of(json_request(Method::post, "/a", "[]")) != hash_of(request));
    CHECK(hash_of(json_response(200, "{}")) != hash_of(json_response(201, "{}")));
}

TEST_CASE("message: a status that nobody knows has a phrase all the same", "[http][message]") {
    CHECK(reason_phrase(404) == "Not Found");
    CHECK(reason_phrase(299) == "Unknown");
}

}  // namespace
}  // namespace lockstep::http
