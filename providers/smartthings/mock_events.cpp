// What the virtual hub tells: changes of codes when the radio is done, once or twice, and who came to the door.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "providers/smartthings/mock.hpp"

namespace lockstep::providers::smartthings {

void SmartThingsMock::completed(sim::Completion const& completion, sim::Cloud&, Instant now, MockEffects& effects) {
    auto* const done = hub(completion.lock);
    if (done == nullptr) return;
    auto const slot = done->slots.slot_of(completion.key);
    auto const& name = completion.record.name;
    if (completion.kind == sim::JobKind::erase) {
        done->slots.erase(completion.key);
        if (!slot) return;  // somebody else has the slot by now
        std::erase_if(done->known_codes, [&](auto const& one) { return one.slot == *slot; });
        return tell(*done, *slot, Change::deleted, {}, now, effects);
    }
    if (!slot) return;
    if (!completion.succeeded) return tell(*done, *slot, Change::failed, {}, now, effects);
    auto* const known = done->known(*slot);
    bool const is_renamed = known != nullptr && known->being_renamed && known->pin == completion.record.pin;
    KnownCode code{*slot, completion.record.pin, name};
    if (known != nullptr)
        *known = std::move(code);
    else
        done->known_codes.push_back(std::move(code));
    if (is_renamed) return tell(*done, *slot, Change::renamed, name, now, effects);
    tell(*done, *slot, known != nullptr ? Change::changed : Change::set, name, now, effects);
    // The lock's notification was the first; the hub's own read-back is the second.
    if (awkward()) later(*done, *slot, Change::changed, name, now + read_back_after);
}

void SmartThingsMock::tell(Hub& hub, std::uint32_t slot, Change change, std::string const& name, Instant now,
                           MockEffects& effects) {
    Told event{now,    hub.lock, std::string{capability::lock_codes}, "codeChanged", code_change_text(slot, change),
               nullptr};
    if (!name.empty()) event.data = {{"codeName", name}};
    hub.last_change = event;
    if (change != Change::failed) hub.codes_changed_at = now;
    record(hub, std::move(event), effects);
}

void SmartThingsMock::record(Hub const& hub, Told event, MockEffects& effects) {
    bool const is_heard =
        pushes_ || std::any_of(sinks_.begin(), sinks_.end(), [](Sink const& one) { return one.listener.has_value(); });
    if (is_heard) {
        DeviceEvent const told{.event_id = uuid_of(seed_, ++events_),
                               .at = event.at,
                               .location_id = id_of(IdKind::location, hub.account),
                               .device_id = id_of(IdKind::device, hub.lock),
                               .capability = event.capability,
                               .attribute = event.attribute,
                               .value = event.value,
                               .code_name = {},
                               .data = event.data};
        if (pushes_)
            effects.pushes.push_back(
                {engine::AccountId{hub.account}, engine::DeviceId{hub.lock},
                 http::json_request(http::Method::post, std::string{path::webhook}, write_event(told))});
        tell_sinks(hub.account, told, effects);
    }
    if (history_.size() == history_max) history_.erase(history_.begin());
    history_.push_back(std::move(event));
}

void SmartThingsMock::later(Hub const& hub, std::uint32_t slot, Change change, std::string name, Instant due) {
    auto const at = std::find_if(later_.begin(), later_.end(), [&](Later const& one) { return one.due > due; });
    later_.insert(at, {due, hub.lock, slot, change, std::move(name)});
}

Instant SmartThingsMock::next_due() const { return later_.empty() ? never : later_.front().due; }

void SmartThingsMock::run_due(sim::Cloud& cloud, Instant now, MockEffects& effects) {
    while (!later_.empty() && later_.front().due <= now) {
        auto const event = std::move(later_.front());
        later_.erase(later_.begin());
        auto* const teller = hub(event.lock);
        if (teller == nullptr || !cloud.has_lock(event.lock) || !cloud.lock(event.lock).online()) continue;
        // A read-back tells of what is there when it comes.
        if (event.change == Change::changed) {
            teller->slots.follow(cloud.lock(event.lock));
            auto const key = teller->slots.key_in(event.slot);
            auto const* const stored = key ? cloud.lock(event.lock).find(*key) : nullptr;
            if (stored == nullptr || stored->record.name != event.name) continue;
        }
        tell(*teller, event.slot, event.change, event.name, now, effects);
    }
}

void SmartThingsMock::pressed(sim::LockNumber lock, std::string_view pin, bool opened, Instant now,
                              MockEffects& effects) {
    auto* const door = hub(lock);
    if (door == nullptr || !opened) return;  // a wrong PIN is nobody's news
    door->unlocked = true;
    Told event{now, lock, std::string{capability::lock}, "lock", "unlocked", {{"method", "keypad"}}};
    for (auto const& code : door->known_codes) {
        if (code.pin != pin) continue;
        event.data["codeId"] = slot_text(code.slot);
        event.data["codeName"] = code.name.empty() ? default_name(code.slot) : code.name;
    }
    door->lock_changed = event;
    record(*door, std::move(event), effects);
}

void SmartThingsMock::bolt_moved(BoltMoved const& moved, BoltMover mover, Instant now, MockEffects& effects) {
    auto* const door = hub(moved.lock);
    if (door == nullptr) return;
    door->unlocked = !moved.locked;
    auto const method = mover == BoltMover::remote ? "command" : mover == BoltMover::hand ? "manual" : "auto";
    Told event{now,
               moved.lock,
               std::string{capability::lock},
               "lock",
               moved.locked ? "locked" : "unlocked",
               {{"method", method}}};
    door->lock_changed = event;
    record(*door, std::move(event), effects);
}

}  // namespace lockstep::providers::smartthings
