#include "harness/world/hands.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::harness {

TraceId World::Hands::cause() {
    acted_ = true;
    if (cause_ == 0) cause_ = world_->asked();
    return cause_;
}

// The next move, and what caused it.
TraceId World::Hands::moves() {
    moves_.emplace_back();
    return cause();
}

void World::Hands::set_online(engine::DeviceId device, bool online) {
    if (online)
        world_->act(LinkUp{device.value}, Step{}, moves());
    else
        world_->act(LinkDown{device.value}, Step{}, moves());
}

void World::Hands::set_connected(engine::AccountId account, bool connected) {
    if (connected)
        world_->act(Reconnect{account.value}, Step{}, moves());
    else
        world_->act(Disconnect{account.value}, Step{}, moves());
}

void World::Hands::remove_device(engine::DeviceId device) { world_->act(RemoveDevice{device.value}, Step{}, moves()); }

void World::Hands::set_back(engine::DeviceId device) { world_->set_back(device, moves()); }

std::optional<api::DoorNews> World::Hands::press(engine::DeviceId device, std::string const& pin,
                                                 api::DeviceAttemptId attempt) {
    auto news = world_->press_keys(device.value, pin, 0, moves()).news;
    news.attempt = attempt;
    return moves_.back().news = world_->heard_now(std::move(news));
}

std::optional<api::DoorNews> World::Hands::lock_by_hand(engine::DeviceId device, api::DeviceAttemptId attempt) {
    auto news = world_->turn_bolt(device, true, providers::BoltMover::hand, moves());
    news.attempt = attempt;
    return moves_.back().news = world_->heard_now(std::move(news));
}

Result<engine::ListedCode, api::NotAdded> World::Hands::add_code(engine::DeviceId device, engine::Pin pin,
                                                                 std::string const& name) {
    auto const before = world_->listing_of(device);
    sim::Record record;
    record.pin = pin.text();
    record.name = name;
    moves();
    auto& move = moves_.back();
    move.not_added = api::NotAdded::no_room;
    if (!world_->add_by_hand(device, std::move(record))) return failure(move.not_added);
    move.not_added = api::NotAdded::unreachable;
    auto const after = before ? world_->listing_of(device) : std::nullopt;
    if (!after) return failure(move.not_added);
    for (auto const& entry : *after) {
        auto const is_it = [&](engine::ListedCode const& older) { return older.vendor_ref == entry.vendor_ref; };
        if (std::any_of(before->begin(), before->end(), is_it)) continue;
        move.added = entry;
        return entry;
    }
    return failure(move.not_added);
}

void World::Hands::order(api::DoorOrder const& order) { world_->give_order(order, moves()); }

}  // namespace lockstep::harness
