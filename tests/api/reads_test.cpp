#include "api/reads.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "api/routes.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {

TEST_CASE("reads: routes that only look answer GET, and the others are taken for changes", "[api][reads]") {
    std::vector<std::string> others;
    for (auto const group : all_routes())
        for (auto const& route : group) {
            std::string const path{route.path};
            bool const reads = only_reads({http::Method::post, path + "?x=/y", {}, {}});
            CAPTURE(path);
            CHECK(only_reads({http::Method::get, path + "/", {}, {}}) == reads);
            if (reads) CHECK(std::count(route.methods.begin(), route.methods.end(), http::Method::get) == 1);
            if (!reads && route.methods.data() == verbs::read) others.push_back(path);
        }
    CHECK(others == std::vector<std::string>{"/access_codes/generate_code"});
    CHECK_FALSE(only_reads({http::Method::post, "/access_codes/create?then=/get", {}, {}}));
    CHECK_FALSE(only_reads({http::Method::post, "/", {}, {}}));
}

}  // namespace lockstep::api
