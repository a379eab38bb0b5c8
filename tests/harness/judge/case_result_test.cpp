// How a case ends: exit codes and their order, expected failures, stalls, and runs that differ.
#include "harness/judge/case_result.hpp"

#include "tests/catch.hpp"
#include "tests/harness/judge/story.hpp"

namespace lockstep::harness {
namespace {

Case case_of(Story const& story) {
    Case one;
    one.id = one.file = "story.yaml";
    one.scenario = story.scenario;
    return one;
}

void fail_an_expectation(Story& story) { story.expects().status = {Story::item(0s, engine::Status::set, 50)}; }
void break_an_invariant(Story& story) {
    story.record.breaches.push_back({"I-03", "one copy", "lock `front` stores \"8080\" twice", Story::epoch + 13200ms});
}

TEST_CASE("exit codes: an invariant beats what a run can show otherwise", "[harness][judge][exit]") {
    CHECK(worse(ExitCode::expectation_failed, ExitCode::invariant_broken) == ExitCode::invariant_broken);
    CHECK(worse(ExitCode::invariant_broken, ExitCode::not_deterministic) == ExitCode::invariant_broken);
    CHECK(worse(ExitCode::expectation_failed, ExitCode::stalled) == ExitCode::stalled);
    CHECK(worse(ExitCode::infrastructure, ExitCode::expectation_failed) == ExitCode::expectation_failed);
    CHECK(worse(ExitCode::ok, ExitCode::incomplete) == ExitCode::incomplete);
    CHECK(worse(ExitCode::ok, ExitCode::ok) == ExitCode::ok);
}

TEST_CASE("case result: passed, failed, broken", "[harness][judge][exit]") {
    Story story;
    CHECK(judged(case_of(story), 1, story.record).exit == ExitCode::ok);

    fail_an_expectation(story);
    CHECK(judged(case_of(story), 1, story.record).exit == ExitCode::expectation_failed);

    break_an_invariant(story);
    auto const broken = judged(case_of(story), 1, story.record);
    CHECK(broken.exit == ExitCode::invariant_broken);
    CHECK(broken.outcome == CaseOutcome::failed);
    REQUIRE(broken.breaches.size() == 1);
    CHECK(broken.breaches[0].at == "T+13.2s");
}

TEST_CASE("case result: a stalled run is not held to its expectations", "[harness][judge][exit]") {
    Story story;
    fail_an_expectation(story);
    story.record.end = RunEnd::stalled;
    story.record.stall = "100000 turns at one instant";

    auto const result = judged(case_of(story), 1, story.record);

    CHECK(result.exit == ExitCode::stalled);
    CHECK(result.failures.empty());
    CHECK(result.trouble == "STALLED at T+1h: 100000 turns at one instant");
}

TEST_CASE("case result: xfail expects failed expectations, and excuses nothing else", "[harness][judge][exit]") {
    Story story;
    story.scenario.xfail = ExpectedFailure{"the vendor doubles codes", "#12", "", on_line(5)};

    auto const passed = judged(case_of(story), 1, story.record);
    CHECK(passed.outcome == CaseOutcome::failed);
    CHECK(passed.exit == ExitCode::expectation_failed);
    CHECK(told(passed.failures) ==
          Told{"5: XPASS: the case passes, but `xfail` expects it to fail: the vendor doubles codes (#12)"});

    fail_an_expectation(story);
    auto const failed = judged(case_of(story), 1, story.record);
    CHECK(failed.outcome == CaseOutcome::expected_failure);
    CHECK(failed.exit == ExitCode::ok);

    Story broken = story;
    break_an_invariant(broken);
    CHECK(judged(case_of(broken), 1, broken.record).outcome == CaseOutcome::failed);
    CHECK(judged(case_of(broken), 1, broken.record).exit == ExitCode::invariant_broken);

    story.record.end = RunEnd::stalled;
    CHECK(judged(case_of(story), 1, story.record).exit == ExitCode::stalled);
}

TEST_CASE("case result: two runs that differ say where", "[harness][judge][exit]") {
    Story one;
    one.engine_steps(0s, engine::Because::request);
    one.becomes(engine::Status::setting);
    Story other = one;
    one.becomes(engine::Status::set);
    other.becomes(engine::Status::unknown);
    auto result = judged(case_of(one), 1, one.record);

    note_difference(result, one.record, other.record);

    CHECK(result.exit == ExitCode::not_deterministic);
    CHECK(result.trouble.find("event 3: T+0s guest: setting -> set, then T+0s guest: setting -> unknown") !=
          std::string::npos);
}

}  // namespace
}  // namespace lockstep::harness
