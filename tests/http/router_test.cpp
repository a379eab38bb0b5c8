// Which route a request takes, and what it is told when there is none.
#include "http/router.hpp"

#include "tests/catch.hpp"

namespace lockstep::http {
namespace {

enum class Call { none, list, create, erase, lock, newest };

constexpr std::array table{
    Route<Call>{Method::get, "/locks/{lock}/codes", Call::list},
    Route<Call>{Method::post, "/locks/{lock}/codes", Call::create},
    Route<Call>{Method::delete_, "/locks/{lock}/codes/{code}", Call::erase},
    Route<Call>{Method::get, "/locks/newest", Call::newest},
    Route<Call>{Method::get, "/locks/{lock}", Call::lock},
};

TEST_CASE("router: method and path find the route and its parameters", "[http][router]") {
    struct Row {
        std::string_view name;
        Method method;
        std::string_view path;
        Routed routed;
        Call call;
        std::string_view first, second;
    };
    auto const row = GENERATE(values<Row>({
        {"a parameter", Method::get, "/locks/7/codes", Routed::found, Call::list, "7", ""},
        {"another method", Method::post, "/locks/7/codes", Routed::found, Call::create, "7", ""},
        {"two parameters", Method::delete_, "/locks/7/codes/9", Routed::found, Call::erase, "7", "9"},
        {"decoded", Method::get, "/locks/a%2Fb", Routed::found, Call::lock, "a/b", ""},
        {"the first that fits", Method::get, "/locks/newest", Routed::found, Call::newest, "", ""},
        {"known for other methods", Method::patch, "/locks/7/codes", Routed::wrong_method, Call::none, "", ""},
        {"an empty segment", Method::get, "/locks//codes", Routed::unknown_path, Call::none, "", ""},
        {"a trailing slash", Method::get, "/locks/7/", Routed::found, Call::lock, "7", ""},
        {"two of them", Method::get, "/locks/7//", Routed::unknown_path, Call::none, "", ""},
        {"the head of what can be got", Method::head, "/locks/7/codes", Routed::found, Call::list, "7", ""},
        {"the head of what cannot", Method::head, "/locks/7/codes/9", Routed::wrong_method, Call::none, "", ""},
        {"too long", Method::get, "/locks/7/codes/9/x", Routed::unknown_path, Call::none, "", ""},
        {"too short", Method::get, "/locks", Routed::unknown_path, Call::none, "", ""},
        {"nothing", Method::get, "", Routed::unknown_path, Call::none, "", ""},
        {"no slash", Method::get, "locks/7", Routed::unknown_path, Call::none, "", ""},
        {"broken encoding", Method::get, "/locks/%zz", Routed::unknown_path, Call::none, "", ""},
    }));
    CAPTURE(row.name);

    auto const found = match(table, row.method, row.path);

    CHECK(found.routed == row.routed);
    CHECK(found.handler == row.call);
    CHECK(found.parameters[0] == row.first);
    CHECK(found.parameters[1] == row.second);
}

TEST_CASE("router: a refused method is told which ones there are", "[http][router]") {
    CHECK(allowed_methods(table, "/locks/7/codes") == "GET, HEAD, POST");
    CHECK(allowed_methods(table, "/locks/newest") == "GET, HEAD");
    CHECK(allowed_methods(table, "/nowhere").empty());
}

}  // namespace
}  // namespace lockstep::http
