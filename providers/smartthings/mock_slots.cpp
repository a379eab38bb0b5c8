#include "providers/smartthings/mock_slots.hpp"

#include <algorithm>

#include "sim/listing.hpp"

namespace lockstep::providers::smartthings {

void SlotMap::follow(sim::Lock const& lock) {
    std::erase_if(places_, [&](Place const& place) { return !sim::standing_of(lock, place.key); });
    for (sim::Slot const& stored : lock.slots()) {
        if (slot_of(stored.key)) continue;
        // On its way out of a slot that somebody else has by now.
        if (sim::standing_of(lock, stored.key).state == sim::EntryState::removing) continue;
        std::uint32_t slot = 1;
        for (auto const& place : places_)
            if (place.slot == slot) ++slot;
        put(slot, stored.key);
    }
}

std::optional<sim::Key> SlotMap::key_in(std::uint32_t slot) const {
    auto const found = std::find_if(places_.begin(), places_.end(), [&](auto const& one) { return one.slot == slot; });
    return found == places_.end() ? std::nullopt : std::optional{found->key};
}

std::optional<std::uint32_t> SlotMap::slot_of(sim::Key key) const {
    auto const found = std::find_if(places_.begin(), places_.end(), [&](auto const& one) { return one.key == key; });
    return found == places_.end() ? std::nullopt : std::optional{found->slot};
}

void SlotMap::put(std::uint32_t slot, sim::Key key) {
    std::erase_if(places_, [&](Place const& place) { return place.slot == slot || place.key == key; });
    auto const at = std::find_if(places_.begin(), places_.end(), [&](Place const& place) { return place.slot > slot; });
    places_.insert(at, {slot, key});
}

void SlotMap::erase(sim::Key key) {
    std::erase_if(places_, [&](Place const& place) { return place.key == key; });
}

void SlotMap::hash(StateHash& hash) const {
    hash.add(places_.size());
    for (auto const& place : places_)
        hash.add(place.slot, place.key);
}

}  // namespace lockstep::providers::smartthings
