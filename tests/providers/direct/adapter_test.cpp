// The direct adapter: one exchange a call, and every way in which that can end.
#include "providers/direct/direct_adapter.hpp"

#include <string>
#include <string_view>

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

engine::Answer const unauthorized{.verdict = engine::Verdict::refused, .refusal = engine::Refusal::unauthorized};

TEST_CASE("direct adapter: refused calls share one refresh and go out again", "[providers][direct][adapter]") {
    Client client;
    auto const first = client.start(1, engine::CallKind::put);
    auto const second = client.start(2, engine::CallKind::read);

    client.adapter.received(first.exchange, unauthorized, noon, client.effects);
    client.adapter.received(second.exchange, unauthorized, noon, client.effects);

    REQUIRE(client.effects.outgoing.size() == 3);
    auto const login = client.effects.outgoing[2];
    CHECK(login.op == Op::login);
    CHECK(login.operation_start);
    CHECK(login.account.value == 4);
    CHECK(std::get<engine::ProviderCall>(login.message).account.value == 4);
    CHECK_FALSE(std::get<engine::ProviderCall>(login.message).device);
    CHECK(client.effects.answers.empty());

    client.adapter.received(login.exchange, engine::Answer{.verdict = engine::Verdict::done}, noon, client.effects);

    REQUIRE(client.effects.outgoing.size() == 5);
    auto const again = client.effects.outgoing[3];
    CHECK(again.op == Op::write);
    CHECK_FALSE(again.operation_start);
    CHECK(again.call.value == 1);
    CHECK(std::get<engine::ProviderCall>(again.message).kind == engine::CallKind::put);
    CHECK(client.effects.outgoing[4].call.value == 2);

    // What was refused before the refresh tries the fresh one first; what is refused with it is refused.
    client.adapter.received(first.exchange, unauthorized, noon, client.effects);
    CHECK(client.effects.answers.empty());
    client.adapter.received(again.exchange, unauthorized, noon, client.effects);
    CHECK(client.effects.outgoing.size() == 5);
    REQUIRE(client.effects.answers.size() == 1);
    CHECK(client.effects.answers[0].call.value == 1);
    CHECK(client.effects.answers[0].refusal == engine::Refusal::unauthorized);
}

TEST_CASE("direct adapter: a call that was refused late takes the refresh of another", "[providers][direct][adapter]") {
    Client client;
    auto const first = client.start(1, engine::CallKind::put);
    auto const second = client.start(2, engine::CallKind::put);
    client.adapter.received(first.exchange, unauthorized, noon, client.effects);
    auto const login = client.effects.outgoing.back();
    client.adapter.received(login.exchange, engine::Answer{.verdict = engine::Verdict::done}, noon, client.effects);

    client.adapter.received(second.exchange, unauthorized, noon, client.effects);

    CHECK(client.effects.outgoing.back().call.value == 2);
    CHECK(client.effects.outgoing.back().op == Op::write);
}

TEST_CASE("direct adapter: how a refresh can end otherwise", "[providers][direct][adapter]") {
    using engine::Refusal;
    using engine::Verdict;
    struct Row {
        std::string_view name;
        Message answer;
        Verdict verdict;
        Refusal refusal;
    };
    auto const row = GENERATE(values<Row>({
        {"refused", unauthorized, Verdict::refused, Refusal::unauthorized},
        {"refused by any other word", engine::Answer{.verdict = Verdict::refused, .refusal = Refusal::forbidden},
         Verdict::refused, Refusal::unauthorized},
        {"asked to wait", engine::Answer{.verdict = Verdict::refused, .refusal = Refusal::rate_limited},
         Verdict::refused, Refusal::rate_limited},
        {"nobody knows", engine::Answer{.verdict = Verdict::unknown}, Verdict::unknown, Refusal::none},
        {"broken", Message{}, Verdict::unknown, Refusal::none},
    }));
    CAPTURE(row.name);
    Client client;
    auto const sent = client.start(1, engine::CallKind::put);
    auto const other = client.start(2, engine::CallKind::put);
    client.adapter.received(sent.exchange, unauthorized, noon, client.effects);

    client.adapter.received(client.effects.outgoing.back().exchange, row.answer, noon, client.effects);

    REQUIRE(client.effects.answers.size() == 1);  // the other call has not been refused
    CHECK(client.effects.answers[0].call.value == 1);
    CHECK(client.effects.answers[0].verdict == row.verdict);
    CHECK(client.effects.answers[0].refusal == row.refusal);
    client.adapter.received(other.exchange, engine::Answer{}, noon, client.effects);
    CHECK(client.effects.answers.size() == 2);
}

TEST_CASE("direct adapter: whoever needs a refresh after its asker has given up asks anew",
          "[providers][direct][adapter]") {
    Client client;
    auto const first = client.start(1, engine::CallKind::put);
    auto const second = client.start(2, engine::CallKind::put);
    client.adapter.received(first.exchange, unauthorized, noon, client.effects);
    client.adapter.abandon({1});

    client.adapter.received(second.exchange, unauthorized, noon, client.effects);

    REQUIRE(client.effects.outgoing.size() == 4);
    CHECK(client.effects.outgoing[3].op == Op::login);
    CHECK(client.effects.outgoing[3].call.value == 2);
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
