// What the engine remembers: plain records, from which every decision, timer and status can be derived again.
//
// A code's record is split: CodeRecord is what a step touches, ColdCode holds strings and rarely read details.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/attempt.hpp"
#include "engine/capabilities.hpp"
#include "engine/ids.hpp"
#include "engine/issues.hpp"
#include "engine/pin.hpp"
#include "engine/port.hpp"
#include "engine/status.hpp"
#include "engine/window.hpp"
#include "runtime/on_demand.hpp"
#include "runtime/time.hpp"
#include "runtime/timer_queue.hpp"

namespace lockstep::engine {

// Where the one operation of a code stands. A code has at most one, and the next waits for its end.
enum class Phase : std::uint8_t {
    idle,      // nothing open
    queued,    // waits for the account's quota; nothing has left
    sent,      // the call is open
    accepted,  // the vendor took the work; waiting for its push, or for the next poll at `op_due`
    looking,   // a read is open that will tell how the operation stands
    blind,     // the look failed; the next one goes at `op_due`
    backoff,   // the last try failed for sure; the next goes at `op_due`
    parked,    // refused for a reason that time does not cure; waits for a slot, a PIN or an update
};

enum class Operation : std::uint8_t { none, put, remove };

struct CodeRecord {
    // What is wanted.
    Window window;
    Pin pin;
    // What the lock is known to hold: the last confirmed record. Meaningful while `holds`.
    Pin held_pin;
    Window held_window;
    // What the open put (phase sent..blind) stores if it goes through.
    Pin sent_pin;
    Window sent_window;

    Instant op_due = never;    // deadline of the open operation: timeout, poll, next look, end of back-off
    Instant warn_at = never;   // when the delay warning of this stay in `setting` or `removing` appears
    Instant timer_at = never;  // what the code's one timer is set to
    TimerId timer;
    CallId call;                    // the open call of this code: its put, its remove, or the read it looks by
    std::uint64_t fact_serial = 0;  // calls numbered below this left before the newest fact: their reads are stale news

    DeviceId device;
    std::uint32_t serial = 0;                                    // 0: the slot is free
    std::uint32_t previous = 0xffff'ffffu, next = 0xffff'ffffu;  // the device's codes, in order of creation
    AttemptId create_attempt, delete_attempt;
    Instant missing_since = never;  // an implausible absence was first read then

    std::uint16_t backoff_steps = 0;  // the exponent of the next back-off
    std::uint16_t failures = 0;       // in a row
    std::uint16_t wish = 0;           // which wish of this code the idempotency key speaks of
    Status status = Status::unset;
    Phase phase = Phase::idle;
    Operation operation = Operation::none;
    Refusal parked_for = Refusal::none;
    IssueSet issues;

    bool native : 1 = false;  // the lock keeps the window
    bool prefer_native : 1 = true;
    bool delete_requested : 1 = false;
    bool allow_external : 1 = false;
    bool holds : 1 = false;  // the last confirmed record is not known to be gone
    bool held_pin_known : 1 = false;
    bool told_name : 1 = false;       // the vendor has the name that is wanted
    bool in_cycle : 1 = false;        // confirmed on the lock, and not confirmed absent since
    bool told_scheduled : 1 = false;  // scheduled_on_device was sent in this cycle
    bool told_set : 1 = false;        // set_on_device was sent in this cycle
    bool was_set : 1 = false;         // the create attempt's condition has been met once
    bool warned : 1 = false;          // the delay warning of this stay was given
    bool erase_honoured : 1 = false;  // erased outside, and the caller lets that stand
    bool repaired : 1 = false;        // a wrong confirmation was repaired once; the rest is for the resync
    bool held_wrong : 1 = false;      // what is held came from a write that was stored wrongly
    bool leave_alone : 1 = false;     // the repair was wrong too: nothing more until a read-back
    bool recreate : 1 = false;        // the put that follows replaces what was removed for it
    bool acknowledged : 1 = false;    // the vendor has taken the open operation, and the lock did not come back since
    bool held_doubtful : 1 = false;   // it may hold one of RareFacts::maybe_held instead
    bool unread : 1 = false;          // the account was cut off and the lock has not been read since
    bool touched : 1 = false;         // listed in the running step's effects
    bool backup : 1 = false;          // made for its device's pool of spare codes
    bool pooled : 1 = false;          // still in that pool: nobody has it
    bool foreign : 1 = false;         // a stranger's, here only to be taken off
    bool offline : 1 = false;         // the lock works it out by itself; nobody is called
    bool one_time : 1 = false;        // with `offline`
};

struct IssueTime {
    Issue issue;
    Instant since;
};

// Who a code was before it changed hands, one of ours or a stranger's: the name by which callers go on knowing it.
struct Origin {
    CodeId code;
    DeviceId device;  // with vendor_ref
    std::string vendor_ref;

    bool any() const { return code || !vendor_ref.empty(); }
    friend bool operator==(Origin const&, Origin const&) = default;
};

// What few codes ever have: writes and changes of which there are two opinions, and what else is out of the ordinary.
struct RareFacts {
    std::vector<Pin> maybe_held;  // PINs of writes of which nobody can say whether they were stored over the held one
    struct PendingUpdate {
        AttemptId attempt;
        bool waits_for_lock = false;  // false: nothing has to be told; it only waits for starts_at
    };
    std::vector<PendingUpdate> pending_updates;
    // An outside change, for whoever asks what it was: what was wanted, and what was found (nothing, if erased).
    StoredRecord wanted_before;
    StoredRecord found_outside;
    bool erased_outside = false;
    std::uint32_t variant = 0;  // of an offline code: which of the PINs of its window
    // Which others had its PIN, in windows apart from its own, when a conflict was last tried again; 0: none.
    std::uint64_t tried_beside = 0;
    CodeId pulled_backup;      // the spare code that has taken its place
    Origin origin;             // of a code that was taken over
    std::string stranger_ref;  // of a stranger's that is being taken off: under which id it is listed
};

struct ColdCode {
    std::string name;         // as the caller gave it; may be empty
    std::string vendor_name;  // the engine's unique name for the code, as the vendor is told
    std::string held_name;    // as the vendor last confirmed it, where reads tell names
    std::string sent_name;    // in the last write: the name may have been changed since it left
    std::string vendor_ref;   // empty while not known
    std::string common_key;   // codes with one key have one PIN; empty: none
    Instant created_at{};
    // When the caller last chose another one.
    Instant pin_chosen_at{}, window_chosen_at{}, name_chosen_at{};
    std::vector<IssueTime> issue_times;
    OnDemand<RareFacts> rare;
};

// A code on the device that the engine did not create, or has let go of: seen, and touched only on demand.
struct UnmanagedCode {
    std::string vendor_ref;
    StoredRecord record;
    Instant seen_at{};
    std::uint64_t told_before = 0;     // heard of otherwise than by a read: those numbered below know nothing of it
    Origin origin;                     // of one that was ours
    Instant convert_asked_at = never;  // somebody wants it managed; a read that leaves from then on decides
    bool allow_external = false;       // and that is how
};

struct DeviceRecord {
    AccountId account;
    std::uint32_t profile = 0;
    std::uint32_t first_code = 0xffff'ffffu, last_code = 0xffff'ffffu;
    std::uint32_t code_count = 0;
    CallId last_read;  // the newest read of any kind, and when it was decided
    Instant last_read_at = always;
    std::uint32_t open_reads = 0;
    std::uint32_t open_calls = 0;
    CallId own_read;  // the open read that no code's operation owns (resync, reconnect, doubt)
    Instant own_read_timeout = never;
    Instant reread_at = never;  // the next try of a read that has to succeed (after a reconnect, for a doubt)
    TimerId timer;
    Instant timer_at = never;
    std::uint16_t read_failures = 0;
    bool exists : 1 = true;  // false: forgotten
    bool online : 1 = true;
    bool removed : 1 = false;
    bool managed : 1 = true;
    bool unread : 1 = false;        // the account was cut off and this device has not been read since
    bool own_profile : 1 = false;   // its profile is shared with nobody: somebody reported how it differs
    bool pool_open : 1 = false;     // spare codes are kept ready on it
    bool pool_stocked : 1 = false;  // and there was one
    std::uint32_t pool_ready = 0;   // spare codes that are on the lock and nobody's
    Instant pool_due = never;       // when the pool is filled up
    IssueSet issues;
    std::vector<UnmanagedCode> unmanaged;
    std::vector<IssueTime> issue_times;
};

struct AccountRecord {
    bool exists = true;
    bool connected = true;
    RateLimit rate_limit;  // the strictest of its devices' profiles
    std::uint32_t concurrency_max = 0;
    std::uint32_t open_calls = 0;
    std::vector<Instant> recent_sends;  // within the rate limit's period
    std::vector<ProviderCall> waiting;  // for quota, in order
    bool syncing = false;               // reconnected, and some device has not been read since
    TimerId timer;
    Instant timer_at = never;
    IssueSet issues;
    std::vector<IssueTime> issue_times;
};

}  // namespace lockstep::engine
