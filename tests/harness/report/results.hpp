// Results of three cases, told by hand, for the approved outputs of all reports.
#pragma once

#include <vector>

#include "harness/judge/case_result.hpp"
#include "tests/harness/judge/story.hpp"

namespace lockstep::harness {

// A code whose first write's answer was lost: set at 13.3 s instead of 10.4 s, and stored twice.
inline Story a_story_that_fails() {
    using engine::Because;
    using engine::Status;
    Story story;
    story.scenario.files = {"faults/ambiguous.yaml"};
    story.scenario.name = "An answer and a push, both lost";
    story.engine_steps(0s, Because::request, story.step(0s, "create: guest"));
    story.becomes(Status::setting);
    TraceId const write = story.sends_write(1);
    story.engine_steps(10s, Because::timed_out, write, 1);
    TraceId const again = story.sends_write(2);
    TraceEvent stored;
    stored.device = 0;
    stored.code = 0;
    story.happens(13200ms, TraceKind::lock_stored, again, stored);
    story.engine_steps(13300ms, Because::push, again, 2);
    story.becomes(Status::set);

    auto& expected = story.expects();
    expected.status =
        std::vector<StatusItem>{Story::item(0s, Status::setting, 54), Story::item(10400ms, Status::set, 55)};
    expected.status->back().when.place.from_line = 9;
    expected.status->back().when.place.from_column = 47;
    story.record.breaches.push_back({"I-03", "one copy", "lock `front` stores \"8080\" twice", Story::epoch + 13200ms,
                                     0, 0, static_cast<TraceId>(again + 1)});
    auto& totals = story.record.totals;
    totals.created = 1;
    totals.entered[1] = totals.entered[2] = 1;
    totals.transitions = 2;
    totals.provider_calls = 2;
    totals.operations[0] = 2;
    totals.pushes = 1;
    totals.world_events = 17;
    totals.slots_peak = 2;
    totals.codes_peak = 1;
    totals.doors = 1;
    totals.exposure = 1500ms;
    totals.exposure_excused = 12s;
    totals.virtual_time = 1h;
    story.record.reached = {{"fault drop response x write", 1}, {"fault drop push x push", 1},
                            {"fault reply x write", 3},         {"fault reply x remove", 1},
                            {"move new -> setting", 1},         {"move setting -> set", 1}};
    return story;
}

inline Case case_of(Story const& story, std::string variant) {
    Case one;
    one.file = story.scenario.files.front();
    one.variant = variant;
    one.id = one.file + "[" + variant + "]";
    one.scenario = story.scenario;
    return one;
}

// Failed, passed with a warning, unsupported, failed as expected.
inline std::vector<CaseResult> four_results() {
    std::vector<CaseResult> results;
    Story const failing = a_story_that_fails();
    results.push_back(judged(case_of(failing, "what=answer & push, both \"lost\""), 1, failing.record));
    results.back().record = std::make_shared<RunRecord>(failing.record);

    Story calm;
    calm.scenario.files = {"core/ongoing.yaml"};
    calm.record.totals.virtual_time = 50s;
    CaseResult passed = judged(case_of(calm, "what=pushed"), 1, calm.record);
    passed.warnings.push_back({{"core/ongoing.yaml", 31, 12}, "device.front[1]: vacuous", {}, {}});
    passed.record = std::make_shared<RunRecord>(calm.record);
    results.push_back(passed);

    Requirement requirement;
    requirement.place = on_line(6);
    results.push_back(unsupported(case_of(calm, "what=it's polled"), 2, "provider `jit` lacks push", on_line(6)));

    Story doomed = a_story_that_fails();
    doomed.record.breaches.clear();  // which nobody may expect
    doomed.scenario.xfail = ExpectedFailure{"the vendor doubles codes", "#12", "", on_line(5)};
    results.push_back(judged(case_of(doomed, "what=doubled"), 1, doomed.record));
    results.back().record = std::make_shared<RunRecord>(doomed.record);
    return results;
}

}  // namespace lockstep::harness
