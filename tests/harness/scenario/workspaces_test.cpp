// `workspaces:`, `api_keys:` and `access_tokens:` of worlds: read, and what is wrong with them.
#include "harness/scenario/load.hpp"
#include "harness/serve/credentials.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

LoadReport world_with(std::string const& more) {
    return load_text(
        "schema: world/v1\nproviders: { maker: { vendor: open } }\n"
        "accounts: { home: { provider: maker }, away: { provider: maker } }\n"
        "devices: { front: { account: home }, back: { account: away } }\n" +
            more,
        "world.yaml", {.kind = FileKind::world});
}

TEST_CASE("workspaces: read from a world", "[scenario][world]") {
    auto const loaded = world_with(
        "workspaces: { ours: { accounts: [home] }, theirs: { accounts: [away] } }\n"
        "api_keys: { seam_test_ours: ours }\n"
        "access_tokens: { seam_at1_ada: [ours, theirs], eyJhbGciOiJub25lIn0.e30.x: theirs }\n");
    REQUIRE(loaded.ok());
    auto const& scenario = loaded.cases.front().scenario;
    REQUIRE(scenario.access_tokens.size() == 2);
    CHECK(scenario.access_tokens[0].token == "seam_at1_ada");
    CHECK(scenario.access_tokens[0].workspaces == std::vector<std::size_t>{0, 1});
    CHECK(scenario.access_tokens[1].workspaces == std::vector<std::size_t>{1});
}

TEST_CASE("workspaces: what is wrong is said", "[scenario][world]") {
    struct Row {
        std::string text;
        std::string rule;
    };
    auto const row = GENERATE(values<Row>({
        {"workspaces: { ours: { accounts: [home] } }\napi_keys: { test_ours: ours }\n", "api-key"},
        {"workspaces: { ours: { accounts: [home] } }\napi_keys: { seam_cst1_x: ours }\n", "api-key"},
        {"workspaces: { ours: { accounts: [home] } }\napi_keys: { seam_pk_x: ours }\n", "api-key"},
        {"workspaces: { ours: { accounts: [home] } }\naccess_tokens: { seam_test_x: ours }\n", "access-token"},
        {"workspaces: { ours: { accounts: [home] } }\naccess_tokens: { ada: ours }\n", "access-token"},
        {"workspaces: { ours: { accounts: [home] }, theirs: { accounts: [home] } }\n", "account"},
    }));
    CAPTURE(row.text);
    auto const loaded = world_with(row.text);
    REQUIRE_FALSE(loaded.ok());
    CHECK(loaded.diagnostics.front().rule == row.rule);
}

TEST_CASE("credentials: a world that names none is given some", "[serve][credentials]") {
    auto loaded = world_with("");
    auto& plain = loaded.cases.front().scenario;
    give_credentials(plain, 7);
    REQUIRE(plain.workspaces.size() == 1);
    CHECK(plain.workspaces[0].accounts == std::vector<std::size_t>{0, 1});
    REQUIRE(plain.api_keys.size() == 1);
    CHECK(plain.api_keys[0].key == "seam_test_lockstep_7");
    CHECK(plain.access_tokens.at(0).token == "seam_at1_lockstep_7");

    auto two = world_with(
        "workspaces: { ours: { accounts: [home] }, theirs: { accounts: [away] } }\n"
        "api_keys: { seam_test_x: theirs }\n");
    auto& named = two.cases.front().scenario;
    give_credentials(named, 7);
    REQUIRE(named.api_keys.size() == 2);
    CHECK(named.api_keys[0].key == "seam_test_x");
    CHECK(named.api_keys[1].workspace == 0);
    CHECK(named.access_tokens.at(0).workspaces.size() == 2);
}

}  // namespace
}  // namespace lockstep::harness
