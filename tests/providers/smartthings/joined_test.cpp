// Both halves together, with legs of 200 ms between them: what a call of the engine comes to in the end.
#include <map>

#include "tests/catch.hpp"
#include "tests/providers/smartthings/fixtures.hpp"

namespace lockstep::providers::smartthings {
namespace {

// The world in small: carries messages in order, and lets time pass.
class Joined {
  public:
    explicit Joined(VendorSetup const& setup = a_setup())
        : cloud(a_cloud(setup)),
          adapter(smartthings_vendor().make_adapter(setup, engine::AccountId{0})),
          mock(smartthings_vendor().make_mock(setup)) {}

    void start(engine::ProviderCall const& call) {
        AdapterEffects effects{.next_exchange = &exchanges_};
        adapter->start(call, now, effects);
        take(effects);
    }
    void run_for(Duration duration) {
        auto const until = now + duration;
        for (;;) {
            auto due = std::min(cloud.next_due(), mock->next_due());
            if (!flights_.empty()) due = std::min(due, flights_.begin()->first);
            if (due > until) break;
            now = std::max(now, due);
            turn();
        }
        now = until;
    }
    engine::Answer const& last() const { return answers.back(); }

    sim::Cloud cloud;
    std::unique_ptr<Adapter> adapter;
    std::unique_ptr<Mock> mock;
    Instant now = noon;
    bool lose_answers = false;
    std::vector<engine::Answer> answers;
    std::vector<engine::Push> pushes;
    std::map<Op, int> sent;

  private:
    struct InFlight {
        enum class To : std::uint8_t { mock, adapter, webhook } to = To::mock;
        ExchangeId exchange;
        Message message;
    };

    void turn() {
        MockEffects theirs;
        for (auto const& completion : cloud.run_due(now))
            mock->completed(completion, cloud, now, theirs);
        mock->run_due(cloud, now, theirs);
        take(theirs);
        if (flights_.empty() || flights_.begin()->first > now) return;
        auto const flight = std::move(flights_.begin()->second);
        flights_.erase(flights_.begin());
        AdapterEffects ours{.next_exchange = &exchanges_};
        switch (flight.to) {
            case InFlight::To::mock: {
                MockEffects effects;
                mock->handle(flight.exchange, flight.message, {}, cloud, now, effects);
                return take(effects);
            }
            case InFlight::To::adapter:
                adapter->received(flight.exchange, flight.message, now, ours);
                break;
            case InFlight::To::webhook:
                CHECK(adapter->pushed(flight.message, now, ours) == 200);
                break;
        }
        take(ours);
    }
    void take(AdapterEffects& effects) {
        for (auto& one : effects.outgoing) {
            ++sent[one.op];
            flights_.emplace(now + 200ms, InFlight{InFlight::To::mock, one.exchange, std::move(one.message)});
        }
        for (auto& one : effects.answers)
            answers.push_back(std::move(one));
        for (auto& one : effects.pushes)
            pushes.push_back(std::move(one));
    }
    void take(MockEffects& effects) {
        for (auto& one : effects.replies)
            if (!lose_answers)
                flights_.emplace(now + 200ms, InFlight{InFlight::To::adapter, one.exchange, std::move(one.message)});
        for (auto& one : effects.pushes)
            flights_.emplace(now + 100ms, InFlight{InFlight::To::webhook, {}, std::move(one.message)});
    }

    std::uint64_t exchanges_ = 0;
    std::multimap<Instant, InFlight> flights_;
};

}  // namespace

TEST_CASE("smartthings joined: a code is accepted, told of, listed and erased", "[smartthings][joined]") {
    Joined road;
    road.start(a_put(1));
    road.run_for(2s);
    CHECK(road.last().verdict == engine::Verdict::accepted);
    CHECK(road.pushes.empty());
    road.run_for(3s);
    REQUIRE(road.pushes.size() == 1);
    CHECK(road.pushes[0].what == engine::Push::What::stored);
    CHECK(road.pushes[0].vendor_ref == road.last().vendor_ref);
    CHECK(road.cloud.lock(0).press("0420", road.now).opens);

    road.start(a_read(2));
    road.run_for(1s);
    REQUIRE(road.last().listed.size() == 1);
    CHECK(road.last().listed[0].state == engine::ListedState::active);
    CHECK(road.last().listed[0].record.pin.empty());

    road.start(a_removal(3, "1"));
    road.run_for(5s);
    CHECK(road.pushes.back().what == engine::Push::What::removed);
    CHECK(road.cloud.lock(0).slots().empty());
}

TEST_CASE("smartthings joined: strangers keep their slots, and their PINs", "[smartthings][joined]") {
    Joined road;
    road.cloud.add_by_hand(0, {.pin = "1111", .name = "Ada"}, road.now);
    road.start(a_put(1, "", "2222"));
    road.run_for(10s);
    CHECK(road.last().vendor_ref == "2");
    road.start(a_put(2, "", "1111", "other"));  // her PIN
    road.run_for(10s);
    CHECK(road.last().verdict == engine::Verdict::accepted);
    CHECK(road.pushes.back().what == engine::Push::What::failed_to_store);
    CHECK(road.pushes.back().refusal == engine::Refusal::pin_conflict);
    CHECK(road.cloud.lock(0).slots().size() == 2);
    CHECK(road.cloud.lock(0).press("1111", road.now).opens);
}

TEST_CASE("smartthings joined: an awkward hub costs one refresh and confirms once", "[smartthings][joined]") {
    Joined road{a_setup(Profile::awkward)};
    road.start(a_put(1));
    road.start(a_read(2));
    road.run_for(20s);
    CHECK(road.answers.size() == 2);
    CHECK(road.sent[Op::login] == 1);
    CHECK(road.pushes.size() == 1);  // of two events
}

TEST_CASE("smartthings joined: what was written without an answer is found, and not written twice",
          "[smartthings][joined]") {
    Joined road{a_setup(Profile::calm, engine::Confirmation::poll)};
    road.start(a_read(1));
    road.run_for(1s);
    road.start(a_put(2));
    road.run_for(500ms);
    road.lose_answers = true;
    road.run_for(10s);
    road.adapter->abandon({2});
    road.lose_answers = false;

    road.start(a_read(3));
    road.run_for(1s);
    REQUIRE(road.last().listed.size() == 1);
    CHECK(road.last().listed[0].record.name == "guest");
    road.start(a_put(4));  // again all the same
    road.run_for(10s);
    CHECK(road.last().vendor_ref == "1");
    CHECK(road.cloud.lock(0).slots().size() == 1);
}

TEST_CASE("smartthings joined: an account that is cut off comes back with a new pair of tokens",
          "[smartthings][joined]") {
    Joined road{a_setup(Profile::awkward)};
    road.cloud.set_connected(0, false);
    road.start(a_read(1));
    road.run_for(5s);
    CHECK(road.last().refusal == engine::Refusal::unauthorized);
    road.cloud.set_connected(0, true);
    road.start(a_read(2));
    road.run_for(5s);
    CHECK(road.last().verdict == engine::Verdict::done);
}

}  // namespace lockstep::providers::smartthings
