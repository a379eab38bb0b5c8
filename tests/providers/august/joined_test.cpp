// Adapter and mock on one road: every confirmation, what gets lost on the way, tokens that end.
#include "tests/catch.hpp"
#include "tests/providers/august/fixtures.hpp"

namespace lockstep::providers::august {
namespace {

using engine::ListedState;
using engine::Refusal;
using engine::Verdict;

ListedState state_after_read(Road& road, std::uint64_t id) {
    road.start(a_read(id));
    road.run_for(1s);
    REQUIRE(road.last().verdict == Verdict::done);
    REQUIRE(road.last().listed.size() == 1);
    return road.last().listed[0].state;
}

TEST_CASE("august road: a PIN goes from created to loaded, and over deleting away", "[august][road]") {
    auto const* const vendor = GENERATE(&august_vendor(), &yale_access_vendor(), &yale_global_vendor());
    Road road{a_setup(), *vendor};
    auto call = a_put(1, "0420");
    call.record.window = {noon + 1h, noon + 2h};
    road.start(call);
    road.run_for(1s);
    CHECK(road.last().verdict == Verdict::accepted);
    CHECK(road.last().vendor_ref == "lockstep-1");
    CHECK(state_after_read(road, 2) == ListedState::pending);
    road.run_for(10s);
    CHECK(state_after_read(road, 3) == ListedState::active);
    CHECK(road.last().listed[0].record == call.record);

    road.start(a_removal(4));
    road.run_for(1s);
    CHECK(road.last().verdict == Verdict::accepted);
    CHECK(state_after_read(road, 5) == ListedState::removing);
    road.run_for(5s);
    road.start(a_read(6));
    road.run_for(1s);
    CHECK(road.last().listed.empty());
    CHECK(road.cloud.lock(0).slots().empty());
    CHECK(road.count(Op::login) == 0);
}

TEST_CASE("august road: an edit in place keeps one PIN, the old one good until then", "[august][road]") {
    Road road{a_setup()};
    road.start(a_put(1, "0420"));
    road.run_for(20s);
    auto edit = a_put(2, "0421");
    edit.vendor_ref = "lockstep-1";
    edit.record.window.ends = noon + 1h;
    road.start(edit);
    road.run_for(1s);
    CHECK(state_after_read(road, 3) == ListedState::pending);
    CHECK(road.cloud.lock(0).press("0420", road.now).opens);
    road.run_for(10s);
    CHECK(state_after_read(road, 4) == ListedState::active);
    CHECK(road.last().listed[0].record == edit.record);
    CHECK_FALSE(road.cloud.lock(0).press("0420", road.now).opens);
}

TEST_CASE("august road: a second try of a write that was done makes no second PIN, and is looked after",
          "[august][road]") {
    Road road{a_setup()};
    road.start(a_put(1, "0420"));
    road.run_for(20s);
    road.start(a_put(2, "0420"));
    road.run_for(1s);
    CHECK(road.last().verdict == Verdict::unknown);
    CHECK(road.cloud.lock(0).slots().size() == 1);
}

TEST_CASE("august road: a removal of what is gone has succeeded", "[august][road]") {
    Road road{a_setup()};
    road.start(a_removal(1));
    road.run_for(1s);
    CHECK(road.last().verdict == Verdict::refused);
    CHECK(road.last().refusal == Refusal::not_found);
}

TEST_CASE("august road: with a webhook the result of each command is pushed", "[august][road][push]") {
    auto capabilities = polled();
    capabilities.confirmation = engine::Confirmation::push;
    Road road{a_setup(Profile::calm, capabilities)};
    road.start(a_put(1, "0420"));
    road.run_for(20s);
    REQUIRE(road.pushes.size() == 1);
    CHECK(road.pushes[0].what == engine::Push::What::stored);
    CHECK(road.pushes[0].record == a_put(1, "0420").record);
    road.start(a_removal(2));
    road.run_for(20s);
    REQUIRE(road.pushes.size() == 2);
    CHECK(road.pushes[1].what == engine::Push::What::removed);
    CHECK(road.pushes[1].vendor_ref == "lockstep-1");
}

TEST_CASE("august road: what a lock finishes in one instant is told piece by piece", "[august][road][push]") {
    auto capabilities = polled();
    capabilities.confirmation = engine::Confirmation::push;
    Road road{a_setup(Profile::calm, capabilities)};
    for (std::uint32_t serial = 1; serial <= 3; ++serial)
        road.start(a_put(serial, "100" + std::to_string(serial), serial, "guest " + std::to_string(serial)));
    road.run_for(20s);
    CHECK(road.pushes.size() == 3);
    for (std::uint32_t serial = 1; serial <= 3; ++serial)
        road.start(a_removal(serial + 10, serial));
    road.run_for(20s);
    CHECK(road.pushes.size() == 6);
    CHECK(road.cloud.lock(0).slots().empty());
}

TEST_CASE("august road: an awkward cloud wants a login first, and renews the token with every answer",
          "[august][road][token]") {
    auto const* const vendor = GENERATE(&august_vendor(), &yale_access_vendor(), &yale_global_vendor());
    Road road{a_setup(Profile::awkward), *vendor};
    for (std::uint64_t day = 0; day < 300; ++day) {
        road.start(a_read(day + 1));
        road.run_for(24h);
        REQUIRE(road.last().verdict == Verdict::done);
    }
    CHECK(road.count(Op::login) == 1);
    // A token lives for 120 days; after 130 without a word another login is needed.
    road.run_for(24h * 130);
    road.start(a_read(999));
    road.run_for(1s);
    CHECK(road.last().verdict == Verdict::done);
    CHECK(road.count(Op::login) == 2);
}

TEST_CASE("august road: an awkward cloud is slow to hear, and gets there", "[august][road][awkward]") {
    Road road{a_setup(Profile::awkward)};
    for (std::uint32_t serial = 1; serial <= 9; ++serial) {
        road.start(a_put(serial, "100" + std::to_string(serial), serial, "guest " + std::to_string(serial)));
        road.run_for(1s);
    }
    road.run_for(10s);
    CHECK(road.cloud.lock(0).slots().size() == 9);
    road.start(a_read(10));
    road.run_for(1s);
    auto const pending = std::count_if(road.last().listed.begin(), road.last().listed.end(),
                                       [](auto const& one) { return one.state == ListedState::pending; });
    CHECK(pending > 0);  // on the lock, and the cloud does not know
    road.run_for(3min);
    road.start(a_read(11));
    road.run_for(1s);
    CHECK(road.last().listed.size() == 9);
    for (auto const& one : road.last().listed)
        CHECK(one.state == ListedState::active);
}

TEST_CASE("august road: garbage on the way back never makes a fact", "[august][road][chaos]") {
    Road road{a_setup()};
    road.chaos = [&](http::Request const&, Message& message) {
        message = road.mock->malformed(message);
        return true;
    };
    road.start(a_put(1, "0420"));
    road.run_for(20s);
    CHECK(road.last().verdict == Verdict::unknown);
    road.start(a_read(2));
    road.run_for(1s);
    CHECK(road.last().verdict == Verdict::unknown);
    road.chaos = [&](http::Request const&, Message& message) {
        road.mock->empty_list(message);
        return true;
    };
    road.start(a_read(3));
    road.run_for(1s);
    CHECK(road.last().verdict == Verdict::done);
    CHECK(road.last().listed.empty());
}

TEST_CASE("august road: every refusal that a fault can ask for is understood as such", "[august][road][chaos]") {
    auto const reason = GENERATE(Refusal::device_offline, Refusal::pin_conflict, Refusal::invalid_pin,
                                 Refusal::no_space, Refusal::forbidden, Refusal::not_found, Refusal::rate_limited);
    CAPTURE(engine::name_of(reason));
    Road road{a_setup()};
    road.chaos = [&](http::Request const& request, Message& message) {
        message = road.mock->refusal(request, reason);
        return true;
    };
    road.start(a_put(1, "0420"));
    road.run_for(1s);
    CHECK(road.last().verdict == Verdict::refused);
    CHECK(road.last().refusal == reason);
}

}  // namespace
}  // namespace lockstep::providers::august
