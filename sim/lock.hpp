// A keypad lock in the simulated world: a memory of slots, a clock of its own, a link that comes and goes, and a door.
//
// The lock is the physical truth. It knows nothing of engines or wires: a cloud hands it jobs, a hand types PINs. What
// many locks have in common (LockSettings) stays with the cloud and is handed in where it matters, so that a million
// idle keypads fit into memory.
//
//     Lock lock{settings, RandomStream{seed, "front"}, opening_day};
//     lock.submit(settings, {.id = 1, .kind = JobKind::store, .key = 7, .record = {.pin = "0420"}}, now);
//     lock.run_due(settings, lock.next_due(settings), done);
//     lock.press("0420", later).opens;  // true
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/hash.hpp"
#include "runtime/random.hpp"
#include "runtime/time.hpp"
#include "sim/clock.hpp"
#include "sim/job.hpp"
#include "sim/lock_settings.hpp"
#include "sim/record.hpp"

namespace lockstep::sim {

struct Slot {
    Key key = 0;
    Record record;

    void hash(StateHash& hash) const { hash.add(key, record); }
};

// Why a door stays shut. Where several slots hold the PIN, the one that is nearest to opening speaks: a usable one
// opens, else one that is not valid yet is named before one that has expired.
enum class Denial : std::uint8_t {
    none,
    unknown_code,
    not_yet_valid,
    expired_code,
    disabled_code,  // for vendors whose locks can switch a stored code off
};
std::string_view name_of(Denial denial);

struct Pressed {
    bool opens = false;
    Denial reason = Denial::none;
    Key key = 0;  // the slot that decided; 0 when none holds the PIN
};

class Lock {
  public:
    Lock(LockSettings const& settings, RandomStream random, Instant since);

    // The link. Coming online starts what was held back; going offline stops nothing that was accepted before.
    bool online() const { return online_; }
    void set_online(LockSettings const& settings, bool online, Instant now);

    // Work. Jobs of different keys run side by side, jobs of one key in order, each starting when the one before is
    // done. Only to be called when the cloud has decided to accept (see OfflineMode).
    void submit(LockSettings const& settings, Job job, Instant now);
    Instant next_due(LockSettings const& settings) const;  // next finished job, or record to drop; never when idle
    // Appends what is done by `now`, in the order in which it was done, jobs of one instant in order of id.
    void run_due(LockSettings const& settings, Instant now, std::vector<JobDone>& done);
    std::vector<Job> const& open_jobs() const { return jobs_; }  // accepted and not done, in order of id
    void drop_jobs() { jobs_.clear(); }                          // the cloud forgot them

    // The door. `at` is the instant of true time up to which the lock's clock has moved.
    Pressed press(std::string_view pin, Instant at) const;
    bool usable(Slot const& slot, Instant at) const;
    std::vector<Slot> const& slots() const { return slots_; }  // in order of key
    Slot const* find(Key key) const;
    std::size_t room_promised() const;  // stored codes, and new ones that are accepted

    // The bolt, which has no say in what a PIN may do, so that no hash holds it.
    bool locked() const { return locked_; }
    void turn_bolt(bool locked) { locked_ = locked; }

    // The clock. Both ways are exact; see Clock.
    Clock const& clock() const { return clock_; }
    Instant local_time(Instant at) const { return clock_.local_time(at); }
    Instant true_time(Instant local) const { return clock_.true_time(local); }
    // The next instant after `at` at which some stored record becomes usable or stops being so; never when none does.
    Instant next_edge(Instant at) const;
    void set_skew(Duration skew, Instant now) { clock_.set_skew(skew, now); }
    void set_drift(Duration per_day, Instant now) { clock_.set_drift(per_day, now); }

    // Hands on the lock. They see the memory as it is and know nothing of accepted work.
    bool add_by_hand(LockSettings const& settings, Key key, Record record);  // false: no free slot
    bool change_by_hand(Key key, Record record);                             // false: no such code
    bool erase_by_hand(Key key);                                             // false: no such code
    void factory_reset();                                                    // empties the memory, drops accepted work

    std::size_t memory_bytes() const;
    void hash(StateHash& hash) const;

  private:
    Slot* slot_of(Key key);
    bool store(LockSettings const& settings, Key key, Record const& record);
    bool erase(Key key);
    void start(LockSettings const& settings, Job& job, Instant now);
    JobDone finish(LockSettings const& settings, std::size_t place);
    void drop_expired(Instant at);

    std::vector<Slot> slots_;  // in order of key
    std::vector<Job> jobs_;    // in order of id
    Clock clock_;
    RandomStream random_;
    bool online_ = true;
    bool locked_ = true;
};

}  // namespace lockstep::sim
