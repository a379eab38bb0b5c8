// A vendor's cloud as far as every vendor's is alike: it judges requests when they arrive, accepts work for its locks,
// lists what it knows, and tells when the locks are done. What it says on a wire is a mock's business, not this room's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/hash.hpp"
#include "runtime/random.hpp"
#include "runtime/time.hpp"
#include "sim/lock.hpp"

namespace lockstep::sim {

// The world's number for a lock (the same number the engine gives the device).
using LockNumber = std::uint32_t;
using AccountNumber = std::uint32_t;

enum class Refused : std::uint8_t {
    no,              // it was not refused
    unauthorized,    // the account's credentials are revoked
    unavailable,     // outage
    device_offline,
    no_such_lock,    // or removed from the account
    no_such_code,
    pin_conflict,    // the PIN is stored, or accepted, on this lock in an overlapping window
    invalid_pin,
    no_space,        // stored plus accepted codes fill the slots
    name_conflict,
};

struct CloudSettings {
    bool stores_windows = true;   // false: no native scheduling; windows are not kept
    bool unique_names = false;
    Duration rounding{};          // windows are stored rounded outwards to this grid
    std::size_t history_max = 0;  // how many past listings a stale read may reach; 0 keeps none
};

struct Accepted {
    Refused refused = Refused::no;
    std::uint64_t job = 0;
    Key key = 0;
    Record record;  // as it will be stored
};

enum class EntryState : std::uint8_t { active, pending, removing };
struct Entry {
    Key key = 0;
    Record record;  // pending: the record being written
    EntryState state = EntryState::active;
};

struct Completion {
    std::uint64_t job = 0;
    LockNumber lock = 0;
    AccountNumber account = 0;
    JobKind kind = JobKind::store;
    Key key = 0;
    Record record;         // store: what the lock holds now
    bool succeeded = true;
};

class Cloud {
  public:
    Cloud(CloudSettings settings, std::uint64_t seed, std::string_view name);

    void add_lock(LockNumber number, AccountNumber account, LockSettings settings);

    // Requests, judged at the instant they arrive. `swallowed` work is accepted and never done.
    Refused may_serve(AccountNumber account, LockNumber lock, Instant now) const;  // credentials, outage, lock known
    Accepted put(LockNumber lock, std::optional<Key> over, Record record, Instant now);
    Accepted remove(LockNumber lock, Key key, Instant now);
    // The listing: stored codes `active`, accepted writes `pending`, accepted removals `removing`; one entry a code
    // (an accepted edit shows as `pending` with its new record). `as_of` in the past answers from history.
    std::vector<Entry> list(LockNumber lock, Instant as_of) const;
    std::optional<Key> find(LockNumber lock, std::string_view name) const;  // by stored or accepted name

    // Time.
    Instant next_due() const;
    std::vector<Completion> run_due(Instant now);  // in order of job

    // Switches.
    void set_connected(AccountNumber account, bool connected);
    bool connected(AccountNumber account) const;
    void set_outage(bool on);
    void set_online(LockNumber lock, bool online, Instant now);
    void remove_lock(LockNumber lock);       // gone from the vendor's account
    bool has_lock(LockNumber lock) const;    // known and not removed
    void factory_reset(LockNumber lock, Instant now);

    // Somebody in the vendor's app: takes effect at once. False when it cannot be done (no such PIN, no free slot).
    bool add_by_hand(LockNumber lock, Record record, Instant now);
    struct HandEdit {
        std::optional<std::string> pin;
        std::optional<Instant> starts, ends;
    };
    bool edit_by_hand(LockNumber lock, std::string_view pin, HandEdit const& edit, Instant now);
    bool erase_by_hand(LockNumber lock, std::string_view pin, Instant now);

    Lock const& lock(LockNumber lock) const;
    Lock& lock(LockNumber lock);
    std::vector<LockNumber> const& locks() const;
    void hash(StateHash& hash) const;
};

}  // namespace lockstep::sim
