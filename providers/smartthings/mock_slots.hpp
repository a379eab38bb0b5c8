// Which slot of a lock holds which of the cloud's codes. SmartThings counts slots, and who writes chooses one; the
// simulated cloud numbers codes. A code that somebody added by hand gets the lowest free slot when it is first seen.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/hash.hpp"
#include "sim/cloud.hpp"

namespace lockstep::providers::smartthings {

class SlotMap {
  public:
    // Forgets what is gone, and finds places for what came by other ways. To be called before anything is looked up.
    void follow(sim::Lock const& lock);

    std::optional<sim::Key> key_in(std::uint32_t slot) const;
    std::optional<std::uint32_t> slot_of(sim::Key key) const;
    void put(std::uint32_t slot, sim::Key key);  // whatever was there has no slot any more

    void erase(sim::Key key);

    void hash(StateHash& hash) const;

  private:
    struct Place {
        std::uint32_t slot = 0;
        sim::Key key = 0;
    };
    std::vector<Place> places_;  // in order of slot
};

}  // namespace lockstep::providers::smartthings
