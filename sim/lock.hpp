// A keypad lock in the simulated world: a memory of slots, a clock of its own, a link that comes and goes, and a door.
//
// The lock is the physical truth. It knows nothing of engines or wires: a cloud hands it jobs, a hand types PINs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/distribution.hpp"
#include "runtime/hash.hpp"
#include "runtime/random.hpp"
#include "runtime/time.hpp"

namespace lockstep::sim {

// What the lock does with jobs that reach its cloud while the lock is offline.
enum class OfflineMode : std::uint8_t { reject, queue, swallow };

struct LockSettings {
    std::uint32_t slots = 30;
    Distribution apply;  // from the start of a job to the code being stored
    Distribution erase;  // from the start of a job to the code being gone
    OfflineMode offline = OfflineMode::reject;
    bool keeps_expired = true;  // false: drops a record when its window is over by the lock's clock
    Duration clock_skew{};      // positive: the lock's clock is ahead
    Duration clock_drift{};     // gained per day of true time
    std::string zone = "UTC";   // the lock's civil zone, for vendors that send local times
};

// A code as the lock stores it. An unbounded window is always open.
struct Record {
    std::string pin;
    Instant starts = always;
    Instant ends = never;
    std::string name;
    friend bool operator==(Record const&, Record const&) = default;
};

// The cloud's number for a code; one slot each. Codes that somebody adds by hand get numbers too.
using Key = std::uint64_t;

struct Slot {
    Key key = 0;
    Record record;
};

enum class Denial : std::uint8_t { none, unknown_code, not_yet_valid, expired_code, disabled_code };
std::string_view name_of(Denial denial);

struct Pressed {
    bool opens = false;
    Denial reason = Denial::none;
    Key key = 0;
};

enum class JobKind : std::uint8_t { store, erase };
struct Job {
    std::uint64_t id = 0;  // numbered by the cloud in order of arrival
    JobKind kind = JobKind::store;
    Key key = 0;
    Record record;  // store
};

// A job is done: what the lock holds now is the truth the confirmation carries.
struct JobDone {
    Job job;
    bool stored = false;  // store: false when no slot was free after all
};

class Lock {
  public:
    explicit Lock(LockSettings settings, RandomStream random);

    // The link.
    bool online() const { return online_; }
    void set_online(bool online, Instant now);  // coming online starts what was queued

    // Work. Jobs of different keys run side by side, jobs of one key in order, each starting when the one before is
    // done. Only to be called when the cloud has decided to accept (see OfflineMode).
    void submit(Job job, Instant now);
    Instant next_due() const;                  // next finished job, or next record to drop; never when idle
    std::vector<JobDone> run_due(Instant now);  // everything due at `now`, in order of job id
    std::vector<Job> const& open_jobs() const;  // accepted and not done, in order of id

    // The door. `at` is the instant of true time up to which the lock's clock has moved.
    Pressed press(std::string_view pin, Instant at) const;
    bool usable(Slot const& slot, Instant at) const;
    std::vector<Slot> const& slots() const { return slots_; }
    Slot const* find(Key key) const;
    std::size_t free_slots() const;  // not counting room that accepted jobs will take

    // The clock: local = true + skew + drift since the drift was set.
    Instant local_time(Instant at) const;
    // The first instant of true time at which the lock's clock shows `local` or later.
    Instant true_time(Instant local) const;
    // The next instant after `at` at which some stored record becomes usable or stops being so; never when none does.
    Instant next_edge(Instant at) const;
    void set_skew(Duration skew, Instant now);
    void set_drift(Duration per_day, Instant now);

    // Hands on the lock.
    bool add_by_hand(Key key, Record record);               // false: no free slot
    bool change_by_hand(Key key, Record record);            // false: no such code
    bool erase_by_hand(Key key);
    void factory_reset();                                   // empties the memory, drops accepted work

    LockSettings const& settings() const { return settings_; }
    std::size_t memory_bytes() const;
    void hash(StateHash& hash) const;

  private:
    // (layout is the implementer's business)
    LockSettings settings_;
    std::vector<Slot> slots_;
    bool online_ = true;
};

}  // namespace lockstep::sim
