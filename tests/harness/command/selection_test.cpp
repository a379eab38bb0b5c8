// Which cases are run: by tag, filter, case and seed, sorted, each once, a shard at a time.
#include "harness/command/selection.hpp"

#include <set>

#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

Case a_case(std::string file, std::string variant, std::vector<std::string> tags,
            std::vector<std::uint64_t> seeds = {1}) {
    Case one;
    one.file = file;
    one.variant = variant;
    one.id = variant.empty() ? file : file + "[" + variant + "]";
    one.scenario.name = "Story of " + file + ", told";
    one.scenario.tags = std::move(tags);
    one.seeds = std::move(seeds);
    return one;
}

std::vector<Case> const& suite() {
    static std::vector<Case> const cases{
        a_case("core/b.yaml", "what=pushed", {"core"}),         a_case("core/b.yaml", "what=polled", {"core"}),
        a_case("core/a.yaml", "", {"core", "slow"}, {1, 2, 3}), a_case("faults/c.yaml", "what=pushed", {"faults"}),
        a_case("core/a.yaml", "", {"core", "slow"}, {1, 2, 3}),
    };
    return cases;
}

std::vector<std::string> planned(Selection const& selection) {
    std::vector<std::string> out;
    for (PlannedRun const& run : plan(suite(), selection))
        out.push_back(run.what->id + "#" + std::to_string(run.seed));
    return out;
}

using Planned = std::vector<std::string>;

TEST_CASE("selection: everything, sorted by file, rows in their order, each once", "[harness][command][selection]") {
    CHECK(planned({}) == Planned{"core/a.yaml#1", "core/a.yaml#2", "core/a.yaml#3", "core/b.yaml[what=pushed]#1",
                                 "core/b.yaml[what=polled]#1", "faults/c.yaml[what=pushed]#1"});
}

TEST_CASE("selection: by tag, filter, case and seed", "[harness][command][selection]") {
    Selection tags;
    tags.tags = TagExpression::parse("core and not slow").value();
    CHECK(planned(tags) == Planned{"core/b.yaml[what=pushed]#1", "core/b.yaml[what=polled]#1"});

    CHECK(planned({.filters = {"polled"}}) == Planned{"core/b.yaml[what=polled]#1"});
    CHECK(planned({.filters = {"Story of faults*"}}) == Planned{"faults/c.yaml[what=pushed]#1"});
    CHECK(planned({.filters = {"*.yaml"}}).size() == 3);
    CHECK(planned({.filters = {"what"}, .cases = {"what=pushed"}}).size() == 2);
    CHECK(planned({.cases = {"pushed"}}).empty());
    CHECK(planned({.cases = {"core/b.yaml[what=polled]"}, .seeds = {9, 7}}) ==
          Planned{"core/b.yaml[what=polled]#9", "core/b.yaml[what=polled]#7"});
}

TEST_CASE("selection: shards share the plan without a gap", "[harness][command][selection]") {
    std::multiset<std::string> all;
    for (std::uint32_t index = 1; index <= 4; ++index)
        for (std::string const& run : planned({.shard = {index, 4}}))
            all.insert(run);
    auto const whole = planned({});

    CHECK(all == std::multiset<std::string>(whole.begin(), whole.end()));
    CHECK(planned({.shard = {7, 7}}).empty());
}

TEST_CASE("selection: words of the command line", "[harness][command][selection]") {
    CHECK(parse_seeds("7").value() == std::vector<std::uint64_t>{7});
    CHECK(parse_seeds("1..3,2,9").value() == std::vector<std::uint64_t>{1, 2, 3, 9});
    CHECK(parse_seeds("18446744073709551615..18446744073709551615").ok());
    for (char const* wrong :
         {"", "x", "3..1", "1,", "1..", "-1", "1...3", "0..18446744073709551615", "1..2000000000"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_seeds(wrong).ok());
    }
    CHECK(parse_shard("2/5").value().index == 2);
    for (char const* wrong : {"", "2", "0/5", "6/5", "/", "1/0", "a/b", "1/2/3"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_shard(wrong).ok());
    }
    CHECK(fits_pattern("core/a.yaml", "core/*.yaml"));
    CHECK(fits_pattern("aaab", "*a?b"));
    CHECK(fits_pattern("", "*"));
    CHECK_FALSE(fits_pattern("core/a.yaml", "core/?"));
    std::string many_stars(200, '*');
    many_stars += 'b';
    CHECK_FALSE(fits_pattern(std::string(2'000, 'a'), many_stars));
}

}  // namespace
}  // namespace lockstep::harness
