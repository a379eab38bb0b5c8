// Work on one lock: what runs side by side, what waits, and what a full memory does.
#include "tests/catch.hpp"
#include "tests/sim/fixtures.hpp"

namespace lockstep::sim {
namespace {

using Ids = std::vector<std::uint64_t>;

TEST_CASE("jobs: a code is stored after apply and gone after erase", "[sim][lock][jobs]") {
    Bench bench;
    bench.store(1, a_record("4711"), noon);

    CHECK(bench.next_due() == noon + 3s);
    CHECK(bench.run(noon + 3s - 1us).empty());
    CHECK_FALSE(bench.lock.press("4711", noon + 3s - 1us).opens);
    CHECK(bench.run(noon + 3s) == Ids{1});
    CHECK(bench.lock.press("4711", noon + 3s).opens);

    bench.erase(1, noon + 10s);
    CHECK(bench.run(noon + 11s - 1us).empty());
    CHECK(bench.lock.press("4711", noon + 11s - 1us).opens);
    CHECK(bench.run(noon + 11s) == Ids{2});
    CHECK(bench.lock.slots().empty());
    CHECK(bench.next_due() == never);
}

TEST_CASE("jobs: different codes run side by side, one code's jobs in order", "[sim][lock][jobs]") {
    Bench bench;
    bench.store(1, a_record("1111"), noon);
    bench.erase(1, noon + 100ms);  // waits for the store
    bench.store(2, a_record("2222"), noon + 200ms);
    bench.store(1, a_record("3333"), noon + 300ms);  // waits for the erasure

    CHECK(bench.run(noon + 3s) == Ids{1});
    CHECK(pins(bench.lock) == std::vector<std::string>{"1111"});
    CHECK(bench.run(noon + 3200ms) == Ids{3});
    CHECK(bench.run(noon + 4s) == Ids{2});  // 3 s + erase 1 s
    CHECK(pins(bench.lock) == std::vector<std::string>{"2222"});
    CHECK(bench.next_due() == noon + 7s);  // + apply 3 s
    CHECK(bench.run(noon + 7s) == Ids{4});
    CHECK(pins(bench.lock) == std::vector<std::string>{"3333", "2222"});
}

TEST_CASE("jobs: what is done at one instant is done in order of arrival", "[sim][lock][jobs]") {
    auto settings = plain();
    settings.apply = 0s;
    settings.erase = 0s;
    Bench bench{settings};
    bench.store(1, a_record("1111"), noon);
    bench.store(2, a_record("2222"), noon);
    bench.erase(1, noon);  // begins only when the store is done, and takes no time either
    bench.store(3, a_record("3333"), noon);

    CHECK(bench.run(noon) == Ids{1, 2, 3, 4});
    CHECK(pins(bench.lock) == std::vector<std::string>{"2222", "3333"});
}

TEST_CASE("jobs: a long jump gives what many small ones give", "[sim][lock][jobs]") {
    auto settings = plain();
    settings.apply = Distribution::uniform(1s, 9s);
    settings.erase = Distribution::exponential(2s);
    settings.slots = 2;
    settings.keeps_expired = false;
    Bench often{settings};
    for (Key key = 1; key <= 8; ++key) {
        often.store(key, a_record("1111", always, noon + Duration{3s} * key), noon + Duration{1s} * key);
        if (key % 2 == 0) often.erase(key, noon + Duration{1s} * key);
    }
    Bench once = often;

    Ids small;
    while (often.next_due() != never)
        for (auto const id : often.run(often.next_due()))
            small.push_back(id);
    auto const large = once.run(noon + 1h);

    CHECK(large == small);
    CHECK(large.size() == 12);
    CHECK(hash_of(once.lock) == hash_of(often.lock));
}

TEST_CASE("jobs: during an edit the old PIN works until the new one is stored", "[sim][lock][jobs]") {
    Bench bench;
    bench.store(1, a_record("1111"), noon);
    bench.run(noon + 3s);

    bench.store(1, a_record("2222"), noon + 10s);

    bench.run(noon + 13s - 1us);
    CHECK(bench.lock.press("1111", noon + 13s - 1us).opens);
    CHECK_FALSE(bench.lock.press("2222", noon + 13s - 1us).opens);
    bench.run(noon + 13s);
    CHECK_FALSE(bench.lock.press("1111", noon + 13s).opens);
    CHECK(bench.lock.press("2222", noon + 13s).opens);
}

TEST_CASE("jobs: going offline stops nothing that was accepted, coming online starts what was held",
          "[sim][lock][jobs]") {
    Bench bench;
    bench.store(1, a_record("1111"), noon);
    bench.store(1, a_record("1112"), noon);  // accepted online, still waiting
    bench.lock.set_online(bench.settings, false, noon + 1s);
    bench.store(2, a_record("2222"), noon + 2s);
    bench.store(1, a_record("1113"), noon + 2s);  // held, although its turn comes while offline

    CHECK(bench.run(noon + 1h) == Ids{1, 2});
    CHECK(bench.next_due() == never);
    bench.lock.set_online(bench.settings, true, noon + 2h);
    CHECK(bench.next_due() == noon + 2h + 3s);
    CHECK(bench.run(noon + 2h + 3s) == Ids{3, 4});
    CHECK(pins(bench.lock) == std::vector<std::string>{"1113", "2222"});
}

TEST_CASE("jobs: coming online again starts nothing twice", "[sim][lock][jobs]") {
    Bench bench;
    bench.store(1, a_record("1111"), noon);

    bench.lock.set_online(bench.settings, true, noon + 2s);

    CHECK(bench.next_due() == noon + 3s);
}

TEST_CASE("jobs: room is promised once a code, and a hand may be quicker", "[sim][lock][slots]") {
    Bench bench;
    bench.store(1, a_record("1111"), noon);
    bench.store(1, a_record("1112"), noon);
    bench.store(2, a_record("2222"), noon);
    CHECK(bench.lock.room_promised() == 2);
    bench.run(noon + 3s);
    CHECK(bench.lock.room_promised() == 2);
    bench.erase(1, noon + 4s);
    CHECK(bench.lock.room_promised() == 2);  // until it is gone

    CHECK(bench.lock.add_by_hand(bench.settings, 10, a_record("3333")));
    CHECK_FALSE(bench.lock.add_by_hand(bench.settings, 11, a_record("4444")));

    Bench full;
    full.store(1, a_record("1111"), noon);
    for (Key key = 10; key < 13; ++key)
        REQUIRE(full.lock.add_by_hand(full.settings, key, a_record("9999")));
    std::vector<JobDone> done;
    full.lock.run_due(full.settings, noon + 3s, done);
    REQUIRE(done.size() == 1);
    CHECK_FALSE(done[0].stored);
    CHECK(full.lock.find(1) == nullptr);
}

TEST_CASE("jobs: an expired record is kept, or dropped when the lock's clock says so", "[sim][lock][expired]") {
    auto settings = plain();
    settings.clock_skew = 10s;  // ahead, so it drops early
    settings.keeps_expired = GENERATE(true, false);
    CAPTURE(settings.keeps_expired);
    Bench bench{settings};
    bench.store(1, a_record("1111", noon, noon + 1h), noon);
    bench.run(noon + 3s);

    CHECK(bench.next_due() == (settings.keeps_expired ? never : noon + 1h - 10s));
    bench.run(noon + 1h - 10s - 1us);
    CHECK(bench.lock.slots().size() == 1);
    bench.run(noon + 1h - 10s);
    CHECK(bench.lock.slots().size() == (settings.keeps_expired ? 1 : 0));
    CHECK(bench.lock.press("1111", noon + 1h).reason ==
          (settings.keeps_expired ? Denial::expired_code : Denial::unknown_code));
}

TEST_CASE("jobs: a record that is over when it is stored is dropped at once", "[sim][lock][expired]") {
    auto settings = plain();
    settings.keeps_expired = false;
    Bench bench{settings};
    bench.store(1, a_record("1111", noon, noon + 1s), noon);

    CHECK(bench.run(noon + 3s) == Ids{1});
    CHECK(bench.lock.slots().empty());
    CHECK(bench.next_due() == never);
}

TEST_CASE("jobs: a factory reset empties the memory and drops accepted work", "[sim][lock][reset]") {
    Bench bench;
    bench.store(1, a_record("1111"), noon);
    bench.run(noon + 3s);
    bench.store(2, a_record("2222"), noon + 4s);
    bench.erase(1, noon + 4s);

    bench.lock.factory_reset();

    CHECK(bench.lock.slots().empty());
    CHECK(bench.lock.open_jobs().empty());
    CHECK(bench.next_due() == never);
    CHECK(bench.lock.press("1111", noon + 5s).reason == Denial::unknown_code);
}

TEST_CASE("lock: an idle keypad is small, and what it stores is counted", "[sim][lock][memory]") {
    Bench bench;
    auto const idle = bench.lock.memory_bytes();
    CHECK(idle == sizeof(Lock));
    CHECK(sizeof(Lock) <= 128);

    bench.store(1, a_record("1111"), noon);
    auto const working = bench.lock.memory_bytes();
    CHECK(working >= idle + sizeof(Job));
    bench.run(noon + 3s);
    CHECK(bench.lock.memory_bytes() >= working + sizeof(Slot));

    auto const before = bench.lock.memory_bytes();
    bench.lock.change_by_hand(1, a_named("1111", std::string(100, 'x')));
    CHECK(bench.lock.memory_bytes() >= before + 100);
}

}  // namespace
}  // namespace lockstep::sim
