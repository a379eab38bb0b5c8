// One piece of accepted work for a lock: to store a code, or to erase one.
#pragma once

#include <cstdint>

#include "runtime/hash.hpp"
#include "runtime/time.hpp"
#include "sim/record.hpp"

namespace lockstep::sim {

enum class JobKind : std::uint8_t { store, erase };

struct Job {
    std::uint64_t id = 0;  // numbered by the cloud in order of arrival
    JobKind kind = JobKind::store;
    Key key = 0;
    Record record;  // store

    // The lock's own notes.
    bool held = false;        // accepted while the lock was offline: not started before it comes online
    Instant done_at = never;  // never: not started yet

    bool started() const { return done_at != never; }
    void hash(StateHash& hash) const { hash.add(id, kind, key, record, held, done_at); }
};

// A job is done: what the lock holds now is the truth the confirmation carries.
struct JobDone {
    Job job;
    bool stored = false;  // store: false when no slot was free after all
};

}  // namespace lockstep::sim
