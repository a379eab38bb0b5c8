// How often and when vendors were asked; totals; faults that never fired; steps that broke their promise.
#include "tests/catch.hpp"
#include "tests/harness/judge/story.hpp"

namespace lockstep::harness {
namespace {

using engine::Because;

Story three_writes() {
    Story story;
    for (int i = 0; i < 3; ++i) {
        story.engine_steps(i * 10s, Because::backed_off);
        story.sends_write(static_cast<unsigned>(i + 1));
    }
    return story;
}

RequestExpectation count(std::uint64_t min, std::uint64_t max, TrafficKind kind = TrafficKind::write) {
    RequestExpectation expected;
    expected.kind = kind;
    expected.count = CountRange{min, max, "", on_line(130)};
    expected.count->text = min == max ? std::to_string(min) : std::to_string(min) + ".." + std::to_string(max);
    expected.place = on_line(130);
    return expected;
}

Told judged(Story& story, RequestExpectation const& expected) {
    story.scenario.expect.requests = {expected};
    return told(story.judged().failures);
}

TEST_CASE("requests: counts and ranges", "[harness][judge][requests]") {
    Story story = three_writes();

    CHECK(judged(story, count(3, 3)).empty());
    CHECK(judged(story, count(0, 3)).empty());
    CHECK(judged(story, count(0, 0, TrafficKind::read)).empty());
    CHECK(judged(story, count(1, 1)) == Told{"130: requests.write: want 1, got 3"});
    CHECK(judged(story, count(4, 9)) == Told{"130: requests.write: want 4..9, got 3"});
    CHECK(judged(story, count(1, 1, TrafficKind::http_get)) == Told{"130: requests.GET: want 1, got 0"});
}

TEST_CASE("requests: instants, with rests", "[harness][judge][requests]") {
    Story story = three_writes();
    auto const at = [](std::vector<Duration> const& instants, std::size_t rest_at = 99) {
        RequestExpectation expected;
        expected.kind = TrafficKind::write;
        expected.place = on_line(130);
        expected.at.emplace();
        for (std::size_t i = 0; i < instants.size(); ++i) {
            RequestItem item;
            item.rest = i == rest_at;
            item.when = Story::at(instants[i], static_cast<std::uint32_t>(131 + i), 7);
            item.place = on_line(static_cast<std::uint32_t>(131 + i));
            expected.at->push_back(item);
        }
        return expected;
    };

    CHECK(judged(story, at({0s, 10s, 20s})).empty());
    CHECK(judged(story, at({0s, 0s, 20s}, 1)).empty());
    CHECK(judged(story, at({0s, 12s, 20s})) == Told{"132: requests.write.at[2]: want write at T+12s, got it at T+10s"});
    CHECK(judged(story, at({0s, 10s})) ==
          Told{"132: requests.write.at: got write #3 for guest at T+20s, which is not listed after this line"});
    CHECK(judged(story, at({0s, 10s, 20s, 30s})) ==
          Told{"134: requests.write.at[4]: want write at T+30s, it never came"});
}

TEST_CASE("requests: a run without details still counts", "[harness][judge][requests]") {
    Story story;
    story.record.has_details = false;
    story.record.totals.operations[0] = 7;

    CHECK(judged(story, count(7, 7)).empty());
    CHECK(judged(story, count(1, 1)) == Told{"130: requests.write: want 1, got 7"});
}

TEST_CASE("totals: statuses entered, created, deleted, skipped", "[harness][judge][totals]") {
    Story story;
    story.record.totals.entered[static_cast<std::size_t>(engine::Status::set)] = 6938;
    story.record.totals.skipped = 90;
    auto const total = [](char const* key, std::uint64_t value, std::uint32_t line) {
        return TotalExpectation{key, {value, value, std::to_string(value), on_line(line)}, on_line(line)};
    };
    story.scenario.expect.totals = {total("set", 6938, 140), total("skipped", 91, 141), total("404", 1, 142)};

    CHECK(told(story.judged().failures) ==
          Told{"141: totals.skipped: want 91, got 90", "142: totals.404: want 1, got 0"});
}

TEST_CASE("totals: a wrong sum is shown with what it is made of", "[harness][judge][totals]") {
    Story story;
    story.engine_steps(0s, Because::request, story.step(0s, "create: guest"));
    story.becomes(engine::Status::setting);
    story.record.totals.entered[static_cast<std::size_t>(engine::Status::setting)] = 1;
    story.record.totals.created = 1;
    auto const total = [](char const* key, std::uint64_t value) {
        return TotalExpectation{key, {value, value, std::to_string(value), on_line(140)}, on_line(140)};
    };
    story.scenario.expect.totals = {total("setting", 0), total("created", 2)};

    auto const failures = story.judged().failures;

    REQUIRE(failures.size() == 2);
    REQUIRE(failures[0].rows.size() == 1);
    CHECK(failures[0].rows[0].want == "0 setting");
    CHECK(failures[0].rows[0].got == "setting guest");
    CHECK(failures[0].rows[0].because == "create: guest");
    REQUIRE(failures[1].rows.size() == 1);
    CHECK(failures[1].rows[0].got == "1 created");
}

TEST_CASE("faults: one that never fired fails, unless it is optional", "[harness][judge][faults]") {
    Story story;
    Fault used;
    Fault unused;
    unused.place = on_line(150);
    Fault matched = unused;
    matched.place = on_line(151);
    Fault optional = unused;
    optional.optional = true;
    story.scenario.faults = {used, unused, matched, optional};
    story.record.faults = {{3, 2}, {0, 0}, {4, 0}, {0, 0}};

    CHECK(told(story.judged().failures) ==
          Told{"150: faults[2]: it never fired (nothing matched it); `optional: true` allows that",
               "151: faults[3]: it never fired (it matched 4 messages); `optional: true` allows that"});
}

TEST_CASE("steps: a broken promise names the promise, or its step", "[harness][judge][steps]") {
    Story story;
    Step step;
    step.at.instant = Story::epoch + 20s;
    step.place = on_line(160);
    step.verb = "get";
    story.scenario.steps = {step};
    TraceId const trace = story.step(20s, "get: guest");
    story.record.step_failures = {{0, on_line(160, 44), "reply: want 404, got 200", "404", "200", trace},
                                  {0, {}, "press: the door opened", "", "", trace}};

    auto const failures = story.judged().failures;

    CHECK(told(failures) == Told{"160: get: guest at T+20s: reply: want 404, got 200",
                                 "160: get: guest at T+20s: press: the door opened"});
    CHECK(failures[0].spot.column == 44);
    CHECK(failures[0].rows == std::vector<Row>{{true, "", "404", "T+20s", "200", "get: guest"}});
    CHECK(failures[1].rows.empty());
}

}  // namespace
}  // namespace lockstep::harness
