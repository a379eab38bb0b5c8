// The rain: whatever ails the world ends at once, and nothing new begins.
#include "harness/world/world.hpp"

namespace lockstep::harness {

void World::heal(Watch& watch) {
    watch_ = &watch;
    turn_ = Turn::step;
    options_.carrier = nullptr;  // what is under way on the roads belongs to the world that was copied
    options_.api_road = nullptr;
    options_.pacer = nullptr;
    options_.log = nullptr;
    next_step_ = static_cast<std::uint32_t>(scenario().steps.size());
    next_booking_ = bookings_.size();
    next_switch_ = switches_.size();
    faults_ = FaultBook{};
    for (auto& vendor : vendors_)
        vendor.cloud.set_outage(false);
    for (std::uint32_t i = 0; i < clients_.size(); ++i) {
        auto& client = clients_[i];
        if (client.forgotten) continue;
        vendors_[client.vendor].cloud.set_connected(i, true);
        client.cut_off = client.refused = false;
        give_notice(engine::Notice::What::account_reconnected, engine::AccountId{i}, {}, 0);
    }
    for (std::uint32_t i = 0; i < doors_.size(); ++i) {
        auto& door = doors_[i];
        engine::DeviceId const device{i};
        if (!door.offline || door.removed || door.forgotten) continue;
        vendors_[door.vendor].cloud.set_online(i, true, now_);
        door.offline = false;
        give_notice(engine::Notice::What::device_online, engine_.device(device).account, device, 0);
    }
    open_letters();
    watch_ = nullptr;
}

}  // namespace lockstep::harness
