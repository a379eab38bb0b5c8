#include "engine/engine.hpp"

#include <algorithm>

#include "engine/belief.hpp"
#include "engine/step.hpp"

namespace lockstep::engine {

Engine::Engine(Settings settings)
    : settings_{settings}, pin_random_{settings.seed, "engine.pin"}, jitter_random_{settings.seed, "engine.jitter"} {
    if (settings_.resync > Duration::zero())
        resync_timer_ = timers_.schedule(later_by(settings_.epoch, settings_.resync), {TimerOwner::Kind::resync, 0});
}

std::uint32_t Engine::add_profile(Capabilities capabilities) {
    profiles_.push_back(std::move(capabilities));
    return static_cast<std::uint32_t>(profiles_.size() - 1);
}

AccountId Engine::add_account() {
    accounts_.emplace_back();
    return AccountId{static_cast<std::uint32_t>(accounts_.size() - 1)};
}

DeviceId Engine::add_device(AccountId account, std::uint32_t profile) {
    DeviceRecord device;
    device.account = account;
    device.profile = profile;
    devices_.push_back(std::move(device));
    auto& client = accounts_[account.value];
    if (client.rate_limit.requests == 0) client.rate_limit = profiles_[profile].rate_limit;
    if (client.concurrency_max == 0) client.concurrency_max = profiles_[profile].concurrency_max;
    return DeviceId{static_cast<std::uint32_t>(devices_.size() - 1)};
}

CommandReply Engine::create(CreateCode const& command, Instant now, Effects& effects) {
    return Step{*this, now, effects, Because::request}.create(command);
}

CommandReply Engine::update(UpdateCode const& command, Instant now, Effects& effects) {
    return Step{*this, now, effects, Because::request}.update(command);
}

CommandReply Engine::remove(DeleteCode const& command, Instant now, Effects& effects) {
    return Step{*this, now, effects, Because::request}.remove(command);
}

CommandsReply Engine::create(CreateCodes const& command, Instant now, Effects& effects) {
    return Step{*this, now, effects, Because::request}.create(command);
}

CommandsReply Engine::update(UpdateCodes const& command, Instant now, Effects& effects) {
    return Step{*this, now, effects, Because::request}.update(command);
}

CommandReply Engine::pull_backup(PullBackup const& command, Instant now, Effects& effects) {
    return Step{*this, now, effects, Because::request}.pull_backup(command);
}

CommandReply Engine::release(ReleaseCode const& command, Instant now, Effects& effects) {
    return Step{*this, now, effects, Because::request}.release(command);
}

CommandReply Engine::convert(ConvertUnmanaged const& command, Instant now, Effects& effects) {
    return Step{*this, now, effects, Because::request}.convert(command);
}

CommandReply Engine::remove(RemoveUnmanaged const& command, Instant now, Effects& effects) {
    return Step{*this, now, effects, Because::request}.remove(command);
}

void Engine::forget_device(DeviceId device, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::forgotten}.forget_device(device);
}

void Engine::forget_account(AccountId account, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::forgotten}.forget_account(account);
}

void Engine::release_device(DeviceId device, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::forgotten}.release_device(device);
}

void Engine::adopt_device(DeviceId device, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::request}.adopt_device(device);
}

void Engine::report_pin_lengths(DeviceId device, std::uint32_t lengths, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::request}.report_pin_lengths(device, lengths);
}

void Engine::set_pool(DeviceId device, bool open, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::request}.set_pool(device, open);
}

void Engine::sync_account(AccountId account, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::request}.sync_account(account);
}

void Engine::stranger_seen(DeviceId device, ListedCode const& entry, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::notice}.stranger_seen(device, entry);
}

void Engine::answered(Answer const& answer, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::answer}.answered(answer);
}

void Engine::pushed(Push const& push, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::push}.pushed(push);
}

void Engine::noticed(Notice const& notice, Instant now, Effects& effects) {
    Step{*this, now, effects, Because::notice}.noticed(notice);
}

void Engine::restart(Instant now, Effects& effects) { Step{*this, now, effects, Because::restart}.restart(); }

Instant Engine::next_due() const { return timers_.next_due(); }

bool Engine::timer_due(Instant now, Effects& effects) {
    auto const fired = timers_.pop_due(now);
    if (!fired) return false;
    Step step{*this, now, effects, Because::delay_noticed};
    TimerOwner const& owner = fired->payload;
    switch (owner.kind) {
        case TimerOwner::Kind::code:
            step.code_due(owner.index);
            break;
        case TimerOwner::Kind::device:
            step.device_due(DeviceId{owner.index});
            break;
        case TimerOwner::Kind::account:
            step.account_due(AccountId{owner.index});
            break;
        case TimerOwner::Kind::resync:
            step.resync_due();
            break;
    }
    return true;
}

bool Engine::exists(CodeId code) const {
    return code.serial != 0 && code.slot < codes_.size() && codes_[code.slot].serial == code.serial;
}

bool Engine::device_exists(DeviceId device) const {
    return device.value < devices_.size() && devices_[device.value].exists;
}

std::vector<CodeId> Engine::codes_on(DeviceId device) const {
    std::vector<CodeId> codes;
    for (std::uint32_t slot = devices_[device.value].first_code; slot != DeviceId::none; slot = codes_[slot].next)
        codes.push_back(id_at(slot));
    return codes;
}

IssueSet Engine::issues_shown(CodeId code) const {
    CodeRecord const& record = codes_[code.slot];
    DeviceRecord const& device = devices_[record.device.value];
    return record.issues | device.issues | accounts_[device.account.value].issues;
}

Instant Engine::issue_since(CodeId code, Issue issue) const {
    CodeRecord const& record = codes_[code.slot];
    DeviceRecord const& device = devices_[record.device.value];
    for (auto const* times :
         {&cold_[code.slot].issue_times, &device.issue_times, &accounts_[device.account.value].issue_times})
        for (auto const& time : *times)
            if (time.issue == issue) return time.since;
    return cold_[code.slot].created_at;
}

bool Engine::backup_available(CodeId code) const {
    CodeRecord const& record = codes_[code.slot];
    bool const may_use_one = record.window.bounded() && !record.backup && !record.delete_requested;
    return may_use_one && !exists(cold_[code.slot].rare->pulled_backup) && devices_[record.device.value].pool_ready > 0;
}

bool Engine::scheduled_on_device(CodeId code) const {
    CodeRecord const& record = codes_[code.slot];
    if (record.offline) return !record.told_set;
    return record.native && record.told_scheduled && !record.told_set && record.holds;
}

Facts Engine::facts(CodeId code, Instant now) const {
    CodeRecord const& record = codes_[code.slot];
    return Belief{record, capabilities(record.device), settings_, now}.facts(
        accounts_[devices_[record.device.value].account.value].connected);
}

bool Engine::at_rest(CodeId code) const {
    CodeRecord const& record = codes_[code.slot];
    return record.phase == Phase::idle && record.op_due == never && !record.unread &&
           (record.status == Status::set || record.status == Status::unset);
}

std::optional<Pin> Engine::free_pin(DeviceId device, std::optional<std::uint32_t> preferred_length) {
    PinRules const& rules = capabilities(device).pins;
    bool const as_preferred =
        preferred_length && rules.accepts_length(*preferred_length) && *preferred_length <= Pin::max_digits;
    std::size_t const digits = as_preferred ? *preferred_length : rules.shortest();
    for (int draw = 0; draw < 1000; ++draw) {
        auto const pin = draw_pin(pin_random_, digits, rules);
        if (!pin) return std::nullopt;
        if (!pin_in_use(device, *pin)) return pin;
    }
    return std::nullopt;
}

bool Engine::pin_in_use(DeviceId device, Pin pin) const {
    auto const& lock = devices_[device.value];
    bool const may_be_ours = pins_.may_have(device, pin);
    for (std::uint32_t slot = lock.first_code; may_be_ours && slot != DeviceId::none; slot = codes_[slot].next)
        if (codes_[slot].pin == pin || (codes_[slot].holds && codes_[slot].held_pin == pin)) return true;
    return std::any_of(lock.unmanaged.begin(), lock.unmanaged.end(),
                       [&](UnmanagedCode const& stranger) { return stranger.record.pin == pin; });
}

std::span<std::uint32_t const> Engine::slots_with_key(std::string_view key) const {
    auto const found = key_slots_.find(key);
    if (found == key_slots_.end()) return {};
    return found->second;
}

}  // namespace lockstep::engine
