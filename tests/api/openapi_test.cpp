// The description is sound in structure, and leaves out no route, parameter or type of error.
#include "api/openapi.hpp"

#include <set>

#include "api/routes.hpp"
#include "api/text_match.hpp"
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;

// Every `$ref` below, each of which has to lead somewhere.
void check_references(Json const& whole, Json const& part) {
    if (part.is_object() && part.contains("$ref")) {
        auto const target = part["$ref"].get<std::string>();
        CAPTURE(target);
        REQUIRE(target.starts_with("#/"));
        CHECK(whole.contains(Json::json_pointer{target.substr(1)}));
    }
    if (part.is_structured())
        for (auto const& inner : part)
            check_references(whole, inner);
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (auto& c : out)
        c = lowered(c);
    return out;
}

TEST_CASE("openapi: every route, verb and parameter is in it", "[api][openapi]") {
    auto const described = openapi();
    CHECK(described["openapi"] == "3.1.0");
    std::size_t paths = 0;
    for (auto const group : all_routes())
        for (auto const& route : group) {
            ++paths;
            CAPTURE(route.path);
            auto const& path = described["paths"].at(std::string{route.path});
            CHECK(path.size() == route.methods.size());
            for (auto const method : route.methods) {
                auto const& operation = path.at(lower(http::name_of(method)));
                CHECK(operation["summary"] == route.about);
                std::set<std::string> names;
                if (operation.contains("parameters"))
                    for (auto const& parameter : operation["parameters"]) {
                        CHECK(parameter["in"] == "query");
                        names.insert(parameter["name"].get<std::string>());
                    }
                if (operation.contains("requestBody"))
                    for (auto const& [name, schema] :
                         operation["requestBody"]["content"]["application/json"]["schema"]["properties"].items())
                        names.insert(name);
                CHECK(names.size() == route.parameters.size());
                for (auto const& parameter : route.parameters)
                    CHECK(names.count(std::string{parameter.name}) == 1);
                if (!route.manner.enveloped) continue;
                auto const& answer = operation["responses"]["200"]["content"]["application/json"]["schema"];
                for (auto const member : route.answers)
                    CHECK(answer["properties"].contains(std::string{member}));
            }
        }
    CHECK(described["paths"].size() == paths);
}

TEST_CASE("openapi: references lead somewhere, names are unique, security is declared", "[api][openapi]") {
    auto const described = openapi();
    check_references(described, described);
    std::set<std::string> ids;
    auto const& schemes = described["components"]["securitySchemes"];
    for (auto const& [path, operations] : described["paths"].items())
        for (auto const& [verb, operation] : operations.items()) {
            CAPTURE(path, verb);
            CHECK(ids.insert(operation["operationId"].get<std::string>()).second);
            CHECK(operation["responses"].contains("200"));
            REQUIRE(operation["security"].is_array());
            CHECK(operation["security"].empty() == (path == "/health" || path == "/openapi.json"));
            for (auto const& way : operation["security"])
                for (auto const& [scheme, scopes] : way.items()) {
                    CHECK(schemes.contains(scheme));
                    CHECK(scopes == Json::array());
                }
        }
}

TEST_CASE("openapi: every type of error is named", "[api][openapi]") {
    auto const types = openapi()["components"]["schemas"]["error"]["properties"]["error"]["properties"]["type"]["enum"];
    REQUIRE(types.is_array());
    for (auto const type : all_problem_types())
        CHECK(std::find(types.begin(), types.end(), name_of(type)) != types.end());
}

TEST_CASE("openapi: it is served as itself, without an envelope", "[api][openapi]") {
    House house;
    auto const reply = house.get("/openapi.json");
    CHECK(reply.status == 200);
    CHECK(reply.body == openapi());
}

}  // namespace
}  // namespace lockstep::api
