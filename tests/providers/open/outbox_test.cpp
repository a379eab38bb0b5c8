// Pushes that were not taken: again with back-off, in order per code, for a day.
#include "providers/open/mock_outbox.hpp"

#include "runtime/time_text.hpp"
#include "tests/catch.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace lockstep::providers::open {
namespace {

PushedMessage a_push(std::string_view code, std::string body, Instant happened = noon) {
    auto request = http::json_request(http::Method::post, "/hook", std::move(body));
    request.headers.add(header::event_subject, code);
    request.headers.add(header::event_time, format_instant(happened));
    return {engine::AccountId{0}, engine::DeviceId{0}, std::move(request)};
}

std::string bodies(std::vector<PushedMessage> const& pushes) {
    std::string all;
    for (auto const& push : pushes)
        all += std::get<http::Request>(push.message).body;
    return all;
}

TEST_CASE("open outbox: a failed push comes again, unchanged, with growing gaps, for a day", "[open][outbox]") {
    Outbox outbox;
    auto push = a_push("a", "1");
    auto now = noon;
    Duration gap{};
    int tries = 0;
    for (;; ++tries) {
        REQUIRE(tries < 1000);
        outbox.failed(push, now);
        if (outbox.size() == 0) break;
        auto const due = outbox.next_due();
        CHECK(due - now >= gap);
        CHECK(due - now <= redelivery_cap);
        gap = due - now;
        now = due;
        std::vector<PushedMessage> leaving;
        outbox.run_due(now, leaving);
        REQUIRE(leaving.size() == 1);
        CHECK(std::get<http::Request>(leaving[0].message).body == "1");
        push = leaving[0];
    }
    CHECK(gap == redelivery_cap);
    CHECK(now - noon > redelivery_ends_after - redelivery_cap - 1s);
    CHECK(std::get<http::Request>(push.message).headers.find(header::delivery_attempt) == std::to_string(tries + 1));
}

TEST_CASE("open outbox: later news of a code wait behind what failed, those of others do not", "[open][outbox]") {
    Outbox outbox;
    std::vector<PushedMessage> leaving;
    outbox.failed(a_push("a", "1"), noon);
    outbox.send(a_push("a", "2"), leaving);
    outbox.send(a_push("b", "3"), leaving);
    CHECK(bodies(leaving) == "3");

    leaving.clear();
    outbox.run_due(noon + redelivery_base, leaving);
    CHECK(bodies(leaving) == "12");
    CHECK(outbox.next_due() == never);
}

TEST_CASE("open outbox: a push that fails once more goes ahead of what waited for it", "[open][outbox]") {
    Outbox outbox;
    std::vector<PushedMessage> leaving;
    outbox.failed(a_push("a", "2"), noon);
    outbox.failed(a_push("a", "1"), noon + 1s);
    outbox.run_due(noon + redelivery_base, leaving);
    CHECK(leaving.empty());
    outbox.run_due(noon + 1s + redelivery_base, leaving);
    CHECK(bodies(leaving) == "12");
}

TEST_CASE("open outbox: copies leave when they are due and hold nobody up", "[open][outbox]") {
    Outbox outbox;
    std::vector<PushedMessage> leaving;
    outbox.send_copy(a_push("a", "1"), noon + 45s);
    outbox.send(a_push("a", "2"), leaving);
    CHECK(bodies(leaving) == "2");
    CHECK(outbox.next_due() == noon + 45s);
    outbox.run_due(noon + 45s, leaving);
    CHECK(bodies(leaving) == "21");
}

TEST_CASE("open outbox: what is not a push of ours is not kept", "[open][outbox]") {
    Outbox outbox;
    outbox.failed({engine::AccountId{0}, engine::DeviceId{0}, std::monostate{}}, noon);
    outbox.failed({engine::AccountId{0}, engine::DeviceId{0}, http::Request{}}, noon);
    CHECK(outbox.size() == 0);
}

}  // namespace
}  // namespace lockstep::providers::open
