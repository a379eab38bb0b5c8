// The timer queue against what one would reach for otherwise: std::priority_queue with lazy cancel, and Asio's timers.
//
// All structures do the same work on the same instants, drawn beforehand over one year. Three workloads:
//   schedule_expire   schedule all, then let the year pass                       item: one timer's whole life
//   cancel            all are pending; cancel every one, in random order, then   item: one cancel
//                     let the year pass, since lazy structures pay only then
//   mixed             all are pending; time passes in small steps, each timer    item: one that fired, or one that
//                     that fires is scheduled again and another one is moved     was moved
#include <algorithm>
#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "bench/ratio_report.hpp"
#include "runtime/random.hpp"
#include "runtime/timer_queue.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

namespace lockstep::bench {
namespace {

constexpr Instant new_year{Duration{1'893'456'000'000'000}};
constexpr Duration year = 365 * 24h;

// Every structure knows timers by number, 0 .. count-1, and calls back with the number of each that fires.

class Ours {
  public:
    explicit Ours(std::size_t count) : ids_(count) {}

    void schedule(std::uint32_t timer, Instant at) { ids_[timer] = queue_.schedule(at, timer); }
    void cancel(std::uint32_t timer) { queue_.cancel(ids_[timer]); }
    template <class OnFire>
    void pass_until(Instant now, OnFire&& on_fire) {
        while (auto const fired = queue_.pop_due(now))
            on_fire(fired->payload);
    }
    void count_work(benchmark::State& state, double items) const {
        state.counters["moves/item"] = static_cast<double>(queue_.work().moves) / items;
        state.counters["bytes/timer"] = static_cast<double>(queue_.memory_bytes()) / static_cast<double>(ids_.size());
    }

  private:
    TimerQueue<std::uint32_t> queue_;
    std::vector<TimerId> ids_;
};

class LazyPriorityQueue {
  public:
    explicit LazyPriorityQueue(std::size_t count) : generations_(count) {}

    void schedule(std::uint32_t timer, Instant at) { queue_.push({at, next_number_++, timer, generations_[timer]}); }
    void cancel(std::uint32_t timer) { ++generations_[timer]; }
    template <class OnFire>
    void pass_until(Instant now, OnFire&& on_fire) {
        while (!queue_.empty() && queue_.top().at <= now) {
            Entry const first = queue_.top();
            queue_.pop();
            if (generations_[first.timer] != first.generation) continue;
            ++generations_[first.timer];
            on_fire(first.timer);
        }
    }
    void count_work(benchmark::State&, double) const {}

  private:
    struct Entry {
        Instant at;
        std::uint64_t number;
        std::uint32_t timer;
        std::uint32_t generation;
        bool operator<(Entry const& other) const { return at != other.at ? at > other.at : number > other.number; }
    };
    std::priority_queue<Entry> queue_;
    std::vector<std::uint32_t> generations_;
    std::uint64_t next_number_ = 0;
};

// A clock that stands where the benchmark puts it. Asio asks clocks for the time through a static function.
struct MockedClock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = Instant;
    static constexpr bool is_steady = true;
    static time_point now() { return current; }
    static inline Instant current = new_year;
};
// Waiting takes no real time: whatever is due by the mocked clock fires at the next poll.
struct NoWait {
    static Duration to_wait_duration(Duration) { return Duration{0}; }
    static Duration to_wait_duration(Instant) { return Duration{0}; }
};

class AsioTimers {
  public:
    explicit AsioTimers(std::size_t count) {
        MockedClock::current = new_year;
        timers_.reserve(count);
        for (std::size_t timer = 0; timer < count; ++timer)
            timers_.emplace_back(context_);
    }

    void schedule(std::uint32_t timer, Instant at) {
        timers_[timer].expires_at(at);
        timers_[timer].async_wait([this, timer](boost::system::error_code const& error) {
            if (!error) fired_.push_back(timer);
        });
    }
    void cancel(std::uint32_t timer) {
        timers_[timer].cancel();
        if (++cancelled_ % 64 == 0) run();  // cancelled waits are completed by the context, as in a program that runs
    }
    template <class OnFire>
    void pass_until(Instant now, OnFire&& on_fire) {
        MockedClock::current = now;
        run();
        std::swap(fired_, handed_out_);
        for (auto const timer : handed_out_)
            on_fire(timer);
        handed_out_.clear();
    }
    void count_work(benchmark::State&, double) const {}

  private:
    void run() {
        context_.restart();
        context_.poll();
    }

    boost::asio::io_context context_{1};
    std::vector<boost::asio::basic_waitable_timer<MockedClock, NoWait>> timers_;
    std::vector<std::uint32_t> fired_;
    std::vector<std::uint32_t> handed_out_;
    std::uint64_t cancelled_ = 0;
};

// The same for every structure: instants over the year, and timers in random order.
struct Plan {
    std::vector<Instant> instants;
    std::vector<std::uint32_t> order;

    explicit Plan(std::size_t count) : instants(count), order(count) {
        RandomStream random{1, "benchmark"};
        for (auto& instant : instants)
            instant =
                new_year + Duration{static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(year.count())))};
        for (std::size_t timer = 0; timer < count; ++timer)
            order[timer] = static_cast<std::uint32_t>(timer);
        random.shuffle(order);
    }
    template <class Structure>
    void fill(Structure& structure) const {
        for (std::size_t timer = 0; timer < instants.size(); ++timer)
            structure.schedule(static_cast<std::uint32_t>(timer), instants[timer]);
    }
};

template <class Structure>
void schedule_expire(benchmark::State& state, std::size_t count) {
    Plan const plan{count};
    for (auto _ : state) {
        state.PauseTiming();
        auto structure = std::make_unique<Structure>(count);
        state.ResumeTiming();

        std::size_t fired = 0;
        plan.fill(*structure);
        structure->pass_until(new_year + year, [&](std::uint32_t) { ++fired; });

        state.PauseTiming();
        if (fired != count) state.SkipWithError("not every timer fired");
        structure->count_work(state, static_cast<double>(count));
        structure.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

template <class Structure>
void cancel(benchmark::State& state, std::size_t count) {
    Plan const plan{count};
    for (auto _ : state) {
        state.PauseTiming();
        auto structure = std::make_unique<Structure>(count);
        plan.fill(*structure);
        state.ResumeTiming();

        for (auto const timer : plan.order)
            structure->cancel(timer);
        std::size_t fired = 0;
        structure->pass_until(new_year + year, [&](std::uint32_t) { ++fired; });

        state.PauseTiming();
        if (fired != 0) state.SkipWithError("a cancelled timer fired");
        structure->count_work(state, static_cast<double>(count));
        structure.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

template <class Structure>
void mixed(benchmark::State& state, std::size_t count) {
    Plan const plan{count};
    Duration const step = year / static_cast<std::int64_t>(count) * 64;  // about 64 timers fire in each
    for (auto _ : state) {
        state.PauseTiming();
        auto structure = std::make_unique<Structure>(count);
        plan.fill(*structure);
        Instant now = new_year;
        std::size_t items = 0;
        state.ResumeTiming();

        while (items < count) {
            now += step;
            structure->pass_until(now, [&](std::uint32_t timer) {
                structure->schedule(timer, now + (plan.instants[items % count] - new_year));
                auto const other = plan.order[items / 2 % count];
                if (other != timer) {
                    structure->cancel(other);
                    structure->schedule(other, now + (plan.instants[(items + 1) % count] - new_year));
                }
                items += 2;
            });
        }

        state.PauseTiming();
        structure->count_work(state, static_cast<double>(items));
        structure.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

template <class Structure>
void register_all(std::string const& name) {
    for (std::size_t const count : {10'000u, 100'000u, 1'000'000u}) {
        auto const add = [&](std::string const& workload, void (*run)(benchmark::State&, std::size_t)) {
            benchmark::RegisterBenchmark(fmt::format("{}/{}/{}", workload, name, count).c_str(), run, count)
                ->Unit(benchmark::kMillisecond)
                ->Iterations(std::max<std::int64_t>(2, 500'000 / static_cast<std::int64_t>(count)));
        };
        add("schedule_expire", schedule_expire<Structure>);
        add("cancel", cancel<Structure>);
        add("mixed", mixed<Structure>);
    }
}

}  // namespace
}  // namespace lockstep::bench

int main(int argc, char** argv) {
    using namespace lockstep::bench;
    register_all<Ours>("lockstep");
    register_all<LazyPriorityQueue>("priority_queue");
    register_all<AsioTimers>("asio");
    return run_with_ratios(argc, argv);
}
