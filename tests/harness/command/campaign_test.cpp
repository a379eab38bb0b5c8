// Campaigns: the same reports whatever the number of jobs, and what one case's trouble does to the rest.
#include "harness/command/campaign.hpp"

#include <atomic>
#include <stdexcept>

#include "harness/command/in_order.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

// Hears everything, as one text.
class Listener : public Reporter {
  public:
    std::string heard;
    void begins(std::size_t runs) override { heard += std::to_string(runs) + " runs"; }
    void case_over(CaseResult const& result) override {
        heard += "; " + result.id + "#" + std::to_string(result.seed) + " " + std::string(name_of(result.outcome)) +
                 " " + std::to_string(number(result.exit));
    }
    void run_over(RunSummary const& summary) override { heard += "; exit " + std::to_string(number(summary.exit)); }
};

std::vector<Case> some_cases(std::size_t count) {
    std::vector<Case> cases(count);
    for (std::size_t i = 0; i < count; ++i)
        cases[i].id = cases[i].file = "case" + std::to_string(i);
    return cases;
}

std::vector<PlannedRun> plan_of(std::vector<Case> const& cases) {
    std::vector<PlannedRun> runs;
    for (Case const& one : cases)
        runs.push_back({&one, 1});
    return runs;
}

RunRecord calm_run(std::uint64_t seed) {
    RunRecord record;
    record.seed = seed;
    record.trace.add({.at = Instant{Duration{1}}, .number = static_cast<std::uint32_t>(seed)});
    return record;
}

std::string campaign(std::vector<Case> const& cases, CampaignOptions const& options, Execute const& execute) {
    Listener listener;
    run_campaign(plan_of(cases), options, execute, {&listener});
    return listener.heard;
}

TEST_CASE("in order: results come in order whatever the number of jobs, and stop when told", "[harness][command]") {
    for (unsigned const jobs : {1u, 2u, 7u}) {
        CAPTURE(jobs);
        std::vector<std::size_t> delivered;
        std::atomic<std::size_t> ahead{0};
        in_order<std::size_t>(
            200, jobs, [&](std::size_t i) { return ++ahead, i * i; },
            [&](std::size_t i, std::size_t square) {
                CHECK(square == i * i);
                delivered.push_back(i);
                return i < 99;
            });

        REQUIRE(delivered.size() == 100);
        for (std::size_t i = 0; i < delivered.size(); ++i)
            CHECK(delivered[i] == i);
        CHECK(ahead <= 100 + 4 * jobs + jobs);
    }
}

TEST_CASE("campaign: reports do not depend on the number of jobs", "[harness][command][campaign]") {
    auto const cases = some_cases(50);
    auto const execute = [](Case const& one, std::uint64_t seed) {
        RunRecord record = calm_run(seed);
        if (one.id == "case20") record.step_failures.push_back({});
        return record;
    };
    std::vector<Case> stepped = cases;
    for (Case& one : stepped) {
        one.scenario.steps.resize(1);
        one.scenario.files = {one.file};
    }
    auto const with_steps = [&](Case const& one, std::uint64_t seed) {
        RunRecord record = execute(one, seed);
        record.names.steps = {"get: guest"};
        return record;
    };

    std::string const alone = campaign(stepped, {.jobs = 1}, with_steps);

    CHECK(alone.find("case20#1 failed 3") != std::string::npos);
    CHECK(alone.find("; exit 3") != std::string::npos);
    CHECK(campaign(stepped, {.jobs = 4}, with_steps) == alone);
}

TEST_CASE("campaign: an exception ends its own case only", "[harness][command][campaign]") {
    auto const heard = campaign(some_cases(3), {.jobs = 2}, [](Case const& one, std::uint64_t seed) {
        if (one.id == "case1") throw std::runtime_error("no memory");
        return calm_run(seed);
    });

    CHECK(heard == "3 runs; case0#1 passed 0; case1#1 failed 7; case2#1 passed 0; exit 7");
}

TEST_CASE("campaign: fail fast stops after the first failure in the plan's order", "[harness][command][campaign]") {
    auto const execute = [](Case const& one, std::uint64_t seed) {
        RunRecord record = calm_run(seed);
        if (one.id == "case1" || one.id == "case2")
            record.breaches.push_back({.invariant = "I-03", .title = "one copy"});
        return record;
    };
    for (unsigned const jobs : {1u, 4u})
        CHECK(campaign(some_cases(5), {.jobs = jobs, .fail_fast = true}, execute) ==
              "5 runs; case0#1 passed 0; case1#1 failed 4; exit 4");
}

TEST_CASE("campaign: twice finds a case that is not deterministic", "[harness][command][campaign]") {
    std::atomic<std::uint64_t> luck{0};
    auto const lucky = [&](Case const&, std::uint64_t) { return calm_run(++luck); };

    CHECK(campaign(some_cases(1), {}, lucky) == "1 runs; case0#1 passed 0; exit 0");
    CHECK(campaign(some_cases(1), {.twice = true}, lucky) == "1 runs; case0#1 failed 6; exit 6");
    CHECK(campaign(some_cases(1), {.twice = true}, [](Case const&, std::uint64_t seed) { return calm_run(seed); }) ==
          "1 runs; case0#1 passed 0; exit 0");
}

TEST_CASE("campaign: nothing that counts is incomplete", "[harness][command][campaign]") {
    CHECK(campaign({}, {}, [](Case const&, std::uint64_t seed) { return calm_run(seed); }) == "0 runs; exit 8");
}

}  // namespace
}  // namespace lockstep::harness
