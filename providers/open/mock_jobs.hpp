// Work that the virtual lock maker has accepted and whose end somebody wants to hear of, in the order it came.
//
// Every answer to an end, and every look at what is due, finds its job without going through those of other locks: a
// cloud whose thousands of locks are all at work is as quick as one with a single busy lock.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "providers/contract.hpp"
#include "providers/open/protocol.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::open {

struct Job {
    std::uint64_t id = 0;  // 0: swallowed, its end never comes
    EventType event = EventType::code_created;
    std::uint32_t account = 0;
    std::uint32_t lock = 0;
    Instant since{};
    std::vector<ExchangeId> parked;  // requests that wait for it
};

class JobBook {
  public:
    // `job.since` is not before that of the jobs added earlier.
    void add(Job job);
    bool has(std::uint64_t id) const { return id != 0 && by_id_.contains(id); }
    void park(std::uint64_t id, ExchangeId exchange);  // one more request waits for this job, which is here
    std::optional<Job> take(std::uint64_t id);         // it has ended

    // The job for which requests wait since the longest; nothing when none waits.
    Job const* longest_waiting() const;
    // Its requests wait no more. A swallowed job is forgotten with them.
    void unpark_longest_waiting();
    // Requests that are open at an account, and at a lock.
    struct Open {
        std::size_t of_account = 0, of_lock = 0;
    };
    Open open(std::uint32_t account, std::uint32_t lock) const;

    // Work that a lock forgot (a factory reset, a removed lock) never ends.
    void forget_since_before(Instant instant);

    std::size_t size() const { return jobs_.size(); }
    void hash(StateHash& hash) const;

  private:
    using Serial = std::uint64_t;

    std::map<Serial, Job> jobs_;
    std::unordered_map<std::uint64_t, Serial> by_id_;
    std::set<Serial> waiting_;  // jobs with parked requests
    Serial next_ = 0;
};

}  // namespace lockstep::providers::open
