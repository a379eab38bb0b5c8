// Errors and warnings: listed at the right time, while the right status holds, and gone in the end.
#include "tests/catch.hpp"
#include "tests/harness/judge/story.hpp"

namespace lockstep::harness {
namespace {

using engine::Because;
using engine::Issue;
using engine::Status;

// Setting from 0 s; a warning from 2 min; an error from 3 min; set and both gone in one step at 5 min.
Story a_slow_write() {
    Story story;
    story.engine_steps(0s, Because::request, story.step(0s, "create: guest"));
    story.becomes(Status::setting);
    story.engine_steps(120s, Because::delay_noticed);
    story.lists(Issue::delay_in_setting_on_device, true);
    story.engine_steps(180s, Because::answer);
    story.lists(Issue::failed_to_set_on_device, true);
    story.engine_steps(300s, Because::push);
    story.becomes(Status::set);
    story.lists(Issue::delay_in_setting_on_device, false);
    story.lists(Issue::failed_to_set_on_device, false);
    return story;
}

IssueExpectation error(char const* has) {
    IssueExpectation expected;
    expected.has = has;
    expected.place = on_line(70);
    return expected;
}

Told judged(Story& story, IssueExpectation const& expected) {
    story.expects().issues = {expected};
    return told(story.judged().failures);
}

TEST_CASE("issues: what was listed in time holds", "[harness][judge][issues]") {
    Story story = a_slow_write();
    auto expected = error("failed_to_set_on_device");
    expected.during = Status::setting;
    expected.from = Story::at(180s, 71);
    expected.after_none = true;

    CHECK(judged(story, expected).empty());
    CHECK(story.judged().asserted.size() == 2);
}

TEST_CASE("issues: a warning is no error", "[harness][judge][issues]") {
    Story story = a_slow_write();
    auto expected = error("delay_in_setting_on_device");
    CHECK(judged(story, expected) == Told{"70: guest.errors: want delay_in_setting_on_device, it was never listed"});

    expected.warning = true;
    CHECK(judged(story, expected).empty());
}

TEST_CASE("issues: it went in the very step that ended the status, so it was never seen beside the next one",
          "[harness][judge][issues]") {
    Story story = a_slow_write();
    auto expected = error("failed_to_set_on_device");
    expected.during = Status::set;

    CHECK(judged(story, expected) ==
          Told{"70: guest.errors: want failed_to_set_on_device during set, it was listed only at other times"});
}

TEST_CASE("issues: the first appearance at another instant names the instant", "[harness][judge][issues]") {
    Story story = a_slow_write();
    auto expected = error("failed_to_set_on_device");
    expected.from = Story::within(60s, 90s, 71);

    CHECK(judged(story, expected) ==
          Told{"71: guest.errors: want failed_to_set_on_device first within T+1m..T+1m30s, it appeared at T+3m"});
}

TEST_CASE("issues: still listed in the end", "[harness][judge][issues]") {
    Story story = a_slow_write();
    story.engine_steps(400s, Because::answer);
    story.lists(Issue::failed_to_set_on_device, true);
    auto expected = error("failed_to_set_on_device");
    expected.after_none = true;
    expected.after_place = on_line(72);

    CHECK(judged(story, expected) ==
          Told{"72: guest.errors: want failed_to_set_on_device gone in the end, it is still listed"});
}

TEST_CASE("issues: a record that is gone lists nothing", "[harness][judge][issues]") {
    Story story = a_slow_write();
    story.engine_steps(400s, Because::request);
    story.becomes(Status::removing);
    story.lists(Issue::being_deleted, true);
    story.engine_steps(401s, Because::push);
    story.becomes(Status::gone);
    auto expected = error("being_deleted");
    expected.warning = true;
    expected.during = Status::removing;
    expected.after_none = true;

    CHECK(judged(story, expected).empty());
}

}  // namespace
}  // namespace lockstep::harness
