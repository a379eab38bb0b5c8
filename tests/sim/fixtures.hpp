// What the tests of this room share: a day to start on, a lock with its settings, a cloud with one lock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/cloud.hpp"
#include "sim/lock.hpp"

namespace lockstep::sim {

inline constexpr Instant noon{Duration{1'893'499'200'000'000}};  // 2030-01-01T12:00:00Z

inline Record a_record(std::string pin, Instant starts = always, Instant ends = never) {
    return {.pin = std::move(pin), .starts = starts, .ends = ends, .name = {}};
}
inline Record a_named(std::string pin, std::string name) {
    auto record = a_record(std::move(pin));
    record.name = std::move(name);
    return record;
}

inline LockSettings plain() { return {.slots = 3, .apply = 3s, .erase = 1s}; }

template <class Value>
std::uint64_t hash_of(Value const& value) {
    StateHash hash;
    value.hash(hash);
    return hash.value();
}

// A lock and the settings that its cloud would keep for it.
struct Bench {
    LockSettings settings = plain();
    Lock lock{settings, RandomStream{1, "lock"}, noon};
    std::uint64_t last_job = 0;

    explicit Bench(LockSettings chosen = plain())
        : settings(std::move(chosen)), lock(settings, RandomStream{1, "lock"}, noon) {}

    void store(Key key, Record record, Instant now) {
        lock.submit(settings, {.id = ++last_job, .kind = JobKind::store, .key = key, .record = std::move(record)}, now);
    }
    void erase(Key key, Instant now) {
        lock.submit(settings, {.id = ++last_job, .kind = JobKind::erase, .key = key, .record = {}}, now);
    }
    // The ids of the jobs done by `now`.
    std::vector<std::uint64_t> run(Instant now) {
        std::vector<JobDone> done;
        lock.run_due(settings, now, done);
        std::vector<std::uint64_t> ids;
        for (auto const& finished : done)
            ids.push_back(finished.job.id);
        return ids;
    }
    Instant next_due() const { return lock.next_due(settings); }
};

// A cloud with lock 0 in account 0.
inline Cloud a_cloud(LockSettings lock = plain(), CloudSettings settings = {}) {
    Cloud cloud{settings, 1, "vendor"};
    cloud.add_lock(0, 0, std::move(lock), noon);
    return cloud;
}

// Lets everything that lock 0 has accepted become true.
inline void settle(Cloud& cloud) {
    while (!cloud.lock(0).open_jobs().empty() && cloud.next_due() != never)
        cloud.run_due(cloud.next_due());
}

// A code on lock 0 that was put and stored at `now`.
inline Key stored(Cloud& cloud, Record record, Instant now = noon) {
    auto const accepted = cloud.put(0, std::nullopt, std::move(record), now);
    settle(cloud);
    return accepted.key;
}

inline std::vector<std::string> pins(Lock const& lock) {
    std::vector<std::string> found;
    for (auto const& slot : lock.slots())
        found.push_back(slot.record.pin);
    return found;
}

}  // namespace lockstep::sim
