// Tag expressions: `not` before `and` before `or`, and a sentence for whatever makes no sense.
#include "harness/command/tag_expression.hpp"

#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

TEST_CASE("tag expressions: which tags fit", "[harness][command][tags]") {
    struct Case {
        char const* expression;
        std::vector<std::string> tags;
        bool fits;
    };
    static std::vector<Case> const cases{
        {"core", {"core"}, true},
        {"core", {}, false},
        {"not core", {}, true},
        {"core and not slow", {"core"}, true},
        {"core and not slow", {"core", "slow"}, false},
        {"a or b and c", {"a"}, true},
        {"(a or b) and c", {"a"}, false},
        {"not a or b", {"a", "b"}, true},
        {"not (a or b)", {"b"}, false},
        {"not not a", {"a"}, true},
        {"  core  ", {"core"}, true},
        {"issue-77", {"issue-77"}, true},
        {"core", {"Core"}, false},
    };
    auto const index = GENERATE(range(std::size_t{0}, cases.size()));
    CAPTURE(cases[index].expression);

    auto const expression = TagExpression::parse(cases[index].expression);

    REQUIRE(expression.ok());
    CHECK(expression->fits(cases[index].tags) == cases[index].fits);
}

TEST_CASE("tag expressions: what is wrong is said in a sentence", "[harness][command][tags]") {
    struct Case {
        char const* expression;
        char const* problem;
    };
    auto const c = GENERATE(values<Case>({
        {"", "a tag is missing at its end"},
        {"core and", "a tag is missing at its end"},
        {"and core", "`and` stands where a tag should"},
        {"core slow", "`slow` stands where `and` or `or` should"},
        {"(core", "a closing parenthesis is missing"},
        {"core)", "`)` stands where `and` or `or` should"},
        {"core && slow", "`&` stands where `and` or `or` should"},
        {"!core", "`!` stands where a tag should"},
    }));
    CAPTURE(c.expression);

    auto const expression = TagExpression::parse(c.expression);

    REQUIRE_FALSE(expression.ok());
    CHECK(expression.error() == c.problem);
}

TEST_CASE("tag expressions: nesting is bounded", "[harness][command][tags]") {
    std::string deep(100'000, '(');
    deep += 'a';
    deep.append(100'000, ')');
    CHECK_FALSE(TagExpression::parse(deep).ok());

    std::string nots;
    for (int i = 0; i < 100'000; ++i)
        nots += "not ";
    nots += "a";
    CHECK_FALSE(TagExpression::parse(nots).ok());
}

}  // namespace
}  // namespace lockstep::harness
