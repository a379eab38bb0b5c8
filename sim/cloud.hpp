// A vendor's cloud as far as every vendor's is alike: it judges requests when they arrive, accepts work for its locks,
// lists what it knows, and tells when the locks are done. What it says on a wire is a mock's business, not this room's.
//
//     Cloud cloud{{}, seed, "nativelock"};
//     cloud.add_lock(0, 0, {.slots = 30, .apply = 3s, .erase = 1s}, epoch);
//     auto const accepted = cloud.put(0, std::nullopt, {.pin = "0420"}, now);
//     // ... and at cloud.next_due():
//     for (Completion const& done : cloud.run_due(cloud.next_due())) ...
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/hash.hpp"
#include "runtime/time.hpp"
#include "runtime/timer_queue.hpp"
#include "sim/listing.hpp"
#include "sim/lock.hpp"
#include "sim/offline_pins.hpp"

namespace lockstep::sim {

// The world's number for a lock (the same number the engine gives the device).
using LockNumber = std::uint32_t;
using AccountNumber = std::uint32_t;

enum class Refused : std::uint8_t {
    no,            // it was not refused
    unauthorized,  // the account's credentials are revoked
    unavailable,   // outage
    device_offline,
    no_such_lock,  // or removed from the account, or another account's
    no_such_code,
    pin_conflict,  // the PIN is stored, or accepted, on this lock in an overlapping window
    invalid_pin,   // it cannot be typed; what else a vendor dislikes about PINs, its mock says
    no_space,      // stored plus accepted codes fill the slots
    name_conflict,
};
std::string_view name_of(Refused refused);

struct CloudSettings {
    bool stores_windows = true;   // false: no native scheduling; windows are not kept
    bool unique_names = false;    // two codes of one lock may not share a name
    Duration rounding{};          // windows are stored rounded outwards to this grid
    std::size_t history_max = 0;  // how many past listings of a lock a stale read may reach; 0 keeps none
};

struct Accepted {
    Refused refused = Refused::no;
    std::uint64_t job = 0;  // 0: refused, or swallowed: no completion will ever come
    Key key = 0;
    Record record;  // put: as it will be stored

    explicit operator bool() const { return refused == Refused::no; }
};

struct Completion {
    std::uint64_t job = 0;
    LockNumber lock = 0;
    AccountNumber account = 0;
    JobKind kind = JobKind::store;
    Key key = 0;
    Record record;          // store: what the lock holds now
    bool succeeded = true;  // store: false when no slot was free after all
};

class Cloud {
  public:
    Cloud(CloudSettings settings, std::uint64_t seed, std::string_view name);

    // The lock's clock drifts from `since` on.
    void add_lock(LockNumber number, AccountNumber account, LockSettings settings, Instant since);

    // From now on the lock opens for PINs that it works out by itself.
    void works_pins_out(LockNumber lock, std::uint64_t secret, Zone zone = {}) {
        offline_pins_.insert_or_assign(lock, OfflinePins{secret, zone});
    }

    // --- requests, judged at the instant they arrive ---

    // Outage, credentials, lock known to the account: in this order.
    Refused may_serve(AccountNumber account, LockNumber lock, Instant now) const;

    // Stores a code, new or over an old one. The first of these that applies refuses: no such lock, offline (where the
    // lock rejects), no such code, invalid PIN, PIN conflict, name conflict, no space.
    Accepted put(LockNumber lock, std::optional<Key> over, Record record, Instant now);
    // Erases a code. One whose removal is already accepted is accepted again; one that is gone is `no_such_code`.
    Accepted remove(LockNumber lock, Key key, Instant now);
    // `as_of` in the past answers from history, as far as any is kept.
    std::vector<Entry> list(LockNumber lock, Instant as_of) const;
    std::optional<Key> find(LockNumber lock, std::string_view name) const;  // among the listed codes, lowest key first

    // --- time ---

    Instant next_due() const { return timers_.next_due(); }
    // Appends what is done by `now`, in order of job.
    void run_due(Instant now, std::vector<Completion>& completions);
    std::vector<Completion> run_due(Instant now);

    // --- switches ---

    void set_connected(AccountNumber account, bool connected);
    bool connected(AccountNumber account) const;
    void set_outage(bool on) { outage_ = on; }
    bool outage() const { return outage_; }
    void set_online(LockNumber lock, bool online, Instant now);
    // Gone from the vendor's account: accepted work is forgotten, the door goes on opening for what is stored.
    void remove_lock(LockNumber lock, Instant now);
    void return_lock(LockNumber lock, Instant now);  // into its account, with what it stores
    bool has_lock(LockNumber lock) const;            // known and not removed
    void factory_reset(LockNumber lock, Instant now);
    void turn_bolt(LockNumber lock, bool locked) { keypad(lock).lock.turn_bolt(locked); }
    void set_clock_skew(LockNumber lock, Duration skew, Instant now);
    void set_clock_drift(LockNumber lock, Duration per_day, Instant now);

    // --- somebody in the vendor's app ---

    // Takes effect at once, offline or not. False when it cannot be done (no such PIN, no free slot, lock removed).
    // Where several codes have the PIN, the oldest is meant. PIN conflicts are allowed: that is how they arise.
    bool add_by_hand(LockNumber lock, Record record, Instant now);
    struct HandEdit {
        std::optional<std::string> pin;
        std::optional<Instant> starts, ends;
    };
    bool edit_by_hand(LockNumber lock, std::string_view pin, HandEdit const& edit, Instant now);
    bool erase_by_hand(LockNumber lock, std::string_view pin, Instant now);
    bool erase_by_hand(LockNumber lock, Key key, Instant now);

    // --- somebody at the door ---

    Pressed press(LockNumber lock, std::string_view pin, Instant at) const;
    void opened_by(LockNumber lock, std::string_view pin, Instant at);  // it has opened

    // --- looking ---

    // The physical lock, removed from the account or not. Changes go through the cloud, which keeps its timers.
    Lock const& lock(LockNumber lock) const { return keypad(lock).lock; }
    LockSettings const& lock_settings(LockNumber lock) const { return kinds_[keypad(lock).kind]; }
    std::vector<LockNumber> const& locks() const { return numbers_; }  // in the order they were added
    CloudSettings const& settings() const { return settings_; }
    std::size_t memory_bytes() const;
    void hash(StateHash& hash) const;

  private:
    static constexpr std::uint32_t nowhere = 0xffff'ffffu;

    struct Keypad {
        Lock lock;
        AccountNumber account = 0;
        std::uint32_t kind = 0;  // its settings' place
        TimerId timer;           // the one timer of its next job or drop
        Instant due = never;     // what that is set to
        bool removed = false;
    };

    bool known(LockNumber lock) const { return lock < places_.size() && places_[lock] != nowhere; }
    Keypad const& keypad(LockNumber lock) const;
    Keypad& keypad(LockNumber lock);
    Keypad* in_account(LockNumber lock);
    std::uint32_t kind_of(LockSettings settings);
    Record as_stored(Record record) const;
    Refused judge(Keypad const& keypad, std::optional<Key> over, Record const& record) const;
    Slot const* slot_by_pin(Keypad const& keypad, std::string_view pin) const;
    void changed(LockNumber lock, Keypad& keypad, Instant now);

    CloudSettings settings_;
    std::vector<LockSettings> kinds_;  // every different one once
    std::vector<Keypad> keypads_;
    std::vector<LockNumber> numbers_;                 // of the keypads
    std::vector<std::uint32_t> places_;               // by number: where its keypad is
    std::vector<ListingHistory> history_;             // one a keypad, or none at all
    std::map<LockNumber, OfflinePins> offline_pins_;  // of locks that work any out
    std::vector<AccountNumber> cut_off_;              // accounts whose credentials are revoked, sorted
    TimerQueue<LockNumber> timers_;
    std::string name_;
    std::uint64_t seed_ = 0;
    std::uint64_t last_job_ = 0;
    Key last_key_ = 0;
    bool outage_ = false;
};

}  // namespace lockstep::sim
