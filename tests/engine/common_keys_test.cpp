// Who has a common key, against the clear way: looking at every code.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "runtime/random.hpp"
#include "tests/catch.hpp"
#include "tests/engine/a_vendor.hpp"

using namespace lockstep;
using namespace lockstep::engine;
using namespace lockstep::engine::test;

namespace {

std::vector<std::uint32_t> all_with(Engine const& engine, std::string const& key) {
    std::vector<std::uint32_t> slots;
    for (std::uint32_t slot = 0; slot < engine.code_slots(); ++slot)
        if (engine.exists(engine.id_at(slot)) && engine.cold(engine.id_at(slot)).common_key == key)
            slots.push_back(slot);
    return slots;
}

}  // namespace

TEST_CASE("a common key leads to its codes, whatever became of them", "[engine][shared]") {
    House house;
    RandomStream random{7, "keys"};
    std::string const keys[] = {"a", "b", "c", ""};
    std::vector<CodeId> codes;
    std::size_t most = 0;
    for (int turn = 0; turn < 2'000; ++turn) {
        std::erase_if(codes, [&](CodeId id) { return !house.engine.exists(id); });
        switch (random.below(3)) {
            case 0: {
                CreateCode command;
                command.device = house.engine.add_device(house.account, 0);  // one lock has a PIN once
                command.common_key = keys[random.below(std::size(keys))];
                auto const reply = house.engine.create(command, house.now, house.effects);
                house.note();
                REQUIRE(reply.ok());
                codes.push_back(reply.code);
                break;
            }
            case 1:
                if (!codes.empty()) house.remove(codes[random.below(codes.size())]);
                break;
            default:
                house.wait(1s);
                if (!house.calls.empty()) house.succeed();
        }
        for (auto const& key : {keys[0], keys[1], keys[2]}) {
            auto const found = house.engine.slots_with_key(key);
            CAPTURE(turn, key);
            REQUIRE(std::vector<std::uint32_t>(found.begin(), found.end()) == all_with(house.engine, key));
            most = std::max(most, found.size());
        }
        REQUIRE(house.engine.slots_with_key("").empty());
    }
    CHECK(most > 10);
}
