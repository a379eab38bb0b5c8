// The index of PINs against the clear way: looking at every code.
#include "engine/pin_index.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "runtime/random.hpp"
#include "tests/catch.hpp"
#include "tests/engine/a_vendor.hpp"

using namespace lockstep;
using namespace lockstep::engine;
using namespace lockstep::engine::test;

namespace {

Pin pin_number(std::uint64_t number) { return *Pin::parse(std::to_string(1000 + number)); }

}  // namespace

TEST_CASE("pin index: never denies what was added as often as it was not taken away", "[engine][pin]") {
    RandomStream random{7, "pin index"};
    PinIndex index;
    std::vector<std::pair<DeviceId, Pin>> kept;
    std::size_t denied = 0;
    for (int turn = 0; turn < 20'000; ++turn) {
        std::pair const one{DeviceId{static_cast<std::uint32_t>(random.below(40))}, pin_number(random.below(50))};
        auto const found = std::find(kept.begin(), kept.end(), one);
        REQUIRE((found == kept.end() || index.may_have(one.first, one.second)));
        if (found == kept.end() && !index.may_have(one.first, one.second)) ++denied;
        REQUIRE(index.count(one.first, one.second) >=
                static_cast<std::size_t>(std::count(kept.begin(), kept.end(), one)));
        // Now it grows, now it shrinks.
        if (random.chance(turn / 5'000 % 2 == 0 ? 0.7 : 0.3)) {
            index.add(one.first, one.second);
            kept.push_back(one);
        } else {
            index.remove(one.first, one.second);
            if (found != kept.end()) kept.erase(found);
        }
    }
    CHECK(denied > 1'000);
    for (auto const& [device, pin] : kept)
        index.remove(device, pin);
    for (auto const& [device, pin] : kept)
        CHECK_FALSE(index.may_have(device, pin));
}

TEST_CASE("a PIN is taken as long as a code that wants it lives, whatever became of the codes", "[engine][pin]") {
    House house;
    RandomStream random{7, "lives"};
    std::vector<CodeId> codes;
    int taken = 0, free = 0;
    for (int turn = 0; turn < 3'000; ++turn) {
        Pin const pin = pin_number(random.below(16));
        std::erase_if(codes, [&](CodeId id) { return !house.engine.exists(id); });
        bool const wanted =
            std::any_of(codes.begin(), codes.end(), [&](CodeId id) { return house.engine.record(id).pin == pin; });
        CAPTURE(turn, pin.text());
        switch (random.below(4)) {
            case 0: {
                auto const reply = house.create(pin.text().c_str());
                REQUIRE(reply.ok() != wanted);
                ++(wanted ? taken : free);
                if (reply.ok()) codes.push_back(reply.code);
                break;
            }
            case 1:
                if (codes.empty()) break;
                {
                    UpdateCode change;
                    change.code = codes[random.below(codes.size())];
                    change.pin = pin;
                    house.update(change);
                }
                break;
            case 2:
                if (!codes.empty()) house.remove(codes[random.below(codes.size())]);
                break;
            default:
                house.wait(1s);
                if (!house.calls.empty()) house.succeed();
        }
    }
    CHECK(taken > 100);
    CHECK(free > 100);
}
