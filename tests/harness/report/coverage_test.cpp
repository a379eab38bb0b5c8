// Coverage: named, seen and asserted, all three.
#include "harness/report/coverage.hpp"

#include "tests/catch.hpp"
#include "tests/harness/report/results.hpp"

namespace lockstep::harness {
namespace {

char const* const requirements = R"(# Requirements
Prose: * not a line. STATUS-9: neither.
* STATUS-4: Wanted now and there: `set`. {status set}
* TRANS-9: Presence confirmed. {move setting -> set, event access_code.set_on_device}
* OUTCOME-1: A lost request. {fault drop request x write}
* ISSUE-1: Nobody names it. {issue failed_to_set_on_device}
)";

TEST_CASE("requirements: ids, sentences and witnesses", "[harness][report][coverage]") {
    std::string twice = requirements;
    twice.append("* TRANS-9: Again. {status set}\n* LOOSE-1: Without a witness.\n");
    auto const found = parse_requirements(twice);

    REQUIRE(found.lines.size() == 6);
    CHECK(found.lines[1].id == "TRANS-9");
    CHECK(found.lines[1].text == "Presence confirmed.");
    CHECK(found.lines[1].marks == std::vector<std::string>{"move setting -> set", "event access_code.set_on_device"});
    CHECK(found.lines[1].line == 4);
    CHECK(found.problems ==
          std::vector<std::string>{"line 7: TRANS-9 stands twice", "line 8: LOOSE-1 names no witness"});
}

CaseResult a_result(std::map<std::string, std::uint64_t> reached) {
    CaseResult result;
    result.id = result.file = "core/a.yaml";
    result.reached = std::move(reached);
    return result;
}

std::string state(Coverage const& coverage, std::string const& id) {
    for (CoverageLine const& line : coverage.lines())
        if (line.requirement.id == id) return std::string(name_of(line.covered)) + "; " + line.missing;
    return {};
}

TEST_CASE("coverage: naming is not enough, and neither is seeing", "[harness][report][coverage]") {
    Coverage coverage(parse_requirements(requirements));
    coverage.add({"STATUS-4", "TRANS-9", "OUTCOME-1", "STATUS-99"},
                 a_result({{"status set", 1}, {"move setting -> set", 1}}), {"status set", "move setting -> set"});

    CHECK(state(coverage, "STATUS-4") == "covered; ");
    CHECK(state(coverage, "TRANS-9") == "named, not seen; event access_code.set_on_device");
    CHECK(state(coverage, "OUTCOME-1") == "named, not seen; fault drop request x write");
    CHECK(state(coverage, "ISSUE-1") == "named by no file; ");
    CHECK(coverage.unknown_ids() == std::vector<std::string>{"core/a.yaml names STATUS-99, which is no requirement"});

    coverage.add({"TRANS-9"}, a_result({{"move setting -> set", 1}, {"event access_code.set_on_device", 1}}),
                 {"move setting -> set"});
    CHECK(state(coverage, "TRANS-9") == "seen, not asserted; event access_code.set_on_device");

    auto failed = a_result({{"fault drop request x write", 1}});
    failed.outcome = CaseOutcome::failed;
    coverage.add({"OUTCOME-1"}, failed, {});
    CHECK(state(coverage, "OUTCOME-1") == "named, not seen; fault drop request x write");
    coverage.add({"OUTCOME-1"}, a_result({{"fault drop request x write", 1}}), {});
    CHECK(state(coverage, "OUTCOME-1") == "covered; ");
}

TEST_CASE("coverage: what a `...` lets through is seen and not asserted", "[harness][report][coverage]") {
    using engine::Because;
    using engine::Status;
    Story story;
    story.engine_steps(0s, Because::request);
    story.becomes(Status::setting);
    story.tells(engine::EventType::code_created);
    story.engine_steps(3s, Because::push);
    story.becomes(Status::set);
    story.engine_steps(9s, Because::request);
    story.becomes(Status::removing);
    auto const marks = [&](std::vector<StatusItem> list) {
        story.expects().status = std::move(list);
        return asserted_marks(story.scenario, story.record, story.judged().asserted);
    };

    CHECK(marks({Story::item(0s, Status::setting, 1), Story::item(3s, Status::set, 2), Story::rest(3)}) ==
          MarkSet{"move new -> setting", "move setting -> set", "status set", "status setting"});
    CHECK(marks({Story::item(0s, Status::setting, 1), Story::rest(2), Story::item(9s, Status::removing, 3)}) ==
          MarkSet{"move new -> setting", "status removing", "status setting"});
}

}  // namespace
}  // namespace lockstep::harness
