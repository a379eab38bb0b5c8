#include "harness/world/engine_hash.hpp"

namespace lockstep::harness {
namespace {

// What few records have is added only where it is there, with a word of its own: the hashes of old runs stay
// comparable.

void add(engine::Window const& window, StateHash& hash) { hash.add(window.starts, window.ends); }

void add(engine::StoredRecord const& record, StateHash& hash) {
    hash.add(record.pin.packed(), record.name);
    add(record.window, hash);
}

void add(engine::CodeRecord const& code, StateHash& hash) {
    add(code.window, hash);
    add(code.held_window, hash);
    add(code.sent_window, hash);
    hash.add(code.pin.packed(), code.held_pin.packed(), code.sent_pin.packed());
    hash.add(code.op_due, code.warn_at, code.timer_at, code.missing_since);
    hash.add(code.call.value, code.fact_serial, code.device.value, code.serial, code.create_attempt.value,
             code.delete_attempt.value);
    hash.add(code.backoff_steps, code.failures, code.wish, code.status, code.phase, code.operation, code.parked_for,
             code.issues.bits());
    std::uint32_t flags = 0;
    for (bool const flag :
         {bool(code.native), bool(code.prefer_native), bool(code.delete_requested), bool(code.allow_external),
          bool(code.holds), bool(code.held_pin_known), bool(code.told_name), bool(code.in_cycle),
          bool(code.told_scheduled), bool(code.told_set), bool(code.was_set), bool(code.warned),
          bool(code.erase_honoured), bool(code.repaired), bool(code.leave_alone), bool(code.recreate),
          bool(code.unread), bool(code.acknowledged), bool(code.held_doubtful)})
        flags = flags << 1 | (flag ? 1u : 0u);
    hash.add(flags);
    if (code.offline) hash.add(std::string_view{"offline"}, bool(code.one_time));
    if (code.backup || code.foreign)
        hash.add(std::string_view{"kind"}, bool(code.backup), bool(code.pooled), bool(code.foreign));
}

void add(engine::Origin const& origin, StateHash& hash) {
    hash.add(std::string_view{"origin"}, origin.code.serial, origin.device.value, origin.vendor_ref);
}

void add(engine::ColdCode const& code, StateHash& hash) {
    auto const& rare = *code.rare;
    hash.add(code.name, code.vendor_name, code.held_name, code.sent_name, code.vendor_ref, code.created_at,
             rare.erased_outside, code.pin_chosen_at, code.window_chosen_at, code.name_chosen_at);
    for (auto const pin : rare.maybe_held)
        hash.add(pin.packed());
    for (auto const& update : rare.pending_updates)
        hash.add(update.attempt.value, update.waits_for_lock);
    add(rare.wanted_before, hash);
    add(rare.found_outside, hash);
    if (rare.variant != 0) hash.add(std::string_view{"variant"}, rare.variant);
    if (rare.tried_beside != 0) hash.add(std::string_view{"tried beside"}, rare.tried_beside);
    if (!code.common_key.empty()) hash.add(std::string_view{"common key"}, code.common_key);
    if (rare.pulled_backup) hash.add(std::string_view{"pulled"}, rare.pulled_backup.serial);
    if (!rare.stranger_ref.empty()) hash.add(std::string_view{"stranger"}, rare.stranger_ref);
    if (rare.origin.any()) add(rare.origin, hash);
}

void add(engine::DeviceRecord const& device, StateHash& hash) {
    hash.add(device.account.value, device.profile, device.code_count, device.last_read.value, device.open_reads,
             device.open_calls, device.own_read.value, device.own_read_timeout, device.reread_at, device.timer_at,
             device.read_failures, bool(device.exists), bool(device.online), bool(device.removed), bool(device.unread),
             device.issues.bits(), device.unmanaged.size());
    if (device.pool_open)
        hash.add(std::string_view{"pool"}, bool(device.pool_stocked), device.pool_ready, device.pool_due);
    if (!device.managed) hash.add(true);
    for (auto const& stranger : device.unmanaged) {
        hash.add(stranger.vendor_ref);
        add(stranger.record, hash);
        if (stranger.origin.any()) add(stranger.origin, hash);
        if (stranger.told_before != 0) hash.add(std::string_view{"told"}, stranger.told_before);
        if (stranger.convert_asked_at != never)
            hash.add(std::string_view{"convert"}, stranger.convert_asked_at, stranger.allow_external);
    }
}

void add(engine::AccountRecord const& account, StateHash& hash) {
    hash.add(account.exists, account.connected, account.syncing, account.open_calls, account.waiting.size(),
             account.timer_at, account.issues.bits());
    for (auto const sent : account.recent_sends)
        hash.add(sent);
}

}  // namespace

void hash_engine(engine::Engine const& engine, StateHash& hash) {
    hash.add(engine.code_slots(), engine.live_codes(), engine.attempt_count(), engine.pending_timers());
    for (std::uint32_t slot = 0; slot < engine.code_slots(); ++slot) {
        auto const code = engine.id_at(slot);
        hash.add(code.serial);
        if (!code) continue;
        add(engine.record(code), hash);
        add(engine.cold(code), hash);
    }
    for (std::uint32_t i = 0; i < engine.device_count(); ++i) {
        engine::DeviceId const device{i};
        add(engine.device(device), hash);
        if (engine.device(device).own_profile)
            hash.add(std::string_view{"lengths"}, engine.capabilities(device).pins.lengths);
    }
    for (std::uint32_t i = 0; i < engine.account_count(); ++i)
        add(engine.account(engine::AccountId{i}), hash);
    for (std::uint32_t i = 0; i < engine.attempt_count(); ++i) {
        auto const& attempt = engine.attempt(engine::AttemptId{i});
        hash.add(attempt.kind, attempt.state, attempt.error, attempt.status, attempt.pin.packed());
    }
}

}  // namespace lockstep::harness
