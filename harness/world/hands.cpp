#include "harness/world/hands.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::harness {

TraceId World::Hands::cause() {
    acted_ = true;
    if (cause_ == 0) cause_ = world_->asked();
    return cause_;
}

void World::Hands::set_online(engine::DeviceId device, bool online) {
    if (online)
        world_->act(LinkUp{device.value}, Step{}, cause());
    else
        world_->act(LinkDown{device.value}, Step{}, cause());
}

void World::Hands::set_connected(engine::AccountId account, bool connected) {
    if (connected)
        world_->act(Reconnect{account.value}, Step{}, cause());
    else
        world_->act(Disconnect{account.value}, Step{}, cause());
}

void World::Hands::remove_device(engine::DeviceId device) { world_->act(RemoveDevice{device.value}, Step{}, cause()); }

std::optional<api::DoorNews> World::Hands::press(engine::DeviceId device, std::string const& pin,
                                                 api::DeviceAttemptId attempt) {
    auto news = world_->press_keys(device.value, pin, 0, cause()).news;
    news.attempt = attempt;
    return world_->heard_now(std::move(news));
}

std::optional<api::DoorNews> World::Hands::lock_by_hand(engine::DeviceId device, api::DeviceAttemptId attempt) {
    auto news = world_->turn_bolt(device, true, providers::BoltMover::hand, cause());
    news.attempt = attempt;
    return world_->heard_now(std::move(news));
}

Result<engine::ListedCode, api::NotAdded> World::Hands::add_code(engine::DeviceId device, engine::Pin pin,
                                                                 std::string const& name) {
    auto const before = world_->listing_of(device);
    sim::Record record;
    record.pin = pin.text();
    record.name = name;
    cause();
    if (!world_->add_by_hand(device, std::move(record))) return failure(api::NotAdded::no_room);
    auto const after = before ? world_->listing_of(device) : std::nullopt;
    if (!after) return failure(api::NotAdded::unreachable);
    for (auto const& entry : *after) {
        auto const is_it = [&](engine::ListedCode const& older) { return older.vendor_ref == entry.vendor_ref; };
        if (std::none_of(before->begin(), before->end(), is_it)) return entry;
    }
    return failure(api::NotAdded::unreachable);
}

void World::Hands::order(api::DoorOrder const& order) { world_->give_order(order, cause()); }

}  // namespace lockstep::harness
