// Each invariant is proven by an engine bug that it is the first to report; without the bug, nobody reports anything.
#include <fmt/format.h>

#include <map>
#include <string>

#include "engine/mutation.hpp"
#include "harness/invariants/checker.hpp"
#include "harness/run/run_case.hpp"
#include "harness/scenario/load.hpp"
#include "tests/catch.hpp"

using namespace lockstep;
using namespace lockstep::harness;

namespace {

// The invariant that each mutant's scenario names in its title.
std::string const folder = LOCKSTEP_ROOT "/tests/harness/invariants/mutants/";

RunRecord run_with(Case const& the_case, engine::Mutation mutation) {
    RunOptions options;
    options.world.mutation = mutation;
    options.watchers = [](Case const&) {
        std::vector<std::unique_ptr<Observer>> all;
        for (auto& checker : make_invariants())
            all.push_back(std::move(checker));
        return all;
    };
    options.heals = true;
    return run_case(the_case, 1, options);
}

}  // namespace

TEST_CASE("invariants: every named engine bug is caught, first by the invariant it was made for", "[invariants]") {
    for (std::size_t i = 1; i < engine::mutation_count; ++i) {
        auto const mutation = static_cast<engine::Mutation>(i);
        std::string const name{name_of(mutation)};
        CAPTURE(name);
        auto const loaded = load_suite({folder + name + ".yaml"});
        REQUIRE(loaded.ok());
        REQUIRE(loaded.cases.size() == 1);
        Case const& the_case = loaded.cases.front();
        std::string const wanted = the_case.scenario.name.substr(the_case.scenario.name.size() - 4);

        auto const healthy = run_with(the_case, engine::Mutation::none);
        for (auto const& breach : healthy.breaches)
            FAIL_CHECK(fmt::format("without the bug: {} {}", breach.invariant, breach.text));

        auto const sick = run_with(the_case, mutation);
        REQUIRE_FALSE(sick.breaches.empty());
        INFO(sick.breaches.front().text);
        CHECK(sick.breaches.front().invariant == wanted);
    }
}

TEST_CASE("invariants: each has a number of its own, in order, and a sentence", "[invariants]") {
    int number = 0;
    for (auto const& facts : invariant_facts()) {
        CHECK(facts.number == ++number);
        CHECK_FALSE(facts.title.empty());
        CHECK(facts.protects.back() == '.');
    }
    CHECK(number == 26);
}
