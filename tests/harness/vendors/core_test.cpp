// The canonical scenarios against each vendor of the register, as `lockstep run scenarios/core --vendor V` plays them:
// every case that V can be asked for passes, and the list of the others, with reasons, is approved.
#include <filesystem>
#include <map>

#include "harness/command/campaign.hpp"
#include "harness/command/execute.hpp"
#include "harness/scenario/load.hpp"
#include "harness/scenario/other_vendor.hpp"
#include "tests/catch.hpp"
#include "tests/harness/approved.hpp"

namespace lockstep::harness {
namespace {

class Outcomes final : public Reporter {
  public:
    void case_over(CaseResult const& result) override {
        if (result.outcome == CaseOutcome::failed) failed.push_back(result.id);
        if (result.outcome == CaseOutcome::unsupported) unsupported[result.reason].push_back(result.id);
        if (result.outcome == CaseOutcome::passed) ++passed;
    }
    void run_over(RunSummary const&) override {}

    std::string text() const {
        std::string all;
        for (auto const& [reason, ids] : unsupported) {
            all += "=== " + reason + "\n";
            for (auto const& id : ids)
                all += id + "\n";
        }
        return all;
    }

    std::size_t passed = 0;
    std::vector<std::string> failed;
    std::map<std::string, std::vector<std::string>> unsupported;
};

}  // namespace

TEST_CASE("vendors: the canonical scenarios pass, or are unsupported for a reason", "[harness][vendors]") {
    for (auto const name : providers::vendor_names()) {
        auto const* const vendor = providers::find_vendor(name);
        if (name == "open" || !vendor->speaks_http) continue;  // what all scenarios are written for
        CAPTURE(name);
        LoadOptions options;
        options.directory = LOCKSTEP_ROOT;
        auto loaded = load_suite({"scenarios/core"}, options);
        REQUIRE(loaded.ok());
        for (Case& one : loaded.cases)
            speak_to(one, *vendor);
        // What no provider was replaced in says nothing of V.
        std::erase_if(loaded.cases, [&](Case const& one) { return one.scenario.providers[0].vendor != name; });
        auto const runs = plan(loaded.cases, {});
        auto const execute = make_execute({});
        REQUIRE(execute.ok());

        Outcomes outcomes;
        run_campaign(runs, {}, *execute, {&outcomes});

        CHECK(outcomes.failed == std::vector<std::string>{});
        CHECK(outcomes.passed > 0);
        check_approved("vendors/approved/core-" + std::string{name} + ".txt", outcomes.text());
    }
}

}  // namespace lockstep::harness
