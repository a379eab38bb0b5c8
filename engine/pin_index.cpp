#include "engine/pin_index.hpp"

#include <utility>

#include "runtime/hash.hpp"

namespace lockstep::engine {

std::uint32_t PinIndex::fingerprint(DeviceId device, Pin pin) {
    auto const mark = static_cast<std::uint32_t>(mix_bits(mix_bits(pin.packed()) + device.value) >> 32);
    return mark == 0 ? 1 : mark;
}

void PinIndex::insert(std::uint32_t mark) {
    std::size_t at = mark & mask();
    while (slots_[at] != 0)
        at = (at + 1) & mask();
    slots_[at] = mark;
}

void PinIndex::add(DeviceId device, Pin pin) {
    if (pin.empty()) return;
    if (slots_.size() <= 2 * used_) {
        auto const old = std::exchange(slots_, std::vector<std::uint32_t>(slots_.empty() ? 16 : 2 * slots_.size()));
        for (auto const mark : old)
            if (mark != 0) insert(mark);
    }
    insert(fingerprint(device, pin));
    ++used_;
}

std::size_t PinIndex::count(DeviceId device, Pin pin) const {
    if (used_ == 0 || pin.empty()) return 0;
    auto const mark = fingerprint(device, pin);
    std::size_t found = 0;
    for (std::size_t at = mark & mask(); slots_[at] != 0; at = (at + 1) & mask())
        if (slots_[at] == mark) ++found;
    return found;
}

void PinIndex::remove(DeviceId device, Pin pin) {
    if (used_ == 0 || pin.empty()) return;
    auto const mark = fingerprint(device, pin);
    std::size_t hole = mark & mask();
    while (slots_[hole] != mark) {
        if (slots_[hole] == 0) return;
        hole = (hole + 1) & mask();
    }
    // Close the gap: whoever stands behind it and could stand in it moves up.
    for (std::size_t at = (hole + 1) & mask(); slots_[at] != 0; at = (at + 1) & mask()) {
        std::size_t const home = slots_[at] & mask();
        if (((at - home) & mask()) < ((at - hole) & mask())) continue;
        slots_[hole] = slots_[at];
        hole = at;
    }
    slots_[hole] = 0;
    --used_;
}

}  // namespace lockstep::engine
