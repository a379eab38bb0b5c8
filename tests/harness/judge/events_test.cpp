// The event log: complete by families, in order, with `never` and `count`.
#include "harness/judge/event_family.hpp"
#include "tests/catch.hpp"
#include "tests/harness/judge/story.hpp"

namespace lockstep::harness {
namespace {

using engine::Because;
using engine::EventType;

Story a_log() {
    Story story;
    story.engine_steps(0s, Because::request);
    story.tells(EventType::code_created);
    story.tells(EventType::code_mutations_requested);
    story.engine_steps(3s, Because::push);
    story.tells(EventType::code_set_on_device);
    story.engine_steps(10s, Because::notice);
    story.tells(EventType::device_disconnected);
    story.tells(EventType::code_unmanaged_created, nobody);
    story.engine_steps(30s, Because::push);
    story.tells(EventType::code_removed_from_device);
    story.tells(EventType::code_deleted);
    return story;
}

EventItem item(std::string type, std::uint32_t line) {
    EventItem item;
    item.type = std::move(type);
    item.place = on_line(line);
    return item;
}
EventItem item(Duration at, std::string type, std::uint32_t line) {
    EventItem timed = item(std::move(type), line);
    timed.when = Story::at(at, line);
    return timed;
}
EventItem rest(std::uint32_t line) {
    EventItem item;
    item.rest = true;
    item.place = on_line(line);
    return item;
}

Told judged(Story& story, std::vector<EventItem> list) {
    story.scenario.expect.events.given = true;
    story.scenario.expect.events.list = std::move(list);
    story.scenario.expect.events.list_place = on_line(90);
    return told(story.judged().failures);
}

std::vector<EventItem> the_life() {
    return {item("access_code.created", 91), item("access_code.set_on_device", 92),
            item("access_code.removed_from_device", 93), item("access_code.deleted", 94)};
}

TEST_CASE("event families: a list is complete for those it names, and for access codes", "[harness][judge][events]") {
    CHECK(family_of("access_code.created") == "access_code");
    CHECK(family_of("device.connected") == "device");
    CHECK(family_of("access_code.mutations_requested") == "access_code.mutations_requested");
    CHECK(family_of("access_code.unmanaged.created") == "access_code.unmanaged");
    CHECK(family_of("nonsense") == "nonsense");
    CHECK(families_of({}) == std::set<std::string, std::less<>>{"access_code"});
}

TEST_CASE("events: complete for access codes; devices, strangers and requested mutations only when named",
          "[harness][judge][events]") {
    Story story = a_log();

    CHECK(judged(story, the_life()).empty());

    auto with_device = the_life();
    with_device.insert(with_device.begin() + 2, item(10s, "device.disconnected", 95));
    CHECK(judged(story, with_device).empty());

    auto with_another = the_life();
    with_another.insert(with_another.begin() + 2, item("device.connected", 95));
    CHECK(judged(story, with_another) ==
          Told{"95: events[3]: want device.connected, got device.disconnected (guest) at T+10s"});

    auto with_mutations = the_life();
    with_mutations.insert(with_mutations.begin() + 1, item("access_code.mutations_requested", 95));
    CHECK(judged(story, with_mutations).empty());
}

TEST_CASE("events: each single slip names its own line", "[harness][judge][events]") {
    Story story = a_log();

    auto list = the_life();
    list.erase(list.begin() + 1);
    CHECK(judged(story, list) ==
          Told{"93: events: got access_code.set_on_device (guest) at T+3s, which is not listed before this line"});
    list = the_life();
    list.insert(list.begin() + 2, item("access_code.changed", 96));
    CHECK(judged(story, list) == Told{"96: events[3]: want access_code.changed, it never came"});
    list = the_life();
    list[1] = item(4s, "access_code.set_on_device", 92);
    CHECK(judged(story, list) == Told{"92: events[2]: want access_code.set_on_device at T+4s, got it at T+3s"});
    list = the_life();
    std::swap(list[2], list[3]);
    CHECK(judged(story, list).size() == 2);
    CHECK(judged(story, {item("access_code.created", 91), rest(92), item("access_code.deleted", 93)}).empty());
    CHECK(judged(story, {rest(92), item("access_code.changed", 93), rest(94)}) ==
          Told{"93: events[2]: want access_code.changed, it never came"});
    CHECK(judged(story, {item("access_code.created", 91), item(1s, "access_code.deleted", 92),
                         item("access_code.set_on_device", 93), item("access_code.removed_from_device", 94)}) ==
          Told{"92: events[2]: want access_code.deleted at T+1s, it came at T+30s",
               "94: events: got access_code.deleted (guest) at T+30s, which is not listed after this line"});
}

TEST_CASE("events: never and count", "[harness][judge][events]") {
    Story story = a_log();
    EventExpectation& events = story.scenario.expect.events;
    events.given = true;
    events.never = {item("access_code.deleted", 97), item("access_code.failed_to_set_on_device", 98),
                    item(20s, "access_code.deleted", 99), item("connected_account.deleted", 100)};
    EventCount count;
    count.type = "access_code.created";
    count.count = {2, 3, "2..3", on_line(101)};
    events.counts = {count};

    auto const judgement = story.judged();

    CHECK(told(judgement.failures) == Told{"97: events.never: want no access_code.deleted, got one at T+30s",
                                           "101: events.count.access_code.created: want 2..3, got 1"});
    CHECK(told(judgement.warnings) == Told{"100: vacuous: the run has no connected_account events at all"});
}

}  // namespace
}  // namespace lockstep::harness
