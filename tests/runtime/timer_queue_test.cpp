// What the timer queue promises, by example and against a plain ordered map.
#include "runtime/timer_queue.hpp"

#include <map>
#include <string>
#include <vector>

#include "runtime/random.hpp"
#include "tests/catch.hpp"

namespace lockstep {
namespace {

constexpr Instant midday{Duration{1'893'499'200'000'000}};

using Queue = TimerQueue<std::string>;

std::vector<std::string> drained(Queue& queue) {
    std::vector<std::string> fired;
    while (!queue.empty())
        fired.push_back(queue.pop().payload);
    return fired;
}

TEST_CASE("timer queue: timers fire by instant, equal instants in the order they were scheduled",
          "[runtime][timer_queue]") {
    Queue queue;
    queue.schedule(midday + 2s, "late");
    for (auto const* name : {"a", "b", "c", "d", "e", "f", "g"})
        queue.schedule(midday, name);
    queue.schedule(midday - 1s, "early");

    CHECK(queue.next_due() == midday - 1s);
    CHECK(drained(queue) == std::vector<std::string>{"early", "a", "b", "c", "d", "e", "f", "g", "late"});
    CHECK(queue.next_due() == never);
}

TEST_CASE("timer queue: a cancelled timer leaves no trace in the order of the others", "[runtime][timer_queue]") {
    Queue queue;
    auto const first = queue.schedule(midday, "a");
    queue.schedule(midday, "b");
    auto const third = queue.schedule(midday, "c");
    queue.schedule(midday, "d");

    CHECK(queue.cancel(first));
    CHECK(queue.cancel(third));
    queue.schedule(midday, "e");  // takes a place that was given back, and still fires last

    CHECK(queue.size() == 3);
    CHECK(drained(queue) == std::vector<std::string>{"b", "d", "e"});
}

TEST_CASE("timer queue: a stale id cancels nothing", "[runtime][timer_queue]") {
    Queue queue;
    auto const fired = queue.schedule(midday, "fired");
    queue.pop();
    auto const successor = queue.schedule(midday, "in the same place");

    CHECK_FALSE(queue.cancel(fired));
    CHECK_FALSE(queue.cancel(TimerId{}));
    CHECK_FALSE(queue.cancel(TimerId{999, 1}));
    CHECK(queue.is_pending(successor));
    CHECK(queue.cancel(successor));
    CHECK_FALSE(queue.cancel(successor));
    CHECK(queue.empty());
}

TEST_CASE("timer queue: pop_due gives nothing before its instant", "[runtime][timer_queue]") {
    Queue queue;
    queue.schedule(midday, "due");

    CHECK_FALSE(queue.pop_due(midday - 1us).has_value());
    auto const fired = queue.pop_due(midday);
    REQUIRE(fired.has_value());
    CHECK(fired->at == midday);
    CHECK(fired->payload == "due");
    CHECK_FALSE(queue.pop_due(midday).has_value());
}

TEST_CASE("timer queue: the next due instant is never that of a cancelled timer", "[runtime][timer_queue]") {
    Queue queue;
    auto const first = queue.schedule(midday, "a");
    auto const second = queue.schedule(midday + 1s, "b");
    queue.schedule(midday + 2s, "c");

    queue.cancel(second);
    queue.cancel(first);

    CHECK(queue.next_due() == midday + 2s);
}

TEST_CASE("timer queue: a copy is a queue of its own and knows the original's ids", "[runtime][timer_queue]") {
    Queue original;
    auto const id = original.schedule(midday, "kept");
    Queue copy = original;

    CHECK(copy.cancel(id));

    CHECK(copy.empty());
    CHECK(original.is_pending(id));
}

TEST_CASE("timer queue: cancelled timers do not pile up", "[runtime][timer_queue]") {
    Queue queue;
    queue.schedule(midday, "stays");
    auto pending = queue.schedule(midday + 1h, "moved");
    for (int move = 0; move < 100'000; ++move) {
        queue.cancel(pending);
        pending = queue.schedule(midday + 1h + move * 1s, "moved");
    }

    CHECK(queue.size() == 2);
    CHECK(queue.memory_bytes() < 32'768);
    CHECK(queue.work().rebuilds > 0);
    CHECK(drained(queue) == std::vector<std::string>{"stays", "moved"});
}

TEST_CASE("timer queue: clear forgets all timers and makes their ids stale", "[runtime][timer_queue]") {
    Queue queue;
    auto const id = queue.schedule(midday, "a");
    queue.schedule(midday, "b");

    queue.clear();

    CHECK(queue.empty());
    CHECK(queue.next_due() == never);
    queue.schedule(midday, "c");
    CHECK_FALSE(queue.is_pending(id));
    CHECK(drained(queue) == std::vector<std::string>{"c"});
}

TEST_CASE("timer queue: it answers like a plain ordered map, whatever is done to it", "[runtime][timer_queue]") {
    auto const seed = GENERATE(range(1, 21));
    CAPTURE(seed);
    RandomStream random{static_cast<std::uint64_t>(seed), "timers"};
    TimerQueue<int> queue;
    std::multimap<Instant, int> model;  // equal keys keep the order of insertion
    std::vector<std::pair<TimerId, std::multimap<Instant, int>::iterator>> open;
    Instant now = midday;
    int next = 0;
    // Few distinct instants make many ties; a small share of cancels or a large one shape the heap differently.
    auto const spread = seed % 2 == 0 ? 20u : 100'000u;
    auto const cancel_share = seed % 3 == 0 ? 0.45 : 0.2;

    for (int step = 0; step < 4'000; ++step) {
        if (random.chance(0.5) || model.empty()) {
            auto const at = now + Duration{static_cast<std::int64_t>(random.below(spread))};
            open.emplace_back(queue.schedule(at, next), model.emplace(at, next));
            ++next;
        } else if (random.chance(cancel_share)) {
            auto const chosen = static_cast<std::size_t>(random.below(open.size()));
            REQUIRE(queue.cancel(open[chosen].first));
            model.erase(open[chosen].second);
            open[chosen] = open.back();
            open.pop_back();
        } else {
            auto const fired = queue.pop();
            REQUIRE(fired.at == model.begin()->first);
            REQUIRE(fired.payload == model.begin()->second);
            now = fired.at;
            std::erase_if(open, [&](auto const& timer) { return timer.second == model.begin(); });
            model.erase(model.begin());
        }
        REQUIRE(queue.size() == model.size());
        REQUIRE(queue.next_due() == (model.empty() ? never : model.begin()->first));
    }

    std::vector<int> visited;
    queue.for_each([&](Instant, TimerId, int payload) { visited.push_back(payload); });
    std::vector<int> expected;
    for (auto const& [at, payload] : model)
        expected.push_back(payload);
    CHECK(visited == expected);
}

}  // namespace
}  // namespace lockstep
