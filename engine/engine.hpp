// The access-code engine: keeps each code present or absent on its lock, whatever the vendor's cloud does.
//
// A deterministic state machine and a value: copy it, and the copy lives the same life. It does no IO and reads no
// clock. Whoever runs it hands in what happened and when (`now` never goes back) and carries out the Effects. It is a
// reconciler: each decision is derived from the records, so a restart needs nothing but them.
//
//     Engine engine{settings};
//     auto account = engine.add_account();
//     auto device  = engine.add_device(account, engine.add_profile(capabilities));
//     Effects effects;
//     auto reply = engine.create({.device = device, .pin = Pin::parse("0420")}, now, effects);
//     // ... carry effects.calls to the vendor; later:
//     engine.answered(answer, now, effects);
//     // ... and at engine.next_due(), one timer at a time:
//     engine.timer_due(now, effects);
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/attempt.hpp"
#include "engine/capabilities.hpp"
#include "engine/commands.hpp"
#include "engine/effects.hpp"
#include "engine/pin_index.hpp"
#include "engine/port.hpp"
#include "engine/records.hpp"
#include "engine/settings.hpp"
#include "runtime/random.hpp"
#include "runtime/timer_queue.hpp"

namespace lockstep::engine {

class Engine {
  public:
    explicit Engine(Settings settings = {});

    // Setting up: no effects, before the first step or between steps.
    std::uint32_t add_profile(Capabilities capabilities);
    AccountId add_account();
    DeviceId add_device(AccountId account, std::uint32_t profile);

    // API commands. A refusal changes nothing.
    CommandReply create(CreateCode const& command, Instant now, Effects& effects);
    CommandReply update(UpdateCode const& command, Instant now, Effects& effects);
    CommandReply remove(DeleteCode const& command, Instant now, Effects& effects);
    CommandsReply create(CreateCodes const& command, Instant now, Effects& effects);
    CommandsReply update(UpdateCodes const& command, Instant now, Effects& effects);
    CommandReply pull_backup(PullBackup const& command, Instant now,
                             Effects& effects);  // the reply names the spare code
    CommandReply release(ReleaseCode const& command, Instant now, Effects& effects);
    CommandReply convert(ConvertUnmanaged const& command, Instant now, Effects& effects);
    CommandReply remove(RemoveUnmanaged const& command, Instant now, Effects& effects);
    void forget_device(DeviceId device, Instant now, Effects& effects);  // deleted in the engine
    void forget_account(AccountId account, Instant now, Effects& effects);
    // Left alone from now on: its codes stay on the lock and are strangers'. And taken back, without them.
    void release_device(DeviceId device, Instant now, Effects& effects);
    void adopt_device(DeviceId device, Instant now, Effects& effects);
    // What the device takes is another than its profile says; codes that are there stay as they are.
    void report_pin_lengths(DeviceId device, std::uint32_t lengths, Instant now, Effects& effects);
    // Spare codes are kept ready on the device, or no more: then those that nobody has are taken off.
    void set_pool(DeviceId device, bool open, Instant now, Effects& effects);
    void sync_account(AccountId account, Instant now, Effects& effects);  // reads every lock of it now
    // A stranger's code that whoever runs the world knows to be on the lock, ahead of the listing that will show it.
    void stranger_seen(DeviceId device, ListedCode const& entry, Instant now, Effects& effects);

    // What the world says. Answers to calls that are not open any more are ignored.
    void answered(Answer const& answer, Instant now, Effects& effects);
    void pushed(Push const& push, Instant now, Effects& effects);
    void noticed(Notice const& notice, Instant now, Effects& effects);

    // Time. `timer_due` runs the one earliest timer when it is due at `now`; false when none is.
    Instant next_due() const;
    bool timer_due(Instant now, Effects& effects);

    // Recovery: drops everything that only memory knew (timers, the calls' quota), rebuilds it from the records, and
    // looks at once at every code that has an open call.
    void restart(Instant now, Effects& effects);

    // Reading. Spans and references hold until the next step.
    Settings const& settings() const { return settings_; }
    bool exists(CodeId code) const;
    CodeRecord const& record(CodeId code) const { return codes_[code.slot]; }
    ColdCode const& cold(CodeId code) const { return cold_[code.slot]; }
    CodeId id_at(std::uint32_t slot) const { return CodeId{slot, codes_[slot].serial}; }
    Status status(CodeId code) const { return exists(code) ? codes_[code.slot].status : Status::gone; }
    bool device_exists(DeviceId device) const;
    DeviceRecord const& device(DeviceId device) const { return devices_[device.value]; }
    AccountRecord const& account(AccountId account) const { return accounts_[account.value]; }
    Capabilities const& capabilities(DeviceId device) const { return profiles_[devices_[device.value].profile]; }
    std::size_t device_count() const { return devices_.size(); }
    std::size_t account_count() const { return accounts_.size(); }
    std::vector<CodeId> codes_on(DeviceId device) const;  // in order of creation
    std::uint32_t last_serial() const { return last_serial_; }
    std::size_t live_codes() const { return live_codes_; }
    std::size_t pending_timers() const { return timers_.size(); }
    TimerWork const& timer_work() const { return timers_.work(); }
    // Of the codes that have this common key, in ascending order.
    std::span<std::uint32_t const> slots_with_key(std::string_view key) const;
    std::uint32_t code_slots() const { return static_cast<std::uint32_t>(codes_.size()); }  // some may be free
    std::size_t open_calls() const { return open_calls_; }
    bool attempt_exists(AttemptId attempt) const { return attempt.value < attempts_.size(); }
    Attempt const& attempt(AttemptId attempt) const { return attempts_[attempt.value]; }
    std::size_t attempt_count() const { return attempts_.size(); }
    IssueSet issues_shown(CodeId code) const;  // the code's own, its device's and its account's
    Instant issue_since(CodeId code, Issue issue) const;
    bool backup_available(CodeId code) const;     // a spare code would take its place
    bool scheduled_on_device(CodeId code) const;  // preloaded and not started
    Facts facts(CodeId code, Instant now) const;  // what the status is a function of
    // True when the code needs nothing more: no call, no timer but those of its window.
    bool at_rest(CodeId code) const;
    // A free PIN that satisfies the device's rules; nothing when a bounded search finds none.
    std::optional<Pin> free_pin(DeviceId device, std::optional<std::uint32_t> preferred_length);

  private:
    // Wanted or stored on the device, for whomever.
    bool pin_in_use(DeviceId device, Pin pin) const;

    friend class Step;  // one step's work: the records and its effects together

    // Quotas are an account's; all its devices share one vendor, so any device's profile tells them.
    RateLimit rate_limit_of(AccountId account) const { return accounts_[account.value].rate_limit; }
    std::uint32_t concurrency_of(AccountId account) const { return accounts_[account.value].concurrency_max; }

    struct TimerOwner {
        enum class Kind : std::uint8_t { code, device, account, resync };
        Kind kind = Kind::code;
        std::uint32_t index = 0;
    };

    Settings settings_;
    std::vector<Capabilities> profiles_;
    std::vector<AccountRecord> accounts_;
    std::vector<DeviceRecord> devices_;
    std::vector<CodeRecord> codes_;
    std::vector<ColdCode> cold_;
    std::vector<std::uint32_t> free_slots_;
    std::map<std::string, std::vector<std::uint32_t>, std::less<>>
        key_slots_;       // of each common key its codes, ascending
    PinIndex pins_;       // of each code the PIN that is wanted, and the one that is held
    PinIndex lock_pins_;  // of each code those that its lock may have: held, sent, in doubt
    std::vector<Attempt> attempts_;
    TimerQueue<TimerOwner> timers_;
    TimerId resync_timer_;
    RandomStream pin_random_;
    RandomStream jitter_random_;
    // The open calls are a window on the sequence of all calls, so that finding one is an index.
    struct OpenCall {
        CallKind kind = CallKind::read;
        bool open = true;
        bool dispatched = false;
        CodeId code;
        DeviceId device;
        Instant decided_at{};
    };
    std::deque<OpenCall> calls_;
    std::uint64_t first_call_ = 1;  // the number of calls_.front()
    std::uint64_t last_call_ = 0;
    std::size_t open_calls_ = 0;
    std::uint32_t last_serial_ = 0;
    std::size_t live_codes_ = 0;
};

}  // namespace lockstep::engine
