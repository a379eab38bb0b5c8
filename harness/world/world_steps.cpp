// What the scenario does to locks, accounts and clouds; its calls of the API stand in world_calls.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/world/api_requests.hpp"
#include "harness/world/engine_hash.hpp"
#include "harness/world/hands.hpp"
#include "harness/world/reply_check.hpp"
#include "harness/world/world.hpp"

namespace lockstep::harness {
namespace {

engine::AccountId account_id(std::size_t index) { return engine::AccountId{static_cast<std::uint32_t>(index)}; }

sim::Denial denial_of(DenialReason reason) {
    switch (reason) {
        case DenialReason::unknown_code:
            return sim::Denial::unknown_code;
        case DenialReason::not_yet_valid:
            return sim::Denial::not_yet_valid;
        case DenialReason::expired_code:
            return sim::Denial::expired_code;
        case DenialReason::disabled_code:
            return sim::Denial::disabled_code;
    }
    return sim::Denial::none;
}

// A bound written as `null` is no bound.
std::optional<Instant> bound_of(Field<Moment> const& field, Instant unbounded) {
    if (!field.given) return std::nullopt;
    return field.null ? unbounded : field->instant;
}

}  // namespace

void World::play_step() {
    auto const& step = scenario().steps[next_step_];
    auto happened = event(TraceKind::step, 0);
    happened.number = next_step_++;
    auto const trace = note(happened);
    marks_.played(step.verb);
    std::visit([&](auto const& action) { act(action, step, trace); }, step.action);
    open_letters();
}

void World::play_booking() {
    auto const booking = bookings_[next_booking_++];
    auto const& stay = scenario().workload->stays[booking.stay];
    auto const number = first_stay_ + booking.stay;
    auto happened = event(TraceKind::booking, 0);
    happened.number = booking.stay;
    happened.word = booking.cancels ? 1 : 0;
    happened.code = number;
    happened.device = static_cast<std::uint32_t>(stay.device);
    auto const trace = note(happened);

    keep_checkpoint();
    engine::CommandReply reply;
    effects_.clear();
    if (booking.cancels) {
        auto const id = codes_[number].id;
        if (!engine_.exists(id)) return;  // refused, or gone by itself
        log_input(engine::DeleteCode{id});
        reply = engine_.remove({.code = id}, now_, effects_);
        if (reply.ok()) ++record_.totals.deleted;
    } else {
        engine::CreateCode command;
        command.device = device_id(stay.device);
        command.name = record_.names.codes[number];
        command.window = {stay.starts, stay.ends};
        creating_ = number;
        log_input(command);
        reply = engine_.create(command, now_, effects_);
    }
    if (!reply.ok()) ++record_.totals.refused;
    carry_out(trace, {});
    creating_ = nobody;
    open_letters();
}

// --- the world ---

void World::give_notice(engine::Notice::What what, engine::AccountId account, engine::DeviceId device, TraceId cause) {
    engine::Notice notice;
    notice.what = what;
    notice.account = account;
    notice.device = device;
    put_letter(cause).content = notice;
}

void World::act(LinkDown const& action, Step const&, TraceId trace) {
    auto const device = device_id(action.device);
    auto& door = doors_[action.device];
    vendors_[door.vendor].cloud.set_online(device.value, false, now_);
    door.offline = true;
    touch(device);
    give_notice(engine::Notice::What::device_offline, engine_.device(device).account, device, trace);
}

void World::act(LinkUp const& action, Step const&, TraceId trace) {
    auto const device = device_id(action.device);
    auto& door = doors_[action.device];
    vendors_[door.vendor].cloud.set_online(device.value, true, now_);
    if (door.offline) door.offline_over_at = now_;
    door.offline = false;
    touch(device);
    tell_untold();
    if (door.removed) return;  // no account knows of it
    give_notice(engine::Notice::What::device_online, engine_.device(device).account, device, trace);
}

void World::act(Disconnect const& action, Step const&, TraceId trace) {
    auto const account = account_id(action.account);
    auto& client = clients_[action.account];
    vendors_[client.vendor].cloud.set_connected(account.value, false);
    client.cut_off = true;
    give_notice(engine::Notice::What::account_disconnected, account, {}, trace);
}

void World::act(Reconnect const& action, Step const&, TraceId trace) {
    auto const account = account_id(action.account);
    auto& client = clients_[action.account];
    vendors_[client.vendor].cloud.set_connected(account.value, true);
    if (cut_off(account)) client.cut_over_at = now_;
    client.cut_off = client.refused = false;
    tell_untold();
    give_notice(engine::Notice::What::account_reconnected, account, {}, trace);
}

void World::act(Outage const& action, Step const&, TraceId) {
    if (action.over) return outage_is_over(action.provider);
    vendors_[action.provider].cloud.set_outage(true);
    if (!action.duration) return;
    Switch const end{later_by(now_, *action.duration), TraceKind::outage_ended,
                     static_cast<std::uint32_t>(action.provider)};
    auto const place =
        std::upper_bound(switches_.begin() + static_cast<std::ptrdiff_t>(next_switch_), switches_.end(), end,
                         [](Switch const& left, Switch const& right) { return left.at < right.at; });
    switches_.insert(place, end);
}

void World::outage_is_over(std::size_t provider) {
    vendors_[provider].cloud.set_outage(false);
    vendors_[provider].outage_over_at = now_;
    tell_untold();
}

bool World::edit_by_hand(EditByHand const& action) {
    auto const device = device_id(action.device);
    auto& cloud = vendors_[doors_[action.device].vendor].cloud;
    bool done = false;
    switch (action.what) {
        case EditByHand::What::change: {
            sim::Cloud::HandEdit edit;
            if (action.to_pin.has_value()) edit.pin = *action.to_pin;
            edit.starts = bound_of(action.starts, always);
            edit.ends = bound_of(action.ends, never);
            done = cloud.edit_by_hand(device.value, action.pin, edit, now_);
            break;
        }
        case EditByHand::What::add: {
            sim::Record record;
            record.pin = action.pin;
            record.starts = bound_of(action.starts, always).value_or(always);
            record.ends = bound_of(action.ends, never).value_or(never);
            record.name = "by hand " + action.pin;
            return add_by_hand(device, std::move(record));
        }
        case EditByHand::What::erase:
            done = cloud.erase_by_hand(device.value, action.pin, now_);
            break;
    }
    edited_by_hand(device);
    return done;
}

bool World::add_by_hand(engine::DeviceId device, sim::Record record) {
    bool const done = vendors_[doors_[device.value].vendor].cloud.add_by_hand(device.value, std::move(record), now_);
    edited_by_hand(device);
    return done;
}

void World::edited_by_hand(engine::DeviceId device) {
    auto& door = doors_[device.value];
    auto const& slots = lock(device).slots();
    door.tampered_at = now_;
    door.slots_seen = slots.size();
    touch(device);
    if (options_.keep_details)
        for (auto const& slot : slots)
            record_.ever_stored.push_back({device.value, slot.record.pin});
}

// Into its account and onto its link, without what nobody here has put there.
void World::set_back(engine::DeviceId device, TraceId cause) {
    auto& door = doors_[device.value];
    auto& cloud = vendors_[door.vendor].cloud;
    bool const was_away = door.removed || door.offline;
    if (door.removed) {
        cloud.return_lock(device.value, now_);
        door.removed = false;
        door.offline_over_at = now_;
    }
    std::vector<sim::Key> strangers;
    for (auto const& slot : lock(device).slots())
        if (owner_of(device, slot.key) == nobody) strangers.push_back(slot.key);
    for (auto const key : strangers)
        cloud.erase_by_hand(device.value, key, now_);
    if (!strangers.empty()) edited_by_hand(device);
    if (was_away) act(LinkUp{device.value}, Step{}, cause);
}

void World::act(EditByHand const& action, Step const& step, TraceId trace) {
    if (edit_by_hand(action)) return;
    fail_step(next_step_ - 1, action.pin_place.known() ? action.pin_place : step.place,
              action.what == EditByHand::What::add ? "the lock has no room for another code"
                                                   : fmt::format("the lock stores no code {}", action.pin),
              {}, {}, trace);
}

World::Press World::press_keys(DeviceIndex index, std::string const& pin, std::uint32_t step, TraceId cause) {
    auto const device = device_id(index);
    // Somebody at the door sees the lock before its clock moves to this instant's schedules.
    auto const vendor = doors_[index].vendor;
    auto& cloud = vendors_[vendor].cloud;
    auto const pressed = cloud.press(device.value, pin, now_ - Duration{1});
    if (pressed.opens) cloud.opened_by(device.value, pin, now_ - Duration{1});
    auto happened = event(TraceKind::pressed, cause);
    happened.number = step;
    happened.device = device.value;
    happened.code = pressed.opens ? opener(device, pin, pressed) : nobody;
    happened.word = static_cast<std::uint8_t>(pressed.reason);
    happened.word2 = pressed.opens ? 1 : 0;
    auto const press = note(happened);
    marks_.pressed(pressed.reason);
    mock_effects_.clear();
    vendors_[vendor].mock->pressed(device.value, pin, pressed.opens, now_, mock_effects_);
    collect_from_mock(vendor, press, nullptr);
    if (pressed.opens) bolt_has_moved(device, false);
    return {pressed, press, news_of_press(device, pin, pressed)};
}

void World::act(PressKeys const& action, Step const& step, TraceId trace) {
    auto const pin = action.code ? codes_[*action.code].pin.text() : action.pin;
    auto const [pressed, press, news] = press_keys(action.device, pin, next_step_ - 1, trace);
    tell(news);
    auto const reason = pressed.opens ? std::string() : std::string(sim::name_of(pressed.reason));
    record_.presses.push_back({next_step_ - 1, now_, pressed.opens, reason, press});

    auto const outcome = [](bool opens) { return opens ? "the door opens" : "the door stays shut"; };
    auto const got = reason.empty() ? std::string(outcome(true)) : fmt::format("{}: {}", outcome(false), reason);
    if (pressed.opens != action.opens)
        fail_step(next_step_ - 1, action.opens_place.known() ? action.opens_place : step.place,
                  fmt::format("want {}, got {}", outcome(action.opens), got), outcome(action.opens), got, press);
    else if (action.reason && denial_of(*action.reason) != pressed.reason)
        fail_step(next_step_ - 1, action.reason_place.known() ? action.reason_place : step.place,
                  fmt::format("want reason {}, got {}", sim::name_of(denial_of(*action.reason)), reason),
                  std::string(sim::name_of(denial_of(*action.reason))), reason, press);
}

void World::act(RemoveDevice const& action, Step const&, TraceId trace) {
    auto const device = device_id(action.device);
    auto& door = doors_[action.device];
    vendors_[door.vendor].cloud.remove_lock(device.value, now_);
    door.removed = true;
    touch(device);
    give_notice(engine::Notice::What::device_removed, engine_.device(device).account, device, trace);
}

void World::act(ResetDevice const& action, Step const&, TraceId) {
    auto const device = device_id(action.device);
    auto& door = doors_[action.device];
    vendors_[door.vendor].cloud.factory_reset(device.value, now_);
    door.tampered_at = now_;
    door.slots_seen = 0;
    touch(device);
}

void World::act(ForgetDevice const& action, Step const&, TraceId trace) {
    auto const device = device_id(action.device);
    doors_[action.device].forgotten = true;
    touch(device);
    keep_checkpoint();
    log_input(device);
    engine_.forget_device(device, now_, effects_);
    carry_out(trace, {});
}

// A request of the API may have had the engine forget devices and accounts, or leave a device alone.
void World::note_forgotten() {
    for (auto const device : effects_.touched_devices) {
        if (!engine_.device_exists(device)) doors_[device.value].forgotten = true;
        if (!engine_.device(device).managed) disown_codes(device);
    }
    for (auto const account : effects_.touched_accounts)
        if (!engine_.account(account).exists) clients_[account.value].forgotten = true;
}

// What the lock holds, and what is still written to it, is nobody's from now on.
void World::disown_codes(engine::DeviceId device) {
    auto& owners = vendors_[doors_[device.value].vendor].owners;
    for (auto const& slot : lock(device).slots())
        owners.erase(slot.key);
    std::erase_if(by_vendor_name_, [&](auto const& named) { return codes_[named.second].device == device.value; });
}

void World::act(ForgetAccount const& action, Step const&, TraceId trace) {
    clients_[action.account].forgotten = true;
    keep_checkpoint();
    log_input(account_id(action.account));
    engine_.forget_account(account_id(action.account), now_, effects_);
    carry_out(trace, {});
}

void World::act(RestartEngine const& action, Step const&, TraceId trace) { crash(action.lose_unsynced, trace); }

void World::act(SetClock const& action, Step const&, TraceId) {
    auto const device = device_id(action.device);
    auto& cloud = vendors_[doors_[action.device].vendor].cloud;
    if (action.skew) cloud.set_clock_skew(device.value, *action.skew, now_);
    if (action.drift) cloud.set_clock_drift(device.value, *action.drift, now_);
    touch(device);
}

void World::act(ReplaceFaults const& action, Step const&, TraceId trace) { set_faults(action.rules, trace); }

void World::act(Note const&, Step const&, TraceId) {}

// --- looking ---

CodeNumber World::owner_of(engine::DeviceId device, sim::Key key) const {
    auto const& owners = vendors_[doors_[device.value].vendor].owners;
    auto const found = owners.find(key);
    return found == owners.end() ? nobody : found->second;
}

// Its credentials are revoked, or the engine has given it up and the vendor's own word for that is there.
bool World::cut_off(engine::AccountId account) const {
    auto const& client = clients_[account.value];
    return client.cut_off || (client.refused && !engine_.account(account).connected);
}

Trouble World::trouble(engine::DeviceId device) const {
    auto const& door = doors_[device.value];
    auto const account = engine_.device(device).account;
    auto const& client = clients_[account.value];
    auto const& vendor = vendors_[door.vendor];
    Trouble trouble;
    trouble.offline = door.offline;
    trouble.cut_off = cut_off(account);
    trouble.outage = vendor.cloud.outage();
    trouble.removed = door.removed;
    trouble.forgotten = door.forgotten || client.forgotten || !engine_.device(device).managed;
    trouble.over_at = std::max({door.offline_over_at, client.cut_over_at, vendor.outage_over_at});
    trouble.tampered_at = door.tampered_at;
    return trouble;
}

}  // namespace lockstep::harness
