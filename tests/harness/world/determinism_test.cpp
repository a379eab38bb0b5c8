// The world is a value that plays the same life every time.
#include "harness/world/world.hpp"
#include "tests/catch.hpp"
#include "tests/harness/world/small_case.hpp"

using namespace lockstep;
using namespace lockstep::harness;

namespace {

// Latencies and losses at random, on three doors, with read-backs and a restart.
SmallCase stormy(std::string vendor) {
    SmallCase built(std::move(vendor), 3);
    built.scenario().engine.resync = minutes{5};
    auto const wild = Distribution::exponential(300ms);
    for (auto& device : built.scenario().devices) {
        device.http = {wild, wild};
        device.behaviour.apply = Distribution::lognormal(2s, 9s);
    }
    auto& lost = built.fault(TrafficKind::write);
    lost.drop_response = true;
    lost.chance = 0.3;
    auto& late = built.fault(TrafficKind::push);
    late.delay_push = Distribution::uniform(1s, 20s);
    late.chance = 0.5;
    for (int i = 0; i < 12; ++i) {
        auto const name = "guest-" + std::to_string(i);
        auto& made = built.create(10s * i, name, std::to_string(4000 + i));
        std::get<CreateCode>(made.action).fields.device.value = static_cast<DeviceIndex>(i % 3);
    }
    built.step(minutes{3}, "restart", RestartEngine{});
    for (int i = 0; i < 6; ++i)
        built.remove(minutes{4} + 7s * i, "guest-" + std::to_string(i));
    return built;
}

std::uint64_t state_of(World const& world) {
    StateHash hash;
    world.hash(hash);
    return hash.value();
}

}  // namespace

TEST_CASE("world: equal seeds give equal traces, other seeds others", "[world][determinism]") {
    auto const vendor = GENERATE(as<std::string>{}, "open", "direct");
    auto const built = stormy(vendor);

    auto const first = built.run(7), second = built.run(7), other = built.run(8);

    CHECK(first.hash() == second.hash());
    CHECK(first.world_hash == second.world_hash);
    CHECK(first.hash() != other.hash());
    CHECK(first.trace.size() > 100);
}

TEST_CASE("world: what is kept does not change what happens", "[world][determinism]") {
    auto const built = stormy("open");
    RunOptions bare;
    bare.world.keep_trace = bare.world.keep_details = false;

    auto const full = built.run(7), lean = built.run(7, bare);

    CHECK(full.hash() == lean.hash());
    CHECK(full.totals.provider_calls == lean.totals.provider_calls);
    CHECK(lean.operations.empty());
    CHECK(lean.trace.events().empty());
}

TEST_CASE("world: a copy made anywhere lives on as the original does", "[world][determinism]") {
    auto const vendor = GENERATE(as<std::string>{}, "open", "direct");
    auto const built = stormy(vendor);
    auto const until = built.built().scenario.until;
    World original(built.built(), 7, {});
    Watch watch;

    for (int played = 0; original.next_instant() <= until; ++played) {
        if (played % 50 == 0) {
            World copy = original;
            Watch other;
            CHECK(state_of(copy) == state_of(original));
            for (int i = 0; i < 40 && copy.next_instant() <= until; ++i)
                copy.play_next(other);
            World again = original;
            for (int i = 0; i < 40 && again.next_instant() <= until; ++i)
                again.play_next(other);
            CHECK(copy.trace().hash() == again.trace().hash());
            CHECK(state_of(copy) == state_of(again));
        }
        REQUIRE(original.play_next(watch));
    }

    CHECK(original.finish(until, watch).hash() == built.run(7).hash());
}

TEST_CASE("world: a new neighbour does not shuffle anybody's luck", "[world][determinism]") {
    SmallCase alone, together("open", 2);
    for (auto* const built : {&alone, &together}) {
        for (auto& device : built->scenario().devices)
            device.http.request = Distribution::exponential(300ms);
        built->create(0s, "guest", "0420");
    }
    auto& made = together.create(0s, "neighbour", "0421");
    std::get<CreateCode>(made.action).fields.device.value = 1;

    CHECK(life_of(alone.run(3), "guest") == life_of(together.run(3), "guest"));
}

namespace {

// Notes what a watcher is shown, and asks for one look of its own.
struct Curious final : Observer {
    struct Seen {
        std::vector<Instant> instants;
        std::size_t traced = 0, stepped = 0;
    };
    Seen* seen = nullptr;
    Instant asks_for = never;

    std::unique_ptr<Observer> clone() const override { return std::make_unique<Curious>(*this); }
    void begins(World const&, Findings& findings) override { findings.request_check_at(asks_for); }
    void traced(World const&, TraceEvent const&, Findings&) override { ++seen->traced; }
    void stepped(World const&, engine::Effects const&, Findings&) override { ++seen->stepped; }
    void instant_over(World const& world, Touched const&, Findings& findings) override {
        seen->instants.push_back(world.now());
        if (world.now() == asks_for) findings.breach({"I-99", "a test", "seen", world.now(), 0, 0, 0});
    }
};

}  // namespace

TEST_CASE("watch: watchers see each instant once, are called when they ask, and change nothing", "[world][watch]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    Curious::Seen seen;
    RunOptions options;
    options.watchers = [&](Case const&) {
        auto curious = std::make_unique<Curious>();
        curious->seen = &seen;
        curious->asks_for = SmallCase::epoch + 17s;
        std::vector<std::unique_ptr<Observer>> all;
        all.push_back(std::move(curious));
        return all;
    };

    auto const watched = built.run(1, options);

    auto const at = [](Duration since) { return SmallCase::epoch + since; };
    CHECK(seen.instants == std::vector{at(0s), at(200ms), at(400ms), at(3200ms), at(3300ms), at(17s)});
    CHECK(seen.traced == watched.trace.size());
    CHECK(seen.stepped > 0);
    REQUIRE(watched.breaches.size() == 1);
    CHECK(watched.breaches[0].at == at(17s));
    CHECK(watched.hash() == built.run().hash());
}

TEST_CASE("world: time that stands still is noticed", "[world][stall]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    RunOptions options;
    options.world.turns_max = 3;

    auto const record = built.run(1, options);

    CHECK(record.end == RunEnd::stalled);
    CHECK_THAT(record.stall, Catch::Contains("the end is not reached"));
}

TEST_CASE("world: a trace may be cut short without changing the run", "[world][trace]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    RunOptions options;
    options.world.trace_events_max = 3;

    auto const record = built.run(1, options);

    CHECK(record.trace.events().size() == 3);
    CHECK(record.trace.size() > 3);
    CHECK(record.trace.find(4) == nullptr);
    CHECK(record.hash() == built.run().hash());
}

TEST_CASE("world: a vendor that nobody knows is said, not crashed over", "[world]") {
    SmallCase built("carrier-pigeon");

    auto const record = built.run();

    CHECK(record.end == RunEnd::broken);
    CHECK(record.stall == "there is no vendor called `carrier-pigeon`");
}
