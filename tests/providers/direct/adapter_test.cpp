// The direct adapter: one exchange a call, and every way in which that can end.
#include "providers/direct/direct_adapter.hpp"

#include "tests/catch.hpp"
#include "tests/providers/direct/road.hpp"

namespace lockstep::providers::direct {
namespace {

struct Client {
    DirectAdapter adapter{engine::AccountId{4}};
    std::uint64_t last_exchange = 10;
    AdapterEffects effects;

    Client() { effects.next_exchange = &last_exchange; }
    Outgoing start(std::uint64_t call, engine::CallKind kind) {
        adapter.start({.id = {call}, .kind = kind, .account = {4}, .device = {9}}, noon, effects);
        return effects.outgoing.back();
    }
};

TEST_CASE("direct adapter: a call leaves as it is", "[providers][direct][adapter]") {
    struct Row {
        engine::CallKind kind;
        Op op;
    };
    auto const row = GENERATE(values<Row>({{engine::CallKind::put, Op::write},
                                           {engine::CallKind::remove, Op::remove},
                                           {engine::CallKind::read, Op::read}}));
    Client client;

    auto const sent = client.start(7, row.kind);

    CHECK(sent.exchange.value == 11);
    CHECK(sent.op == row.op);
    CHECK(sent.operation_start);
    CHECK(sent.call.value == 7);
    CHECK(sent.account.value == 4);
    CHECK(sent.device.value == 9);
    REQUIRE(std::holds_alternative<engine::ProviderCall>(sent.message));
    CHECK(std::get<engine::ProviderCall>(sent.message).kind == row.kind);
}

TEST_CASE("direct adapter: an answer reaches the call that asked, once", "[providers][direct][adapter]") {
    Client client;
    auto const first = client.start(1, engine::CallKind::put);
    auto const second = client.start(2, engine::CallKind::put);
    engine::Answer const answer{.call = {99}, .verdict = engine::Verdict::accepted};

    client.adapter.received(second.exchange, answer, noon, client.effects);
    client.adapter.received(second.exchange, answer, noon, client.effects);
    client.adapter.received(first.exchange, answer, noon, client.effects);

    REQUIRE(client.effects.answers.size() == 2);
    CHECK(client.effects.answers[0].call.value == 2);
    CHECK(client.effects.answers[1].call.value == 1);
    CHECK(client.effects.answers[0].verdict == engine::Verdict::accepted);
}

TEST_CASE("direct adapter: no usable answer is an unknown outcome", "[providers][direct][adapter]") {
    Client client;
    auto const sent = client.start(1, engine::CallKind::put);
    auto const how = GENERATE(as<std::string>{}, "nothing", "not an answer", "reset", "truncated", "timed out");
    CAPTURE(how);

    if (how == "nothing") client.adapter.received(sent.exchange, {}, noon, client.effects);
    if (how == "not an answer") client.adapter.received(sent.exchange, http::Response{}, noon, client.effects);
    if (how == "reset") client.adapter.broke(sent.exchange, Broken::connection_reset, noon, client.effects);
    if (how == "truncated") client.adapter.broke(sent.exchange, Broken::truncated, noon, client.effects);
    if (how == "timed out") client.adapter.broke(sent.exchange, Broken::timed_out, noon, client.effects);

    REQUIRE(client.effects.answers.size() == 1);
    CHECK(client.effects.answers[0].call.value == 1);
    CHECK(client.effects.answers[0].verdict == engine::Verdict::unknown);
}

TEST_CASE("direct adapter: what comes for an abandoned call, or from before a restart, means nothing",
          "[providers][direct][adapter]") {
    Client client;
    auto const first = client.start(1, engine::CallKind::put);
    auto const second = client.start(2, engine::CallKind::read);

    client.adapter.abandon({1});
    client.adapter.received(first.exchange, engine::Answer{}, noon, client.effects);
    client.adapter.restarted();
    client.adapter.received(second.exchange, engine::Answer{}, noon, client.effects);
    client.adapter.broke(second.exchange, Broken::connection_reset, noon, client.effects);

    CHECK(client.effects.answers.empty());
}

TEST_CASE("direct adapter: pushes are handed on, other messages are not taken", "[providers][direct][adapter]") {
    Client client;

    CHECK(client.adapter.pushed(engine::Push{.vendor_ref = "k3"}, noon, client.effects) == 200);
    CHECK(client.adapter.pushed(http::Request{}, noon, client.effects) == 400);
    CHECK(client.adapter.pushed({}, noon, client.effects) == 400);

    REQUIRE(client.effects.pushes.size() == 1);
    CHECK(client.effects.pushes[0].vendor_ref == "k3");
}

TEST_CASE("direct adapter: a clone knows what is open", "[providers][direct][adapter]") {
    Client client;
    auto const sent = client.start(1, engine::CallKind::put);
    auto const clone = client.adapter.clone();
    auto const hash_of = [](Adapter const& adapter) {
        StateHash hash;
        adapter.hash(hash);
        return hash.value();
    };
    CHECK(hash_of(*clone) == hash_of(client.adapter));

    client.adapter.abandon({1});

    CHECK(hash_of(*clone) != hash_of(client.adapter));
    clone->received(sent.exchange, engine::Answer{}, noon, client.effects);
    CHECK(client.effects.answers.size() == 1);
}

}  // namespace
}  // namespace lockstep::providers::direct
