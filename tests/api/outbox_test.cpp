// What a receiver is told, in which order, and how often it is tried.
#include "api/outbox.hpp"

#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

constexpr Instant dawn{std::chrono::hours{6}};
DeliveryAnswer const taken{200, ""};
DeliveryAnswer const refused{500, ""};

Topic code_topic(std::uint32_t code) { return {Topic::Kind::code, code, 1}; }

std::vector<std::uint64_t> events_due(Outbox& outbox, Instant now) {
    std::vector<std::uint64_t> events;
    for (auto const& delivery : outbox.take_due(now))
        events.push_back(delivery.event);
    return events;
}

using Events = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("outbox: one code's events in order, other codes' beside them", "[api][outbox]") {
    Outbox outbox;
    outbox.put(10, code_topic(1), dawn);
    outbox.put(11, code_topic(1), dawn);
    outbox.put(12, code_topic(2), dawn);

    CHECK(outbox.next_due() == dawn);
    CHECK(events_due(outbox, dawn) == Events{10, 12});
    CHECK(outbox.next_due() == never);
    CHECK(outbox.under_way() == 2);
    outbox.answered(1, taken, dawn + 1s);
    CHECK(outbox.next_due() == dawn + 1s);
    CHECK(events_due(outbox, dawn + 1s) == Events{11});
}

TEST_CASE("outbox: a delivery is made eight times at most, each a while after the failure before", "[api][outbox]") {
    Outbox outbox;
    outbox.put(10, code_topic(1), dawn);
    outbox.put(11, code_topic(1), dawn);
    auto now = dawn;
    std::vector<Duration> gaps;
    while (outbox.counts().given_up == 0) {
        auto const due = outbox.next_due();
        if (due > now) gaps.push_back(due - now);
        now = due;
        auto const sent = outbox.take_due(now);
        REQUIRE(sent.size() == 1);
        CHECK(sent[0].event == 10);
        CHECK(sent[0].number == 1);
        CHECK(sent[0].attempts == gaps.size() + 1);
        now += 1ms;  // it took a moment to fail
        outbox.answered(1, refused, now);
    }
    CHECK(gaps == std::vector<Duration>{5s, 5min, 30min, 2h, 5h, 10h, 10h});
    CHECK(outbox.counts().failed == 8);
    CHECK(outbox.log().back().next == never);
    CHECK(outbox.log().front().next == dawn + 1ms + 5s);
    // The next event does not wait for ever.
    CHECK(events_due(outbox, now) == Events{11});
    outbox.answered(2, taken, now);
    CHECK(outbox.waiting() == 0);
    CHECK(outbox.next_due() == never);
}

TEST_CASE("outbox: a later event of a code waits for the earlier one's retry", "[api][outbox]") {
    Outbox outbox;
    outbox.put(10, code_topic(1), dawn);
    outbox.take_due(dawn);
    outbox.answered(1, {0, "cannot connect"}, dawn);
    outbox.put(11, code_topic(1), dawn + 1s);
    outbox.put(12, code_topic(2), dawn + 1s);

    CHECK(events_due(outbox, dawn + 1s) == Events{12});
    CHECK(events_due(outbox, dawn + 5s) == Events{10});
    outbox.answered(1, taken, dawn + 5s);
    CHECK(events_due(outbox, dawn + 5s) == Events{11});
    CHECK(outbox.log()[0].answer.trouble == "cannot connect");
}

TEST_CASE("outbox: nothing is due before its records are durable", "[api][outbox]") {
    Outbox outbox;
    outbox.put(10, code_topic(1), dawn + 20ms);
    CHECK(outbox.take_due(dawn).empty());
    CHECK(outbox.take_due(dawn + 20ms).size() == 1);
}

TEST_CASE("outbox: bounded in what is under way, what waits and what is remembered", "[api][outbox]") {
    Outbox outbox;
    for (std::uint32_t i = 0; i < Outbox::waiting_max + 5; ++i)
        outbox.put(i, code_topic(i), dawn);
    CHECK(outbox.waiting() == Outbox::waiting_max);
    CHECK(outbox.counts().dropped == 5);
    CHECK(outbox.take_due(dawn).size() == Outbox::under_way_max);
    CHECK(outbox.next_due() == never);
    CHECK(outbox.take_due(dawn).empty());
    outbox.answered(1, taken, dawn);
    CHECK(outbox.take_due(dawn).size() == 1);
    for (std::uint64_t number = 2; outbox.waiting() > 0; ++number) {
        REQUIRE(outbox.answered(number, taken, dawn));
        outbox.take_due(dawn);
    }
    CHECK(outbox.counts().delivered == Outbox::waiting_max);
    CHECK(outbox.log().size() == Outbox::log_max);
    outbox.clear_log();
    CHECK(outbox.log().empty());
}

TEST_CASE("outbox: an answer that nobody waits for changes nothing", "[api][outbox]") {
    Outbox outbox;
    CHECK_FALSE(outbox.answered(1, taken, dawn));
    outbox.put(10, code_topic(1), dawn);
    CHECK_FALSE(outbox.answered(1, taken, dawn));
    outbox.take_due(dawn);
    CHECK(outbox.answered(1, refused, dawn));
    CHECK_FALSE(outbox.answered(1, taken, dawn));
    CHECK(outbox.counts().delivered == 0);
}

}  // namespace lockstep::api
