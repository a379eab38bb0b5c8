// The table a failing expectation is explained with.
#include "harness/report/comparison.hpp"

#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

TEST_CASE("comparison: wrong lines are marked, columns line up", "[harness][report][comparison]") {
    std::vector<Row> const rows{
        {false, "T+0s", "setting", "T+0s", "setting", "write #1 sent"},
        {true, "T+10.4s", "set", "T+13.3s", "set", "write #2 sent at T+10s when write #1 timed out"},
        {true, "", "", "T+20s", "removing", "deleted by step 3"},
        {true, "T+31s", "404", "", "", ""},
    };

    CHECK(comparison_text(rows) ==
          "     want             got               because\n"
          "     T+0s    setting  T+0s    setting   write #1 sent\n"
          "   ! T+10.4s set      T+13.3s set       write #2 sent at T+10s when write #1 timed out\n"
          "   !                  T+20s   removing  deleted by step 3\n"
          "   ! T+31s   404\n");
}

TEST_CASE("comparison: rows without instants, and words wider in bytes than on the screen",
          "[harness][report][comparison]") {
    std::vector<Row> const rows{{false, "", "Türe", "", "Türe", "a"}, {true, "", "1", "", "2", "b"}};

    CHECK(comparison_text(rows) ==
          "     want  got   because\n"
          "     Türe  Türe  a\n"
          "   ! 1     2     b\n");
    CHECK(comparison_text({}).empty());
}

TEST_CASE("comparison: of a long list only the surroundings of what is wrong are shown",
          "[harness][report][comparison]") {
    std::vector<Row> rows(100, Row{false, "", "ok", "", "ok", ""});
    rows[50] = {true, "", "a", "", "b", "because of c"};

    CHECK(comparison_text(rows, 10) ==
          "     want  got  because\n"
          "     (48 more lines)\n"
          "     ok    ok\n"
          "     ok    ok\n"
          "   ! a     b    because of c\n"
          "     ok    ok\n"
          "     ok    ok\n"
          "     (47 more lines)\n");
}

}  // namespace
}  // namespace lockstep::harness
