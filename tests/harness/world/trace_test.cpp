#include "harness/world/trace.hpp"

#include <algorithm>

#include "engine/effects.hpp"
#include "harness/world/trace_text.hpp"
#include "tests/catch.hpp"
#include "tests/harness/world/small_case.hpp"

using namespace lockstep;
using namespace lockstep::harness;

TEST_CASE("trace: the hash takes in every event, kept or not", "[world][trace]") {
    auto const filled = [](bool keep, std::uint32_t number) {
        Trace trace;
        trace.keep_events(keep);
        TraceEvent event;
        event.kind = TraceKind::step;
        trace.add(event);
        event.number = number;
        trace.add(event);
        return trace;
    };

    CHECK(filled(true, 1).hash() == filled(false, 1).hash());
    CHECK(filled(true, 1).hash() != filled(true, 2).hash());
    CHECK(filled(false, 1).size() == 2);
    CHECK(filled(false, 1).events().empty());
}

TEST_CASE("trace: a chain walks from an event back to what began it", "[world][trace]") {
    Trace trace;
    TraceEvent event;
    auto const first = trace.add(event);
    event.cause = first;
    auto const second = trace.add(event);
    event.cause = 0;
    trace.add(event);
    event.cause = second;
    auto const last = trace.add(event);

    auto const chain = trace.chain(last);

    REQUIRE(chain.size() == 3);
    CHECK(chain[0]->id == last);
    CHECK(chain[1]->id == second);
    CHECK(chain[2]->id == first);
    CHECK(trace.caused_by(first).size() == 1);
    CHECK(trace.find(0) == nullptr);
    CHECK(trace.find(5) == nullptr);
}

TEST_CASE("trace: the last events are kept, and not many more", "[world][trace]") {
    Trace trace, whole;
    trace.keep_last(80);
    for (std::uint32_t i = 1; i <= 1'000; ++i) {
        TraceEvent event;
        event.number = i;
        trace.add(event);
        whole.add(event);
        REQUIRE(trace.events().size() >= std::min<std::size_t>(i, 80));
        REQUIRE(trace.events().size() <= 90);
        REQUIRE(trace.events().back().number == i);
        REQUIRE(trace.events().front().id + trace.events().size() == i + std::size_t{1});
    }
    CHECK(trace.hash() == whole.hash());
    CHECK(trace.find(1'000)->number == 1'000);
    CHECK(trace.find(900) == nullptr);
    CHECK(trace.after(995).size() == 5);
}

TEST_CASE("trace: instants read as a scenario writes them", "[world][trace]") {
    auto const epoch = SmallCase::epoch;
    CHECK(instant_text(epoch, epoch) == "T+0s");
    CHECK(instant_text(epoch + 10400ms, epoch) == "T+10.4s");
    CHECK(instant_text(epoch + hours{25}, epoch) == "T+1d1h");
    CHECK(instant_text(epoch - 5s, epoch) == "T-5s");
    CHECK(instant_text(never, epoch) == "never");
}

TEST_CASE("trace: every status says which call brought it, and why that call was made", "[world][trace]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    built.fault(TrafficKind::write).drop_request = true;
    built.scenario().faults[0].nth = CountRange{1, 1, "1", {}};

    auto const record = built.run();

    INFO(timeline_of(record));
    REQUIRE(life_of(record, "guest") == "T+0s setting, T+15.7s set");
    auto const& status = record.codes[0].status;
    CHECK(because(status[0].trace, record.trace, record.names) == "write #1 sent");
    CHECK(because(status[1].trace, record.trace, record.names) ==
          "write #2 sent at T+12.4s when the back-off after write #1 was over");
}
