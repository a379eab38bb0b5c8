// The real engine over the direct road, without legs: the smallest world there is.
#include "engine/engine.hpp"
#include "providers/direct/direct_adapter.hpp"
#include "tests/catch.hpp"
#include "tests/providers/direct/road.hpp"

namespace lockstep::providers::direct {
namespace {

using engine::Confirmation;
using engine::Status;

struct World {
    Road road;
    engine::Engine engine{settings()};
    engine::DeviceId door;
    DirectAdapter adapter{engine::AccountId{0}};
    std::uint64_t exchanges = 0;
    std::vector<Status> statuses;

    explicit World(engine::Capabilities const& capabilities)
        : road(capabilities, {.slots = 3, .apply = 3s, .erase = 1s},
               {.stores_windows = capabilities.native_scheduling}) {
        auto const account = engine.add_account();
        door = engine.add_device(account, engine.add_profile(capabilities));
    }

    static engine::Settings settings() {
        engine::Settings settings;
        settings.epoch = noon;  // reads every lock from here on, not from 1970 on
        return settings;
    }

    // Carries calls to the mock and what it says back, until nobody has anything to say.
    void carry(engine::Effects effects, Instant now) {
        for (auto const& transition : effects.transitions)
            statuses.push_back(transition.to);
        AdapterEffects out;
        out.next_exchange = &exchanges;
        for (auto const call : effects.abandoned)
            adapter.abandon(call);
        for (auto const& call : effects.calls)
            adapter.start(call, now, out);
        for (auto const& sent : out.outgoing)
            road.mock.handle(sent.exchange, sent.message, {}, road.cloud, now, road.effects);
        deliver(now);
    }

    void deliver(Instant now) {
        auto const replies = std::exchange(road.effects.replies, {});
        auto const pushes = std::exchange(road.effects.pushes, {});
        AdapterEffects in;
        in.next_exchange = &exchanges;
        for (auto const& reply : replies)
            adapter.received(reply.exchange, reply.message, now, in);
        for (auto const& push : pushes)
            adapter.pushed(push.message, now, in);
        for (auto const& answer : in.answers)
            step(now, [&](auto& effects) { engine.answered(answer, now, effects); });
        for (auto const& push : in.pushes)
            step(now, [&](auto& effects) { engine.pushed(push, now, effects); });
    }

    template <class Input>
    void step(Instant now, Input&& input) {
        engine::Effects effects;
        input(effects);
        carry(std::move(effects), now);
    }

    void run(Instant until) {
        for (;;) {
            auto const next = std::min(road.cloud.next_due(), engine.next_due());
            if (next > until) return;
            if (road.cloud.next_due() == next) {
                for (auto const& completion : road.cloud.run_due(next))
                    road.mock.completed(completion, road.cloud, next, road.effects);
                deliver(next);
            } else {
                step(next, [&](auto& effects) { engine.timer_due(next, effects); });
            }
        }
    }
};

TEST_CASE("direct road: an ongoing code is set, edited and removed, however it is confirmed",
          "[providers][direct][engine]") {
    auto capabilities = confirmed_by(GENERATE(Confirmation::push, Confirmation::poll, Confirmation::answer));
    capabilities.native_scheduling = GENERATE(true, false);
    World world{capabilities};
    engine::CodeId guest;

    world.step(noon, [&](auto& effects) {
        guest = world.engine.create({.device = world.door, .pin = pin("0420"), .name = "guest"}, noon, effects).code;
    });
    world.run(noon + 1min);
    CHECK(world.engine.status(guest) == Status::set);
    CHECK(world.road.cloud.lock(0).press("0420", noon + 1min).opens);

    world.step(noon + 2min,
               [&](auto& effects) { world.engine.update({.code = guest, .pin = pin("0421")}, noon + 2min, effects); });
    world.run(noon + 3min);
    CHECK(world.engine.status(guest) == Status::set);
    CHECK_FALSE(world.road.cloud.lock(0).press("0420", noon + 3min).opens);
    CHECK(world.road.cloud.lock(0).press("0421", noon + 3min).opens);

    world.step(noon + 4min, [&](auto& effects) { world.engine.remove({.code = guest}, noon + 4min, effects); });
    world.run(noon + 5min);
    CHECK_FALSE(world.engine.exists(guest));
    CHECK(world.road.cloud.lock(0).slots().empty());
    CHECK(world.statuses ==
          std::vector{Status::setting, Status::set, Status::setting, Status::set, Status::removing, Status::gone});
}

TEST_CASE("direct road: a time-bound code opens the door in its window only", "[providers][direct][engine]") {
    auto capabilities = confirmed_by(Confirmation::push);
    capabilities.native_scheduling = GENERATE(true, false);
    CAPTURE(capabilities.native_scheduling);
    World world{capabilities};
    auto const starts = noon + 1h;
    auto const ends = noon + 2h;
    world.step(noon, [&](auto& effects) {
        world.engine.create({.device = world.door, .pin = pin("0420"), .window = {starts, ends}}, noon, effects);
    });
    auto const opens = [&](Instant at) {
        world.run(at);
        return world.road.cloud.lock(0).press("0420", at).opens;
    };

    CHECK_FALSE(opens(starts - 1us));
    CHECK(opens(starts + 3s));
    CHECK(opens(ends - 1us));
    CHECK_FALSE(opens(ends + 1s));
    CHECK(world.road.cloud.lock(0).slots().empty());
}

}  // namespace
}  // namespace lockstep::providers::direct
