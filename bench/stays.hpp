// A month of stays, the same on every machine: what the engine's benchmarks and the test of its work live through.
//
// Eight codes a lock, all booked at once, days before the first is written to its lock. Each lives its whole life:
// created (unset), preloaded, set, ended, removed, 404.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/commands.hpp"
#include "runtime/random.hpp"

namespace lockstep::bench {

struct Stays {
    static constexpr std::uint32_t codes_a_door = 8;
    static constexpr Instant booked{Duration{1'893'456'000'000'000}};  // 2030-01-01T00:00:00Z
    static constexpr Instant first_arrival = booked + 4 * 24h;         // preloaded three days before it
    static constexpr Instant all_over = first_arrival + 38 * 24h;

    explicit Stays(std::uint32_t count) : doors{(count + codes_a_door - 1) / codes_a_door} {
        RandomStream random{1, "stays"};
        for (std::uint32_t stay = 0; stay < count; ++stay) {
            auto const arrives = first_arrival + random.between(0, 30 * 24 * 60) * 1min;
            auto const leaves = arrives + random.between(1, 7) * 24h;
            // Arrivals are drawn door by door, so neighbours in time are strangers in memory.
            commands.push_back({.device = engine::DeviceId{stay / codes_a_door},
                                .pin = engine::Pin::parse(std::to_string(1000 + stay % codes_a_door)),
                                .window = {arrives, leaves}});
        }
    }

    std::uint32_t doors;
    std::vector<engine::CreateCode> commands;
};

template <class Road>
void book(Road& road, Stays const& stays) {
    for (auto const& command : stays.commands)
        road.create(command);
}

}  // namespace lockstep::bench
