// Adapter and mock on one road: exact legs, every confirmation, what gets lost on the way, tokens that end.
#include "tests/catch.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace lockstep::providers::open {
namespace {

using engine::Confirmation;
using engine::ListedState;
using engine::Refusal;
using engine::Verdict;

engine::Capabilities confirmed_by(Confirmation confirmation) {
    engine::Capabilities capabilities;
    capabilities.confirmation = confirmation;
    return capabilities;
}

std::size_t count(Road const& road, Op op) {
    return static_cast<std::size_t>(
        std::count_if(road.sent.begin(), road.sent.end(), [&](auto const& sent) { return sent.op == op; }));
}

TEST_CASE("open road: a pushed write takes 0.2 + 3 + 0.1 s, its removal 0.2 + 1 + 0.1 s", "[open][road]") {
    Road road{a_setup(confirmed_by(Confirmation::push))};
    road.start(a_put(1, "0420"));
    road.run(noon + 10s);

    CHECK(road.only_answer().at == noon + 400ms);
    CHECK(road.only_answer().answer.verdict == Verdict::accepted);
    REQUIRE(road.pushes.size() == 1);
    CHECK(road.pushes[0].at == noon + 3300ms);
    CHECK(road.pushes[0].push.what == engine::Push::What::stored);
    CHECK(road.pushes[0].push.record.pin == pin("0420"));
    CHECK(road.pushes[0].push.record.name == "guest");
    CHECK(road.pushes[0].push.vendor_ref == road.only_answer().answer.vendor_ref);

    road.start(a_removal(2, road.pushes[0].push.vendor_ref));
    road.run(noon + 20s);
    REQUIRE(road.pushes.size() == 2);
    CHECK(road.pushes[1].at == noon + 10s + 1300ms);
    CHECK(road.pushes[1].push.what == engine::Push::What::removed);
    CHECK(count(road, Op::login) == 0);
}

TEST_CASE("open road: reads show accepted work until it is done", "[open][road]") {
    Road road{a_setup(confirmed_by(Confirmation::poll))};
    road.start(a_put(1, "0420"));
    road.run(noon + 1s);
    road.start(a_read(2));
    road.run(noon + 4s);
    road.start(a_read(3));
    road.run(noon + 5s);

    REQUIRE(road.answers.size() == 3);
    CHECK(road.answers[1].at == noon + 1400ms);
    REQUIRE(road.answers[1].answer.listed.size() == 1);
    CHECK(road.answers[1].answer.listed[0].state == ListedState::pending);
    CHECK(road.answers[2].answer.listed[0].state == ListedState::active);
    CHECK(road.answers[2].answer.listed[0].record.pin == pin("0420"));
    CHECK(road.pushes.empty());
}

TEST_CASE("open road: an answer that confirms arrives when the lock is done", "[open][road]") {
    Road road{a_setup(confirmed_by(Confirmation::answer))};
    auto call = a_put(1, "0420");
    call.record.window = {noon + 1h, noon + 2h};
    road.start(call);
    road.run(noon + 10s);

    CHECK(road.only_answer().at == noon + 3400ms);
    CHECK(road.only_answer().answer.verdict == Verdict::done);
    CHECK(road.only_answer().answer.record == call.record);

    road.start(a_removal(2, road.only_answer().answer.vendor_ref));
    road.run(noon + 20s);
    CHECK(road.answers[1].at == noon + 10s + 1400ms);
    CHECK(road.answers[1].answer.verdict == Verdict::done);
}

TEST_CASE("open road: an edit in place keeps the vendor's id", "[open][road]") {
    Road road{a_setup(confirmed_by(Confirmation::push))};
    road.start(a_put(1, "0420"));
    road.run_for(10s);
    auto edit = a_put(2, "0421");
    edit.vendor_ref = road.pushes.at(0).push.vendor_ref;
    road.start(edit);
    road.run_for(10s);

    REQUIRE(road.pushes.size() == 2);
    CHECK(road.pushes[1].push.vendor_ref == edit.vendor_ref);
    CHECK(road.pushes[1].push.record.pin == pin("0421"));
    CHECK(road.cloud.list(0, road.now).size() == 1);
}

TEST_CASE("open road: a removal that only knows the name costs one list more", "[open][road]") {
    Road road{a_setup(confirmed_by(Confirmation::push), GENERATE(Profile::calm, Profile::awkward))};
    for (int i = 0; i < 5; ++i) {
        auto const digits = std::to_string(1000 + i);
        road.start(a_put(static_cast<std::uint64_t>(i + 1), digits, i == 3 ? "guest" : "other " + digits));
    }
    road.run_for(1min);
    auto const before = road.answers.size();

    road.start(a_removal(9, ""));
    road.run_for(1min);

    REQUIRE(road.answers.size() == before + 1);
    CHECK(road.answers.back().answer.verdict == Verdict::accepted);
    CHECK(road.cloud.list(0, road.now).size() == 4);
    CHECK_FALSE(road.cloud.find(0, "guest").has_value());
    auto const starts = std::count_if(road.sent.begin(), road.sent.end(),
                                      [](auto const& sent) { return sent.op == Op::remove && sent.operation_start; });
    CHECK(starts == 1);

    road.start(a_removal(10, ""));
    road.run_for(1min);
    CHECK(road.answers.back().answer.verdict == Verdict::done);  // there is nothing of that name
}

TEST_CASE("open road: a read of many pages is one operation", "[open][road]") {
    Road road{a_setup(confirmed_by(Confirmation::push), Profile::awkward), {.slots = 10, .apply = 3s, .erase = 1s}};
    for (int i = 0; i < 7; ++i) {
        auto const digits = std::to_string(1000 + i);
        road.start(a_put(static_cast<std::uint64_t>(i + 1), digits, "n" + digits));
    }
    road.run_for(1min);
    road.start(a_read(9));
    road.run_for(1min);

    CHECK(count(road, Op::read) == 3);
    CHECK(road.answers.back().answer.verdict == Verdict::done);
    CHECK(road.answers.back().answer.listed.size() == 7);
}

void as_it_is(Road&) {}
void goes_offline(Road& road) { road.cloud.set_online(0, false, road.now); }
void is_removed(Road& road) { road.cloud.remove_lock(0, road.now); }
void is_out(Road& road) { road.cloud.set_outage(true); }

TEST_CASE("open road: refusals arrive with their reason", "[open][road]") {
    struct Row {
        std::string name;
        void (*becomes)(Road&);
        engine::ProviderCall call;
        Verdict verdict;
        Refusal refusal;
    };
    // One slot, and "0420" is in it.
    auto const row = GENERATE(values<Row>({
        {"full", as_it_is, a_put(2, "0421", "b"), Verdict::refused, Refusal::no_space},
        {"conflict", as_it_is, a_put(2, "0420", "b"), Verdict::refused, Refusal::pin_conflict},
        {"a PIN not taken here", as_it_is, a_put(2, "123456789", "b"), Verdict::refused, Refusal::invalid_pin},
        {"nothing to remove", as_it_is, a_removal(2, "ac_0_63"), Verdict::refused, Refusal::not_found},
        {"offline", goes_offline, a_put(2, "0421", "b"), Verdict::refused, Refusal::device_offline},
        {"no lock to write to", is_removed, a_put(2, "0421", "b"), Verdict::refused, Refusal::other},
        {"no lock to remove from", is_removed, a_removal(2, "ac_0_1"), Verdict::refused, Refusal::other},
        {"no lock to search", is_removed, a_removal(2, ""), Verdict::refused, Refusal::other},
        {"no lock to read", is_removed, a_read(2), Verdict::refused, Refusal::other},
        {"outage", is_out, a_put(2, "0421", "b"), Verdict::unknown, Refusal::none},
    }));
    CAPTURE(row.name);
    Road road{a_setup(confirmed_by(Confirmation::push)), {.slots = 1, .apply = 3s, .erase = 1s}};
    road.start(a_put(1, "0420", "a"));
    road.run_for(10s);
    road.answers.clear();

    row.becomes(road);
    road.start(row.call);
    road.run_for(1s);

    CHECK(road.only_answer().answer.verdict == row.verdict);
    CHECK(road.only_answer().answer.refusal == row.refusal);
}

TEST_CASE("open road: revoked credentials are found by a refused refresh", "[open][road]") {
    Road road{a_setup()};
    road.cloud.set_connected(0, false);
    road.start(a_read(1));
    road.start(a_put(2, "0420"));
    road.run_for(10s);

    REQUIRE(road.answers.size() == 2);
    for (auto const& answered : road.answers) {
        CHECK(answered.at == noon + 800ms);
        CHECK(answered.answer.refusal == Refusal::unauthorized);
    }
    CHECK(count(road, Op::login) == 1);

    road.cloud.set_connected(0, true);
    road.start(a_read(3));
    road.run_for(10s);
    CHECK(road.answers.back().answer.verdict == Verdict::done);
    CHECK(count(road, Op::login) == 1);  // the token was never the trouble
}

TEST_CASE("open road: a stray 401 costs one refresh, and the work is done", "[open][road]") {
    Road road{a_setup(confirmed_by(Confirmation::push), GENERATE(Profile::calm, Profile::awkward))};
    bool first = true;
    road.chaos = [&](http::Request const& request, Message& message) {
        if (std::exchange(first, false)) message = road.mock->error(request, 401, std::nullopt);
        return true;
    };
    road.start(a_read(1));
    road.run_for(10s);
    CHECK(road.only_answer().answer.verdict == Verdict::done);
    CHECK(road.only_answer().at == noon + 1200ms);
    CHECK(count(road, Op::login) == 1);
    CHECK(count(road, Op::read) == 2);

    // Much later: an awkward token has ended by then and is renewed on the way.
    road.run_for(std::chrono::hours{48});
    road.start(a_read(2));
    road.run_for(10s);
    CHECK(road.answers.back().answer.verdict == Verdict::done);
}

TEST_CASE("open road: a vendor that loses, breaks or cuts any answer never makes a call done by it", "[open][road]") {
    auto const confirmation = GENERATE(Confirmation::push, Confirmation::answer);
    auto const kind = GENERATE(0, 1, 2, 3);
    auto const call = kind == 0   ? a_put(2, "0421", "b")
                      : kind == 1 ? a_removal(2, "ac_0_1")
                      : kind == 2 ? a_removal(2, "")
                                  : a_read(2);
    // How many bytes the last answer has; then every way of cutting it.
    auto const attempt = [&](std::function<bool(http::Request const&, Message&)> chaos) {
        Road road{a_setup(confirmed_by(confirmation))};
        road.start(a_put(1, "0420"));
        road.run_for(10s);
        road.answers.clear();
        std::size_t bytes = 0;
        road.chaos = [&](http::Request const& request, Message& message) {
            bytes = response(message).body.size();
            return chaos(request, message);
        };
        road.start(call);
        road.run_for(10s);
        return std::pair{road.answers, bytes};
    };

    auto const [honest, bytes] = attempt([](auto const&, auto&) { return true; });
    REQUIRE(honest.size() == 1);
    CHECK(honest[0].answer.verdict != Verdict::unknown);
    REQUIRE(bytes > 0);

    VendorSetup const setup = a_setup();
    OpenMock const mock{setup};
    for (std::size_t length = 0; length < bytes; ++length) {
        auto const [cut, size] = attempt([&](auto const&, Message& message) {
            auto& body = std::get<http::Response>(message).body;
            body.resize(std::min(length, body.size() - 1));
            return true;
        });
        CAPTURE(length);
        REQUIRE(cut.size() == 1);
        CHECK(cut[0].answer.verdict == Verdict::unknown);
    }
    auto const [malformed, size] = attempt([&](auto const&, Message& message) {
        message = mock.malformed(message);
        return true;
    });
    REQUIRE(malformed.size() == 1);
    CHECK(malformed[0].answer.verdict == Verdict::unknown);
    CHECK(attempt([](auto const&, auto&) { return false; }).first.empty());
}

TEST_CASE("open road: pushes that the house turns away come again until they are taken", "[open][road]") {
    Road road{a_setup(confirmed_by(Confirmation::push))};
    road.webhook_status = 500;
    road.start(a_put(1, "0420"));
    road.run_for(1min);
    CHECK(road.pushes.empty());
    CHECK(road.pushes_carried > 2);

    road.webhook_status = 0;
    road.run_for(10min);
    CHECK(road.pushes.size() == 1);
    CHECK(road.mock->next_due() == never);
}

TEST_CASE("open road: an awkward vendor's second copies say nothing new", "[open][road]") {
    Road road{a_setup(confirmed_by(Confirmation::push), Profile::awkward), {.slots = 20, .apply = 3s, .erase = 1s}};
    for (int i = 0; i < 12; ++i) {
        auto const digits = std::to_string(1000 + i);
        road.start(a_put(static_cast<std::uint64_t>(i + 1), digits, "n" + digits));
    }
    road.run_for(10min);
    CHECK(road.pushes.size() == 12);
    CHECK(road.pushes_carried > 12);
    for (auto const& pushed : road.pushes)
        CHECK(pushed.at == noon + 800ms + 3300ms);  // the token at hand has ended; then the first copy is on time
}

TEST_CASE("open road: two runs of one seed are equal, message by message", "[open][road]") {
    auto const story = [] {
        Road road{a_setup({}, Profile::awkward)};
        for (int i = 0; i < 4; ++i) {
            auto const digits = std::to_string(1000 + i);
            road.start(a_put(static_cast<std::uint64_t>(i + 1), digits, "n" + digits));
        }
        road.run_for(1min);
        road.start(a_read(9));
        road.run_for(1min);
        StateHash hash;
        road.adapter->hash(hash);
        road.mock->hash(hash);
        road.cloud.hash(hash);
        for (auto const& answered : road.answers) {
            hash.add(answered.at, answered.answer.call.value, answered.answer.vendor_ref);
            for (auto const& listed : answered.answer.listed)
                hash.add(listed.vendor_ref);
        }
        return hash.value();
    };
    CHECK(story() == story());
}

}  // namespace
}  // namespace lockstep::providers::open
