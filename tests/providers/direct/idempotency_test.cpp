// Idempotency keys: a repeated write is one write.
#include "tests/catch.hpp"
#include "tests/providers/direct/road.hpp"

namespace lockstep::providers::direct {
namespace {

using engine::Confirmation;
using engine::Verdict;

engine::Capabilities with_keys(Confirmation confirmation) {
    auto capabilities = confirmed_by(confirmation);
    capabilities.idempotency_keys = true;
    return capabilities;
}

TEST_CASE("idempotency: a repeated write answers as the first did and stores nothing again",
          "[providers][direct][idempotency]") {
    Road road{with_keys(Confirmation::push)};
    auto const first = road.answer_to(road.put("1111", noon, {}, 42));
    road.run(noon + 3s);

    auto const again = road.answer_to(road.put("1111", noon + 10s, {}, 42));
    auto const other = road.answer_to(road.put("2222", noon + 10s, {}, 43));
    road.run(noon + 1h);

    REQUIRE(first);
    REQUIRE(again);
    CHECK(again->verdict == first->verdict);
    CHECK(again->vendor_ref == first->vendor_ref);
    REQUIRE(other);
    CHECK(other->vendor_ref == "k2");
    CHECK(road.effects.pushes.size() == 2);
    CHECK(road.cloud.lock(0).slots().size() == 2);
}

TEST_CASE("idempotency: without keys, or where the vendor knows none, a repeated write is another one",
          "[providers][direct][idempotency]") {
    auto const knows = GENERATE(true, false);
    Road road{knows ? with_keys(Confirmation::push) : confirmed_by(Confirmation::push)};
    auto const key = knows ? 0u : 42u;
    road.put("1111", noon, {}, key);

    auto const again = road.answer_to(road.put("1111", noon + 1s, {}, key));

    REQUIRE(again);
    CHECK(again->refusal == engine::Refusal::pin_conflict);
}

TEST_CASE("idempotency: while the first answer is held, the repeat waits for the same work",
          "[providers][direct][idempotency]") {
    Road road{with_keys(Confirmation::answer)};
    auto const first = road.put("1111", noon, {}, 42);
    auto const second = road.put("1111", noon + 1s, {}, 42);
    CHECK(road.effects.replies.empty());

    road.run(noon + 3s);
    auto const third = road.put("1111", noon + 4s, {}, 42);

    REQUIRE(road.answer_to(first));
    REQUIRE(road.answer_to(second));
    REQUIRE(road.answer_to(third));
    CHECK(road.answer_to(third)->verdict == Verdict::done);
    CHECK(road.answer_to(third)->record.pin == pin("1111"));
    CHECK(road.cloud.lock(0).slots().size() == 1);
    CHECK(road.cloud.lock(0).open_jobs().empty());
}

TEST_CASE("idempotency: only work that was taken is remembered, and not for ever", "[providers][direct][idempotency]") {
    SECTION("a refusal is judged anew") {
        Road road{with_keys(Confirmation::push)};
        road.cloud.set_online(0, false, noon);
        CHECK(road.answer_to(road.put("1111", noon, {}, 42))->refusal == engine::Refusal::device_offline);
        road.cloud.set_online(0, true, noon + 1s);
        CHECK(road.answer_to(road.put("1111", noon + 1s, {}, 42))->verdict == Verdict::accepted);
    }
    SECTION("swallowed work is not") {
        Road road{with_keys(Confirmation::push), {.offline = sim::OfflineMode::swallow}};
        road.cloud.set_online(0, false, noon);
        road.put("1111", noon, {}, 42);
        road.cloud.set_online(0, true, noon + 1s);
        road.put("1111", noon + 1s, {}, 42);
        road.run(noon + 1h);
        CHECK(road.cloud.lock(0).slots().size() == 1);
    }
    SECTION("held work that was lost is not") {
        Road road{with_keys(Confirmation::answer), {.apply = 3s}};
        road.put("1111", noon, {}, 42);
        road.cloud.factory_reset(0, noon + 1s);
        auto const again = road.put("1111", noon + 2s, {}, 42);
        road.run(noon + 1h);
        REQUIRE(road.answer_to(again));
        CHECK(road.answer_to(again)->verdict == Verdict::done);
    }
    SECTION("held work that failed is not") {
        Road road{with_keys(Confirmation::answer), {.slots = 1, .apply = 3s}};
        road.put("1111", noon, {}, 42);
        REQUIRE(road.cloud.add_by_hand(0, {.pin = "9999"}, noon + 1s));
        road.run(noon + 3s);
        REQUIRE(road.cloud.erase_by_hand(0, "9999", noon + 4s));
        auto const again = road.put("1111", noon + 5s, {}, 42);
        road.run(noon + 1h);
        REQUIRE(road.answer_to(again));
        CHECK(road.answer_to(again)->verdict == Verdict::done);
    }
    SECTION("a day later it is forgotten") {
        Road road{with_keys(Confirmation::push)};
        road.put("1111", noon, {}, 42);
        CHECK(road.mock.remembered() == 1);
        road.put("2222", noon + 24h - 1us, {}, 43);
        CHECK(road.mock.remembered() == 2);
        road.put("3333", noon + 24h, {}, 44);
        CHECK(road.mock.remembered() == 2);
    }
}

}  // namespace
}  // namespace lockstep::providers::direct
