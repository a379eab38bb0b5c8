// What the vendor's algorithm makes, the lock understands: each has a calendar of its own.
#include "providers/offline_pin.hpp"

#include <set>
#include <vector>

#include "runtime/random.hpp"
#include "sim/offline_pins.hpp"
#include "tests/catch.hpp"

namespace lockstep::providers {
namespace {

using std::chrono::hours;

constexpr Instant noon{std::chrono::seconds{1'893'499'200}};  // 2030-01-01T12:00:00Z

struct Pair {
    std::uint64_t secret = offline_secret("front door");
    sim::OfflinePins lock{offline_secret_of_lock(offline_secret("front door"), 3)};

    std::string pin(Instant starts, Duration length, bool one_time = false, std::uint32_t variant = 0) const {
        return offline_pin(secret, {3, {starts, starts + length}, one_time, variant}).text();
    }
    sim::Denial at(std::string const& pin, Instant shown) const { return lock.press(pin, shown).reason; }
};

TEST_CASE("offline PINs: the lock finds the window in the PIN", "[providers][offline]") {
    RandomStream random{1, "windows"};
    Pair pair;
    std::set<std::string> seen;
    for (int round = 0; round < 300; ++round) {
        Instant const starts = noon + hours{random.between(-20'000, 20'000)};
        bool const one_time = random.chance(0.2), daily = random.chance(0.5);
        Duration const length = one_time ? hours{24}
                                : daily  ? hours{24 * random.between(29, 367)}
                                         : hours{random.between(1, 672)};
        auto const variant = static_cast<std::uint32_t>(random.below(one_time ? 5 : 3));
        auto const pin = pair.pin(starts, length, one_time, variant);
        CAPTURE(pin, round);
        CHECK(pin.size() == 9);
        CHECK(pair.at(pin, starts - Duration{1}) == sim::Denial::not_yet_valid);
        CHECK(pair.at(pin, starts) == sim::Denial::none);
        auto used = pair;
        if (!one_time) used.lock.opened_by(pin, starts);
        CHECK(used.at(pin, starts + length - Duration{1}) == sim::Denial::none);
        CHECK(used.at(pin, starts + length) == sim::Denial::expired_code);
        seen.insert(pin);
    }
    CHECK(seen.size() > 295);
}

TEST_CASE("offline PINs: variants, locks and secrets have PINs of their own", "[providers][offline]") {
    Pair const pair;
    std::set<std::string> pins;
    for (std::uint32_t variant = 0; variant < 3; ++variant)
        pins.insert(pair.pin(noon, hours{4}, false, variant));
    for (std::uint32_t variant = 0; variant < 5; ++variant)
        pins.insert(pair.pin(noon, hours{24}, true, variant));
    pins.insert(offline_pin(pair.secret, {4, {noon, noon + hours{4}}, false, 0}).text());
    pins.insert(offline_pin(offline_secret("back"), {3, {noon, noon + hours{4}}, false, 0}).text());
    CHECK(pins.size() == 10);
}

TEST_CASE("offline PINs: the first day decides, and once is once", "[providers][offline]") {
    Pair pair;
    auto const stay = pair.pin(noon, hours{72}), once = pair.pin(noon, hours{24}, true),
               day = pair.pin(noon, hours{24});
    CHECK(pair.at(stay, noon + hours{24} - Duration{1}) == sim::Denial::none);
    CHECK(pair.at(stay, noon + hours{24}) == sim::Denial::expired_code);
    pair.lock.opened_by(stay, noon + hours{23});
    CHECK(pair.at(stay, noon + hours{71}) == sim::Denial::none);

    CHECK(pair.at(once, noon + hours{1}) == sim::Denial::none);
    pair.lock.opened_by(once, noon + hours{1});
    CHECK(pair.at(once, noon + hours{1}) == sim::Denial::expired_code);

    pair.lock.opened_by(day, noon);
    CHECK(pair.at(day, noon + hours{23}) == sim::Denial::none);
    pair.lock.forget();
    CHECK(pair.at(once, noon + hours{2}) == sim::Denial::none);
}

TEST_CASE("offline PINs: both sides read the lock's wall clock", "[providers][offline]") {
    Zone const zone = *find_zone("America/New_York");
    sim::OfflinePins lock{offline_secret_of_lock(offline_secret("front door"), 3), zone};
    // A month over the change forward, from 15:00 to 15:00: an hour short of 30 days.
    Instant const starts{std::chrono::seconds{1'898'625'600}};  // 2030-03-01T20:00:00Z
    auto const found = engine::offline_window({starts, starts + hours{719}}, false, hours{1}, starts, zone);
    REQUIRE(found.problem == engine::OfflineProblem::none);
    auto const pin = offline_pin(offline_secret("front door"), {3, found.on_wall, false, 0}).text();
    CHECK(lock.press(pin, starts - Duration{1}).reason == sim::Denial::not_yet_valid);
    CHECK(lock.press(pin, starts).opens);
    lock.opened_by(pin, starts);
    CHECK(lock.press(pin, found.window.ends - Duration{1}).opens);
    CHECK(lock.press(pin, found.window.ends).reason == sim::Denial::expired_code);
}

TEST_CASE("offline PINs: what is no PIN of this kind is unknown", "[providers][offline]") {
    Pair const pair;
    for (auto const* const pin : {"", "0420", "12345678", "1234567890", "12345678x"})
        CHECK(pair.at(pin, noon) == sim::Denial::unknown_code);
    // Hardly any PIN that somebody guesses opens.
    RandomStream random{1, "guesses"};
    int opened = 0;
    for (int guess = 0; guess < 20'000; ++guess) {
        auto pin = std::to_string(random.below(1'000'000'000));
        pin.insert(0, 9 - pin.size(), '0');
        if (pair.lock.press(pin, noon).opens) ++opened;
    }
    CHECK(opened < 20);
}

}  // namespace
}  // namespace lockstep::providers
