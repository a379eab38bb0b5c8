#include "harness/world/fault_book.hpp"

#include "tests/catch.hpp"

using namespace lockstep;
using namespace lockstep::harness;
using providers::Op;

namespace {

constexpr Instant noon{Duration{1'893'499'200'000'000}};

FaultSubject call(Op op, std::uint64_t number = 1) {
    FaultSubject subject;
    subject.op = op;
    subject.call = engine::CallId{number};
    subject.device = 0;
    return subject;
}

Fault on(std::optional<TrafficKind> op) {
    Fault fault;
    fault.op = op;
    return fault;
}

}  // namespace

TEST_CASE("fault book: a rule meets the traffic it selects, and counts its own matches", "[world][faults]") {
    auto fault = on(TrafficKind::write);
    fault.drop_request = true;
    fault.nth = CountRange{2, 3, "2..3", {}};
    FaultBook book({fault}, 1);

    CHECK_FALSE(book.judge_request(call(Op::write, 1), noon).drop_request);
    CHECK_FALSE(book.judge_request(call(Op::read, 2), noon).drop_request);
    CHECK(book.judge_request(call(Op::write, 3), noon).drop_request);
    CHECK(book.judge_request(call(Op::write, 4), noon).drop_request);
    CHECK_FALSE(book.judge_request(call(Op::write, 5), noon).drop_request);

    CHECK(book.counts()[0].matched == 4);
    CHECK(book.counts()[0].fired == 2);
}

TEST_CASE("fault book: from is in and to is out", "[world][faults]") {
    auto fault = on(TrafficKind::read);
    fault.reply = 503;
    fault.from = noon;
    fault.to = noon + 10s;
    FaultBook book({fault}, 1);

    CHECK_FALSE(book.judge_request(call(Op::read), noon - Duration{1}).reply);
    CHECK(book.judge_request(call(Op::read), noon).reply);
    CHECK(book.judge_request(call(Op::read), noon + 10s - Duration{1}).reply);
    CHECK_FALSE(book.judge_request(call(Op::read), noon + 10s).reply);
}

TEST_CASE("fault book: the first rule in file order wins a field, and all rules that won something have fired",
          "[world][faults]") {
    auto first = on(TrafficKind::write);
    first.reply = 500;
    auto second = on(TrafficKind::write);
    second.reply = 503;
    second.commit = true;
    auto third = on(TrafficKind::write);
    third.reply = 429;
    third.latency = Distribution(3s);
    FaultBook book({first, second, third}, 1);

    auto const fate = book.judge_request(call(Op::write), noon);

    CHECK(fate.reply == 500);
    CHECK_FALSE(fate.commits);
    CHECK(fate.latency == 3s);
    CHECK(book.counts()[0].fired == 1);
    CHECK(book.counts()[1].fired == 0);
    CHECK(book.counts()[2].fired == 1);
}

TEST_CASE("fault book: a rule without op meets what its actions can do something to", "[world][faults]") {
    struct Row {
        std::string name;
        Fault fault;
        std::vector<Op> meets;
    };
    auto stale = on(std::nullopt), slots = on(std::nullopt), lost_push = on(std::nullopt), outage = on(std::nullopt);
    stale.stale = 30s;
    slots.slots_full = true;
    lost_push.drop_push = true;
    outage.reply = 503;
    auto const row = GENERATE_COPY(
        values<Row>({{"stale is about reads", stale, {Op::read}},
                     {"slots are about writes", slots, {Op::write}},
                     {"a lost push is about pushes", lost_push, {Op::push}},
                     {"a status is about every request", outage, {Op::write, Op::remove, Op::read, Op::login}}}));
    CAPTURE(row.name);
    FaultBook book({row.fault}, 1);

    for (auto const op : {Op::write, Op::remove, Op::read, Op::login, Op::push}) {
        auto const before = book.counts()[0].fired;
        if (op == Op::push)
            book.judge_push(call(op), noon);
        else
            book.judge_request(call(op), noon);
        bool const wanted = std::find(row.meets.begin(), row.meets.end(), op) != row.meets.end();
        CAPTURE(providers::name_of(op));
        CHECK((book.counts()[0].fired > before) == wanted);
    }
}

TEST_CASE("fault book: the next page of a read shares its fate, a repeat counts anew", "[world][faults]") {
    auto fault = on(TrafficKind::read);
    fault.stale = 30s;
    fault.nth = CountRange{1, 1, "1", {}};
    FaultBook book({fault}, 1);
    auto first_page = call(Op::read, 7);
    first_page.fingerprint = 100;
    auto next_page = first_page;
    next_page.operation_start = false;
    next_page.fingerprint = 200;
    auto repeat = next_page;

    CHECK(book.judge_request(first_page, noon).handling.as_of == noon - 30s);
    CHECK(book.judge_request(next_page, noon + 1s).handling.as_of == noon - 29s);
    CHECK_FALSE(book.judge_request(repeat, noon + 2s).handling.as_of);
    CHECK(book.counts()[0].matched == 2);
}

TEST_CASE("fault book: chance draws from the rule's own stream", "[world][faults]") {
    auto fault = on(TrafficKind::write);
    fault.drop_response = true;
    fault.chance = 0.5;
    auto const fires = [](std::vector<Fault> const& rules, std::size_t index) {
        FaultBook book(rules, 1);
        for (std::uint64_t i = 1; i <= 1000; ++i)
            (void)book.judge_request(call(Op::write, i), noon);
        return book.counts()[index].fired;
    };
    auto never_on_writes = on(TrafficKind::read);
    never_on_writes.drop_response = true;
    never_on_writes.chance = 0.5;

    auto const alone = fires({fault}, 0);

    CHECK(alone > 400);
    CHECK(alone < 600);
    CHECK(fires({fault, never_on_writes}, 0) == alone);
}
