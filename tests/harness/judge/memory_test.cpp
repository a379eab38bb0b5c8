// What locks hold: complete lists, usable or not, how many copies, at an instant, in a range, at the end.
#include "tests/catch.hpp"
#include "tests/harness/judge/story.hpp"

namespace lockstep::harness {
namespace {

SlotSnapshot slot(std::string pin, bool usable = true, CodeNumber code = 0) {
    SlotSnapshot slot;
    slot.pin = std::move(pin);
    slot.usable = usable;
    slot.code = code;
    return slot;
}
StoredCode stored(std::string pin, std::uint32_t line) {
    StoredCode code;
    code.pin = std::move(pin);
    code.place = on_line(line);
    return code;
}
StoredCode rest() {
    StoredCode code;
    code.rest = true;
    return code;
}

Judgement judgement_of(std::vector<SlotSnapshot> const& slots, std::vector<StoredCode> codes) {
    Story story;
    story.record.devices.push_back({Story::epoch + 20s, 0, slots});
    for (auto const& one : slots)
        story.record.ever_stored.push_back({0, one.pin});
    MemoryExpectation expected;
    expected.when = Story::at(20s, 110);
    expected.codes = std::move(codes);
    expected.place = on_line(110);
    expected.codes_place = on_line(110, 22);
    story.scenario.expect.devices = {{0, on_line(109), {expected}}};
    return story.judged();
}
Told judged(std::vector<SlotSnapshot> const& slots, std::vector<StoredCode> codes) {
    return told(judgement_of(slots, std::move(codes)).failures);
}

TEST_CASE("memory: complete unless there is a rest", "[harness][judge][memory]") {
    CHECK(judged({slot("0420")}, {stored("0420", 111)}).empty());
    CHECK(judged({slot("1234"), slot("0420")}, {stored("0420", 111), stored("1234", 112)}).empty());
    CHECK(judged({slot("0420"), slot("1234")}, {stored("0420", 111), rest()}).empty());
    CHECK(judged({slot("0420"), slot("1234")}, {stored("0420", 111)}) ==
          Told{R"(110: device.front[1]: got "1234", which is not listed, at T+20s)"});
    CHECK(judged({slot("1234")}, {stored("0420", 111), rest()}) ==
          Told{R"(111: device.front[1]: want "0420", the lock does not store it at T+20s)"});
    CHECK(judged({slot("0420")}, {}) == Told{R"(110: device.front[1]: got "0420", which is not listed, at T+20s)"});
}

TEST_CASE("memory: leading zeros count", "[harness][judge][memory]") {
    CHECK(judged({slot("420")}, {stored("0420", 111), rest()}).size() == 1);
}

TEST_CASE("memory: usable, copies and windows", "[harness][judge][memory]") {
    auto want = stored("0420", 111);
    want.usable = false;
    CHECK(judged({slot("0420")}, {want}) ==
          Told{R"(111: device.front[1]: want "0420" not usable, got "0420" usable at T+20s)"});

    CHECK(judged({slot("0420"), slot("0420")}, {stored("0420", 111)}) ==
          Told{R"(111: device.front[1]: want "0420" once, the lock stores it 2 times at T+20s)"});
    CHECK(judged({slot("0420"), slot("0420")}, {stored("0420", 111), rest()}).size() == 1);
    want = stored("0420", 111);
    want.copies = 2;
    CHECK(judged({slot("0420"), slot("0420")}, {want}).empty());
    CHECK(judged({slot("0420")}, {want}) ==
          Told{R"(111: device.front[1]: want "0420" x2, the lock stores it once at T+20s)"});
    want.copies = 0;
    CHECK(judged({}, {want}).empty());
    CHECK(judged({slot("0420")}, {want, rest()}).size() == 1);

    auto windowed = slot("0420");
    windowed.starts = Story::epoch + 1h;
    want = stored("0420", 111);
    want.starts.given = true;
    want.starts.value.instant = Story::epoch + 2h;
    CHECK(judged({windowed}, {want}) ==
          Told{R"(111: device.front[1]: want "0420" from T+2h, got "0420" usable from T+1h at T+20s)"});
    want.starts.null = true;
    CHECK(judged({windowed}, {want}).size() == 1);
    CHECK(judged({slot("0420")}, {want}).empty());
}

TEST_CASE("memory: one PIN twice with different windows finds its own slots", "[harness][judge][memory]") {
    auto early = slot("0420");
    early.ends = Story::epoch + 1h;
    auto late = slot("0420", false);
    late.starts = Story::epoch + 2h;
    auto want_late = stored("0420", 111);
    want_late.usable = false;
    auto want_early = stored("0420", 112);
    want_early.usable = true;

    CHECK(judged({early, late}, {want_late, want_early}).empty());
    CHECK(judged({early, early}, {want_late, want_early}).size() == 1);
}

TEST_CASE("memory: the end, ranges, and instants that the run does not have", "[harness][judge][memory]") {
    Story story;
    story.record.ended_at = Story::epoch + 1h;
    story.record.ever_stored = {{0, "0420"}};
    story.record.devices = {
        {Story::epoch + 10s, 0, {}}, {Story::epoch + 20s, 0, {slot("0420")}}, {Story::epoch + 1h, 0, {}}};
    MemoryExpectation end;
    end.at_end = true;
    end.place = on_line(120);
    MemoryExpectation range;
    range.when = Story::within(5s, 25s, 121);
    range.codes = {stored("0420", 121)};
    range.place = on_line(121);
    MemoryExpectation later = range;
    later.when = Story::within(30s, 40s, 122);
    MemoryExpectation too_late = range;
    too_late.when = Story::at(50s, 123);
    too_late.place = on_line(123);
    MemoryExpectation never_so = range;
    never_so.codes = {stored("9999", 124)};
    story.scenario.expect.devices = {{0, on_line(119), {end, range, later, too_late, never_so}}};

    CHECK(
        told(story.judged().failures) ==
        Told{
            "123: device.front[4]: the run has no such instant",
            R"(124: device.front[5]: want "9999", the lock does not store it at T+20s, and nothing fits within T+5s..T+25s)"});
}

TEST_CASE("memory: nothing, where nothing ever was, is vacuous", "[harness][judge][memory]") {
    auto const judgement = judgement_of({}, {});

    CHECK(judgement.holds());
    CHECK(told(judgement.warnings) == Told{"110: device.front[1]: vacuous: this lock never stored a code in this run"});
}

}  // namespace
}  // namespace lockstep::harness
