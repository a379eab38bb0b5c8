// A world can be copied: both copies live the same life, and equal lives have equal hashes.
#include "tests/catch.hpp"
#include "tests/sim/fixtures.hpp"

namespace lockstep::sim {
namespace {

// One random thing that may happen to a cloud with three locks.
void anything(Cloud& cloud, RandomStream& random, Instant now) {
    auto const lock = static_cast<LockNumber>(random.below(3));
    auto const key = static_cast<Key>(random.between(1, 30));
    // One draw a statement: arguments of one call are drawn in an order of the compiler's liking.
    auto const pin = random.between(1000, 1020);
    auto const starts = now + Duration{random.between(-60, 60)} * 1'000'000;
    auto const ends = now + Duration{random.between(60, 600)} * 1'000'000;
    auto const record = a_record(std::to_string(pin), starts, ends);
    switch (random.below(11)) {
        case 0:
        case 1:
        case 2:
            cloud.put(lock, std::nullopt, record, now);
            break;
        case 3:
            cloud.put(lock, key, record, now);
            break;
        case 4:
        case 5:
            cloud.remove(lock, key, now);
            break;
        case 6:
            cloud.set_online(lock, random.chance(0.7), now);
            break;
        case 7:
            cloud.add_by_hand(lock, record, now);
            break;
        case 8:
            cloud.erase_by_hand(lock, record.pin, now);
            break;
        case 9:
            cloud.set_clock_drift(lock, Duration{random.between(-1000, 1000)} * 1'000'000, now);
            break;
        case 10:
            if (random.chance(0.1)) cloud.factory_reset(lock, now);
            break;
    }
}

Cloud three_locks() {
    Cloud cloud{{.rounding = 1min, .history_max = 4}, 11, "vendor"};
    for (LockNumber number = 0; number < 3; ++number) {
        auto settings = plain();
        settings.slots = 5;
        settings.apply = Distribution::lognormal(2s, 20s);
        settings.erase = Distribution::uniform(1s, 9s);
        settings.offline = static_cast<OfflineMode>(number);
        settings.keeps_expired = number != 1;
        cloud.add_lock(number, 0, settings, noon);
    }
    return cloud;
}

void live(Cloud& cloud, RandomStream& random, int from, int to) {
    for (int second = from; second < to; ++second) {
        cloud.run_due(noon + Duration{1s} * second);
        anything(cloud, random, noon + Duration{1s} * second);
    }
}

TEST_CASE("copies: a copied cloud lives the same life", "[sim][cloud][copy]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        RandomStream random{seed, "life"};
        Cloud original = three_locks();
        live(original, random, 0, 300);
        Cloud copy = original;
        auto copied_random = random;
        auto const before = hash_of(original);
        REQUIRE(hash_of(copy) == before);

        live(original, random, 300, 600);
        REQUIRE(hash_of(copy) == before);  // nothing is shared
        live(copy, copied_random, 300, 600);

        REQUIRE(hash_of(copy) == hash_of(original));
        REQUIRE(copy.next_due() == original.next_due());
        REQUIRE(hash_of(original) != before);
    }
}

TEST_CASE("copies: invariants of the memory hold whatever happens", "[sim][cloud][copy]") {
    for (std::uint64_t seed = 100; seed <= 110; ++seed) {
        CAPTURE(seed);
        RandomStream random{seed, "life"};
        Cloud cloud = three_locks();
        for (int second = 0; second < 500; ++second) {
            live(cloud, random, second, second + 1);
            for (LockNumber const number : cloud.locks()) {
                Lock const& lock = cloud.lock(number);
                REQUIRE(lock.slots().size() <= cloud.lock_settings(number).slots);
                for (std::size_t i = 1; i < lock.slots().size(); ++i)
                    REQUIRE(lock.slots()[i - 1].key < lock.slots()[i].key);
                for (Job const& job : lock.open_jobs())
                    REQUIRE((!job.started() || job.done_at > noon + Duration{1s} * second));
            }
            REQUIRE(cloud.next_due() > noon + Duration{1s} * second);
        }
    }
}

TEST_CASE("copies: a new lock leaves its neighbours' luck alone", "[sim][cloud][random]") {
    auto settings = plain();
    settings.apply = Distribution::uniform(1s, 1h);
    Cloud alone = a_cloud(settings);
    Cloud together{{}, 1, "vendor"};
    together.add_lock(5, 0, settings, noon);
    together.add_lock(0, 0, settings, noon);
    together.put(5, std::nullopt, a_record("5555"), noon);

    alone.put(0, std::nullopt, a_record("1111"), noon);
    together.put(0, std::nullopt, a_record("1111"), noon);

    CHECK(alone.lock(0).open_jobs()[0].done_at == together.lock(0).open_jobs()[0].done_at);
    CHECK(together.lock(5).open_jobs()[0].done_at != together.lock(0).open_jobs()[0].done_at);
}

}  // namespace
}  // namespace lockstep::sim
