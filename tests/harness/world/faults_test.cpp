// What chaos around a vendor does to a code's life, through the real engine, adapter and mock.
#include <set>

#include "harness/world/world.hpp"
#include "tests/catch.hpp"
#include "tests/harness/world/small_case.hpp"

using namespace lockstep;
using namespace lockstep::harness;

namespace {

// One rule about the first call of a kind.
Fault first(TrafficKind op) {
    Fault fault;
    fault.op = op;
    fault.nth = CountRange{1, 1, "1", {}};
    return fault;
}

template <class Change>
Fault first(TrafficKind op, Change change) {
    auto fault = first(op);
    change(fault);
    return fault;
}

}  // namespace

TEST_CASE("faults: what each does to a code that is being set", "[world][faults]") {
    auto const vendor = GENERATE(as<std::string>{}, "open", "direct");
    CAPTURE(vendor);
    struct Row {
        std::string name;
        std::vector<Fault> faults;
        std::string set;
        std::uint64_t writes, reads;
    };
    using Kind = TrafficKind;
    // A write is seen 3.3 s after it was sent; a look takes 0.4 s, the first back-off 2 s, a call times out after 10 s.
    auto const row = GENERATE_COPY(values<Row>({
        {"nothing", {}, "T+3.3s", 1, 0},
        {"the request is lost", {first(Kind::write, [](Fault& f) { f.drop_request = true; })}, "T+15.7s", 2, 1},
        {"the answer is lost, the push is not",
         {first(Kind::write, [](Fault& f) { f.drop_response = true; })},
         "T+3.3s",
         1,
         0},
        {"the push is lost", {first(Kind::push, [](Fault& f) { f.drop_push = true; })}, "T+10.8s", 1, 1},
        {"answer and push are lost",
         {first(Kind::write, [](Fault& f) { f.drop_response = true; }),
          first(Kind::push, [](Fault& f) { f.drop_push = true; })},
         "T+10.4s",
         1,
         1},
        {"503, nothing happened", {first(Kind::write, [](Fault& f) { f.reply = 503; })}, "T+6.1s", 2, 1},
        {"503, and yet it happened",
         {first(Kind::write, [](Fault& f) { f.reply = 503, f.commit = true; })},
         "T+3.3s",
         1,
         1},
        {"429 with Retry-After",
         {first(Kind::write, [](Fault& f) { f.reply = 429, f.retry_after = Duration(30s); })},
         "T+33.7s",
         2,
         0},
        {"malformed", {first(Kind::write, [](Fault& f) { f.malformed = true; })}, "T+3.3s", 1, 1},
        {"a dribbled answer", {first(Kind::write, [](Fault& f) { f.dribble = Distribution(5s); })}, "T+3.3s", 1, 0},
        {"a dribbled answer, too slow",
         {first(Kind::write, [](Fault& f) { f.dribble = Distribution(20s); })},
         "T+3.3s",
         1,
         0},
        {"reset", {first(Kind::write, [](Fault& f) { f.reset = true; })}, "T+3.3s", 1, 1},
        {"a slow answer", {first(Kind::write, [](Fault& f) { f.latency = Distribution(5s); })}, "T+3.3s", 1, 0},
        {"a late push", {first(Kind::push, [](Fault& f) { f.delay_push = Distribution(4s); })}, "T+7.3s", 1, 0},
        {"a push that comes twice", {first(Kind::push, [](Fault& f) { f.duplicate_push = true; })}, "T+3.3s", 1, 0},
        {"slots full", {first(Kind::write, [](Fault& f) { f.slots_full = true; })}, "", 1, 0},
    }));
    CAPTURE(row.name);
    SmallCase built(vendor);
    built.create(0s, "guest", "0420");
    built.scenario().faults = row.faults;

    auto const record = built.run();

    INFO(timeline_of(record));
    CHECK(life_of(record, "guest") == (row.set.empty() ? "T+0s setting" : "T+0s setting, " + row.set + " set"));
    CHECK(record.totals.operations[0] == row.writes);
    CHECK(record.totals.operations[2] == row.reads);
    for (auto const& count : record.faults)
        CHECK(count.fired == 1);
    CHECK(record.devices.back().slots.size() == (row.set.empty() ? 0u : 1u));
}

TEST_CASE("faults: an answer that says it is no JSON is looked behind", "[world][faults]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    built.scenario().faults = {first(TrafficKind::write, [](Fault& f) { f.content_type = "text/html"; })};

    auto const record = built.run();

    INFO(timeline_of(record));
    CHECK(life_of(record, "guest") == "T+0s setting, T+3.3s set");
    CHECK(record.totals.operations[2] == 1);
}

TEST_CASE("faults: a chance between two is drawn once a run", "[world][faults]") {
    std::vector<Fault> rules(1);
    rules[0].drop_response = true;
    rules[0].chance = 0;
    rules[0].chance_max = 1;
    std::set<std::uint64_t> counts;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        FaultBook book{rules, seed};
        for (std::uint64_t call = 1; call <= 100; ++call)
            book.judge_request({.op = providers::Op::write, .call = engine::CallId{call}}, Instant{});
        counts.insert(book.counts()[0].fired);
    }
    // Calm runs and wild ones, where a chance of one half would end near 50 every time.
    CHECK(*counts.begin() < 15);
    CHECK(*counts.rbegin() > 85);
}

TEST_CASE("faults: 401 is met by one fresh login and the call again", "[world][faults]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    built.scenario().faults = {first(TrafficKind::write, [](Fault& f) { f.reply = 401; })};

    auto const record = built.run();

    INFO(timeline_of(record));
    CHECK(life_of(record, "guest") == "T+0s setting, T+4.1s set");
    CHECK(record.totals.operations[0] == 1);
    CHECK(record.totals.operations[3] == 1);
    CHECK(record.totals.requests[static_cast<std::size_t>(http::Method::post)] == 3);
}

TEST_CASE("faults: an outage ends by itself", "[world][faults]") {
    SmallCase built;
    built.step(0s, "outage", Outage{0, Duration(5s)});
    built.create(0s, "guest", "0420");

    auto const record = built.run();

    INFO(timeline_of(record));
    // Refused at 0.2, looked at 0.4 in vain until 0.8, again 2 s later in vain until 3.2, again 4 s later, then 8 s.
    CHECK(record.end == RunEnd::reached);
    CHECK(record.codes[0].status.back().status == engine::Status::set);
    CHECK(record.totals.operations[0] == 2);
}

TEST_CASE("faults: what fired is counted as a reach mark", "[world][faults]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    built.scenario().faults = {first(TrafficKind::write, [](Fault& f) { f.drop_response = true; }),
                               first(TrafficKind::push, [](Fault& f) { f.drop_push = true; })};

    auto const record = built.run();

    CHECK(record.reached.at("fault drop response x write") == 1);
    CHECK(record.reached.at("fault drop push x push") == 1);
    CHECK(record.reached.at("move new -> setting") == 1);
    CHECK(record.reached.at("move setting -> set") == 1);
    CHECK(record.reached.at("step create") == 1);
    CHECK(record.reached.count("move setting -> removing") == 0);
}
