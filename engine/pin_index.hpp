// Which PINs the codes of a device may have: says quickly that none has one. A "maybe" is for the caller to look into.
//
// A multiset of 32-bit fingerprints of device and PIN, in one array: a code costs it some ten bytes, and a question one
// look into memory however many codes there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/ids.hpp"
#include "engine/pin.hpp"

namespace lockstep::engine {

class PinIndex {
  public:
    // An empty PIN is none, and never kept.
    void add(DeviceId device, Pin pin);
    // Takes one of those away that were added.
    void remove(DeviceId device, Pin pin);
    void replace(DeviceId device, Pin old, Pin pin) {
        remove(device, old);
        add(device, pin);
    }
    // False: nobody has it. True: somebody most likely does.
    bool may_have(DeviceId device, Pin pin) const { return count(device, pin) != 0; }
    // At most so many have it, most likely exactly so many.
    std::size_t count(DeviceId device, Pin pin) const;

  private:
    static std::uint32_t fingerprint(DeviceId device, Pin pin);  // never 0
    std::size_t mask() const { return slots_.size() - 1; }
    void insert(std::uint32_t mark);

    std::vector<std::uint32_t> slots_;  // a power of two of them; 0 is empty; linear probing from a mark's low bits
    std::size_t used_ = 0;
};

}  // namespace lockstep::engine
