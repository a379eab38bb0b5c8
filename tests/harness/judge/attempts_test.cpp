// Action attempts: their states in order, with what they carry.
#include "tests/catch.hpp"
#include "tests/harness/judge/story.hpp"

namespace lockstep::harness {
namespace {

using engine::AttemptState;

Story an_attempt(AttemptState end, std::string access_code, std::string error) {
    Story story;
    AttemptHistory history;
    history.label = "c1";
    history.attempt = 0;
    history.states = {{Story::epoch, Turn::step, AttemptState::pending, 0, {}, {}, {}},
                      {Story::epoch + 3300ms, Turn::message, end, 0, std::move(access_code), std::move(error), {}}};
    story.record.attempts.push_back(history);
    return story;
}

AttemptItem item(Duration at, AttemptStatus status, std::uint32_t line) {
    AttemptItem item;
    item.when = Story::at(at, line);
    item.status = status;
    item.place = on_line(line);
    item.status_place = on_line(line, 20);
    return item;
}

Told judged(Story& story, std::vector<AttemptItem> items, std::string label = "c1") {
    story.scenario.expect.attempts = {{std::move(label), on_line(80), std::move(items)}};
    return told(story.judged().failures);
}

TEST_CASE("attempts: pending, then success, with a part of its result", "[harness][judge][attempts]") {
    Story story = an_attempt(AttemptState::success, R"({"code":"0420","status":"set","errors":[]})", "");
    auto success = item(3300ms, AttemptStatus::success, 82);

    CHECK(judged(story, {item(0s, AttemptStatus::pending, 81), success}).empty());
    success.result_json = R"({"code":"0420"})";
    CHECK(judged(story, {item(0s, AttemptStatus::pending, 81), success}).empty());
    success.result_json = R"({"code":"0421","status":"set"})";
    CHECK(
        judged(story, {item(0s, AttemptStatus::pending, 81), success}) ==
        Told{
            R"(82: c1[2]: want success {"code":"0421","status":"set"} at T+3.3s, got success {"code":"0420","status":"set"})"});
    success.result_json = R"({"starts_at":null})";
    CHECK(judged(story, {item(0s, AttemptStatus::pending, 81), success}).size() == 1);
}

TEST_CASE("attempts: errors by type, or any", "[harness][judge][attempts]") {
    Story story = an_attempt(AttemptState::error, "", "action_attempt_expired");
    auto error = item(3300ms, AttemptStatus::error, 82);

    CHECK(judged(story, {item(0s, AttemptStatus::pending, 81), error}).empty());
    error.error = "action_attempt_expired";
    CHECK(judged(story, {item(0s, AttemptStatus::pending, 81), error}).empty());
    error.error = "uncategorized_error";
    CHECK(judged(story, {item(0s, AttemptStatus::pending, 81), error}) ==
          Told{"82: c1[2]: want error uncategorized_error at T+3.3s, got error action_attempt_expired"});
    CHECK(judged(story, {item(0s, AttemptStatus::pending, 81), item(3300ms, AttemptStatus::success, 82)}) ==
          Told{"82: c1[2]: want success at T+3.3s, got error action_attempt_expired"});
}

TEST_CASE("attempts: a list is complete, and a label must have started one", "[harness][judge][attempts]") {
    Story story = an_attempt(AttemptState::success, "{}", "");

    CHECK(judged(story, {item(0s, AttemptStatus::pending, 81)}) ==
          Told{"81: c1: got success at T+3.3s, which is not listed after this line"});
    CHECK(judged(story, {item(0s, AttemptStatus::pending, 81)}, "d1") ==
          Told{"80: d1: its step started no action attempt"});
}

}  // namespace
}  // namespace lockstep::harness
