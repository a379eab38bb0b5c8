// Status sequences and what a poller sees: the line that is wrong is named, with the instant and the cause.
#include "tests/catch.hpp"
#include "tests/harness/judge/story.hpp"

namespace lockstep::harness {
namespace {

using engine::Because;
using engine::Status;

// Set after a lost answer: 0 s setting, 13.3 s set, 30 s removing, 31.3 s 404.
Story a_stay() {
    Story story;
    story.engine_steps(0s, Because::request, story.step(0s, "create: guest"));
    story.becomes(Status::setting);
    TraceId const write = story.sends_write(1);
    story.engine_steps(10s, Because::timed_out, write, 1);
    TraceId const again = story.sends_write(2);
    story.engine_steps(13300ms, Because::push, again, 2);
    story.becomes(Status::set);
    story.engine_steps(30s, Because::request, story.step(30s, "delete: guest"));
    story.becomes(Status::removing);
    story.engine_steps(31300ms, Because::push, 0);
    story.becomes(Status::gone);
    return story;
}

std::vector<StatusItem> as_it_was() {
    return {Story::item(0s, Status::setting, 50), Story::item(13300ms, Status::set, 51),
            Story::item(30s, Status::removing, 52), Story::item(31300ms, Status::gone, 53)};
}

TEST_CASE("statuses: a complete list that fits holds, and says what it stood for", "[harness][judge][statuses]") {
    Story story = a_stay();
    story.expects().status = as_it_was();

    Judgement const judgement = story.judged();

    CHECK(judgement.holds());
    CHECK(judgement.asserted.size() == 4);
}

TEST_CASE("statuses: each single slip names its own line", "[harness][judge][statuses]") {
    struct Case {
        char const* name;
        void (*slip)(std::vector<StatusItem>&);
        Told told;
    };
    static std::vector<Case> const cases{
        {"an instant",
         [](auto& list) { list[1].when = Story::at(10400ms, 51); },
         {"51: guest.status[2]: want set at T+10.4s, got it at T+13.3s"}},
        {"a range",
         [](auto& list) { list[1].when = Story::within(14s, 15s, 51); },
         {"51: guest.status[2]: want set within T+14s..T+15s, got it at T+13.3s"}},
        {"a status",
         [](auto& list) { list[1].status = Status::unknown; },
         {"51: guest.status[2]: want unknown at T+13.3s, got set"}},
        {"the last status",
         [](auto& list) { list[3].status = Status::unset; },
         {"53: guest.status[4]: want unset at T+31.3s, got 404"}},
        {"a line too many",
         [](auto& list) { list.insert(list.begin() + 1, Story::item(5s, Status::unknown, 60)); },
         {"60: guest.status[2]: want unknown at T+5s, it never came"}},
        {"a line too many at the end",
         [](auto& list) { list.push_back(Story::item(40s, Status::unset, 60)); },
         {"60: guest.status[5]: want unset at T+40s, it never came"}},
        {"a line taken out",
         [](auto& list) { list.erase(list.begin() + 1); },
         {"52: guest.status: got set at T+13.3s, which is not listed before this line"}},
        {"the first line taken out",
         [](auto& list) { list.erase(list.begin()); },
         {"51: guest.status: got setting at T+0s, which is not listed before this line"}},
        {"the last line taken out",
         [](auto& list) { list.pop_back(); },
         {"52: guest.status: got 404 at T+31.3s, which is not listed after this line"}},
        {"an empty list",
         [](auto& list) {
             list = {Story::rest(60), Story::item(31300ms, Status::unset, 61)};
         },
         {"61: guest.status[2]: want unset at T+31.3s, got 404"}},
        {"an instant and, elsewhere, a status",
         [](auto& list) {
             list[0].when = Story::at(1s, 50);
             list[2].status = Status::unknown;
         },
         {"50: guest.status[1]: want setting at T+1s, got it at T+0s",
          "52: guest.status[3]: want unknown at T+30s, got removing"}},
    };
    auto const index = GENERATE(range(std::size_t{0}, cases.size()));
    CAPTURE(cases[index].name);
    Story story = a_stay();
    auto list = as_it_was();
    cases[index].slip(list);
    story.expects().status = list;

    auto const judgement = story.judged();

    CHECK(told(judgement.failures) == cases[index].told);
}

TEST_CASE("statuses: places go down to the instant or the word, and back to the matrix", "[harness][judge][statuses]") {
    Story story = a_stay();
    auto list = as_it_was();
    list[1].when = Story::at(10400ms, 51);
    list[1].when.place.from_line = 9;
    list[1].when.place.from_column = 44;
    list[2].status = Status::unknown;
    story.expects().status = list;

    auto const failures = story.judged().failures;

    REQUIRE(failures.size() == 2);
    CHECK(text_of(failures[0].spot) == "story.yaml:51:9");
    CHECK(text_of(failures[0].origin) == "story.yaml:9:44");
    CHECK(text_of(failures[1].spot) == "story.yaml:52:15");
    CHECK(failures[1].origin.file.empty());
    CHECK(failures[0].rows.empty());
    CHECK(failures[1].rows.size() == 4);
}

TEST_CASE("statuses: every line of got says why", "[harness][judge][statuses]") {
    Story story = a_stay();
    auto list = as_it_was();
    list[1].when = Story::at(10400ms, 51);
    story.expects().status = list;

    auto const failures = story.judged().failures;

    REQUIRE(failures.size() == 1);
    CHECK(failures[0].rows ==
          std::vector<Row>{
              {false, "T+0s", "setting", "T+0s", "setting", "write #1 sent"},
              {true, "T+10.4s", "set", "T+13.3s", "set", "write #2 sent at T+10s when write #1 timed out"},
              {false, "T+30s", "removing", "T+30s", "removing", "delete: guest"},
              {false, "T+31.3s", "404", "T+31.3s", "404", "a push came"},
          });
}

TEST_CASE("statuses: a code that was never created has no transitions", "[harness][judge][statuses]") {
    Story story;
    story.expects().status = {Story::item(0s, Status::setting, 50)};

    CHECK(told(story.judged().failures) == Told{"50: guest.status[1]: want setting at T+0s, it never came"});
}

TEST_CASE("polled: what a poller sees is a subsequence of the distinct values", "[harness][judge][polled]") {
    struct Case {
        char const* name;
        Duration every;
        std::vector<Status> sees;
        Told told;
    };
    static std::vector<Case> const cases{
        {"all of them", 1s, {Status::setting, Status::set, Status::removing, Status::gone}, {}},
        {"some of them", 1s, {Status::setting, Status::gone}, {}},
        {"nothing asked", 1s, {}, {}},
        {"too slow for `removing`", 7s, {Status::setting, Status::set, Status::gone}, {}},
        {"too slow for `removing`, but it is asked for",
         7s,
         {Status::set, Status::removing},
         {"62: guest.polled.sees[2]: want removing, a poll every 7s does not see it in this order"}},
        {"the wrong order",
         1s,
         {Status::set, Status::setting},
         {"62: guest.polled.sees[2]: want setting, a poll every 1s does not see it in this order"}},
        {"never there",
         1s,
         {Status::unknown, Status::set},
         {"61: guest.polled.sees[1]: want unknown, a poll every 1s does not see it"}},
    };
    auto const index = GENERATE(range(std::size_t{0}, cases.size()));
    Case const& c = cases[index];
    CAPTURE(c.name);
    Story story = a_stay();
    PolledExpectation polled;
    polled.every = c.every;
    polled.sees = c.sees;
    for (std::size_t i = 0; i < c.sees.size(); ++i)
        polled.sees_places.push_back(on_line(static_cast<std::uint32_t>(61 + i)));
    story.expects().polled = polled;

    CHECK(told(story.judged().failures) == c.told);
}

}  // namespace
}  // namespace lockstep::harness
