// What a cloud lists: the truth of now, accepted work included, and the truth of some time ago.
#include "tests/catch.hpp"
#include "tests/sim/fixtures.hpp"

namespace lockstep::sim {
namespace {

std::vector<std::string> shown(std::vector<Entry> const& listing) {
    std::vector<std::string> lines;
    for (auto const& entry : listing)
        lines.push_back(entry.record.pin + " " + std::string{name_of(entry.state)});
    return lines;
}
using Lines = std::vector<std::string>;

TEST_CASE("listing: one entry a code, and the work accepted last says how it stands", "[sim][cloud][listing]") {
    Cloud cloud = a_cloud();
    auto const first = stored(cloud, a_record("1111"));
    stored(cloud, a_record("2222"), noon + 10s);
    auto const now = noon + 1min;
    CHECK(shown(cloud.list(0, now)) == Lines{"1111 active", "2222 active"});

    auto const third = cloud.put(0, std::nullopt, a_record("3333"), now).key;
    CHECK(shown(cloud.list(0, now)) == Lines{"1111 active", "2222 active", "3333 pending"});
    cloud.put(0, first, a_record("4444"), now);
    CHECK(shown(cloud.list(0, now)) == Lines{"4444 pending", "2222 active", "3333 pending"});
    cloud.remove(0, third, now);
    CHECK(shown(cloud.list(0, now)) == Lines{"4444 pending", "2222 active", "3333 removing"});
    cloud.remove(0, first, now);
    CHECK(shown(cloud.list(0, now)) == Lines{"4444 removing", "2222 active", "3333 removing"});

    cloud.run_due(now + 3s);  // both writes
    CHECK(shown(cloud.list(0, now + 3s)) == Lines{"4444 removing", "2222 active", "3333 removing"});
    cloud.run_due(now + 4s);  // both removals
    CHECK(shown(cloud.list(0, now + 4s)) == Lines{"2222 active"});
}

TEST_CASE("listing: what stands for one code agrees with the whole listing", "[sim][cloud][listing]") {
    RandomStream random{3, "listing"};
    auto settings = plain();
    settings.slots = 6;
    settings.apply = Distribution::uniform(1s, 20s);
    settings.erase = Distribution::uniform(1s, 20s);
    settings.offline = OfflineMode::queue;
    Cloud cloud = a_cloud(settings);

    std::size_t compared = 0;
    for (int i = 0; i < 2000; ++i) {
        auto const now = noon + Duration{1s} * i;
        cloud.run_due(now);
        auto const key = static_cast<Key>(random.between(1, 12));
        auto const pin = std::to_string(random.between(1000, 1008));
        switch (random.below(4)) {
            case 0:
                cloud.put(0, std::nullopt, a_record(pin), now);
                break;
            case 1:
                cloud.put(0, key, a_record(pin), now);
                break;
            case 2:
                cloud.remove(0, key, now);
                break;
            case 3:
                cloud.set_online(0, random.chance(0.8), now);
                break;
        }
        auto const listing = cloud.list(0, now);
        for (auto const& entry : listing) {
            auto const standing = standing_of(cloud.lock(0), entry.key);
            REQUIRE(standing);
            REQUIRE(*standing.record == entry.record);
            REQUIRE(standing.state == entry.state);
            ++compared;
        }
        for (Key other = 1; other <= 12; ++other)
            if (std::none_of(listing.begin(), listing.end(), [&](Entry const& entry) { return entry.key == other; }))
                REQUIRE_FALSE(standing_of(cloud.lock(0), other));
    }
    CHECK(compared > 1000);
}

TEST_CASE("listing: a code is found by its stored or accepted name", "[sim][cloud][listing]") {
    Cloud cloud = a_cloud();
    auto const first = stored(cloud, a_named("1111", "guest"));
    auto const second = cloud.put(0, std::nullopt, a_named("2222", "cleaner"), noon + 1min).key;

    CHECK(cloud.find(0, "guest") == first);
    CHECK(cloud.find(0, "cleaner") == second);
    CHECK(cloud.find(0, "nobody") == std::nullopt);
    CHECK(cloud.find(9, "guest") == std::nullopt);
    cloud.put(0, first, a_named("1111", "owner"), noon + 1min);
    CHECK(cloud.find(0, "owner") == first);
    CHECK(cloud.find(0, "guest") == std::nullopt);
    cloud.remove(0, first, noon + 2min);
    CHECK(cloud.find(0, "owner") == first);  // until it is gone
    settle(cloud);
    CHECK(cloud.find(0, "owner") == std::nullopt);
}

TEST_CASE("listing: old news reach back as far as history is kept", "[sim][cloud][history]") {
    struct Row {
        std::string_view name;
        std::size_t history_max;
        Duration ago;
        Lines expected;
    };
    // Listings: nothing; 1111 pending (noon); active (+3s); 2222 pending (+10s); both active (+13s).
    auto const row = GENERATE(values<Row>({
        {"no history: always the present", 0, 1h, {"1111 active", "2222 active"}},
        {"the present", 10, 0s, {"1111 active", "2222 active"}},
        {"the future", 10, -1h, {"1111 active", "2222 active"}},
        {"at the instant of a change: after it", 10, 17s, {"1111 active", "2222 active"}},
        {"just before a change", 10, 17s + 1us, {"1111 active", "2222 pending"}},
        {"two changes ago", 10, 21s, {"1111 active"}},
        {"before anything", 10, 1h, {}},
        {"further back than kept: the oldest kept", 2, 1h, {"1111 active"}},
        {"one past listing", 1, 1h, {"1111 active", "2222 pending"}},
    }));
    CAPTURE(row.name);
    Cloud cloud = a_cloud(plain(), {.history_max = row.history_max});
    stored(cloud, a_record("1111"));
    stored(cloud, a_record("2222"), noon + 10s);
    auto const now = noon + 30s;

    CHECK(shown(cloud.list(0, now - row.ago)) == row.expected);
}

TEST_CASE("listing: history notices every way in which a listing changes", "[sim][cloud][history]") {
    auto settings = plain();
    settings.keeps_expired = false;
    Cloud cloud = a_cloud(settings, {.history_max = 100});
    auto const before_and_after = [&](Instant at, Lines const& before, Lines const& after) {
        CHECK(shown(cloud.list(0, at - 1us)) == before);
        CHECK(shown(cloud.list(0, at)) == after);
    };

    REQUIRE(cloud.add_by_hand(0, a_record("1111", noon, noon + 1h), noon + 1min));
    REQUIRE(cloud.edit_by_hand(0, "1111", {.pin = "2222"}, noon + 2min));
    REQUIRE(cloud.erase_by_hand(0, "2222", noon + 3min));
    REQUIRE(cloud.add_by_hand(0, a_record("3333", noon, noon + 1h), noon + 4min));
    cloud.run_due(noon + 1h);  // dropped by the lock itself
    REQUIRE(cloud.add_by_hand(0, a_record("4444"), noon + 2h));
    cloud.factory_reset(0, noon + 3h);

    before_and_after(noon + 1min, {}, {"1111 active"});
    before_and_after(noon + 2min, {"1111 active"}, {"2222 active"});
    before_and_after(noon + 3min, {"2222 active"}, {});
    before_and_after(noon + 1h, {"3333 active"}, {});
    before_and_after(noon + 3h, {"4444 active"}, {});
}

}  // namespace
}  // namespace lockstep::sim
