// What a cloud says about one lock when asked: stored codes, and the work it has accepted.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/hash.hpp"
#include "runtime/time.hpp"
#include "sim/lock.hpp"
#include "sim/record.hpp"

namespace lockstep::sim {

enum class EntryState : std::uint8_t {
    active,    // stored on the lock
    pending,   // a write of this record is accepted and not done
    removing,  // a removal is accepted and not done
};
std::string_view name_of(EntryState state);

struct Entry {
    Key key = 0;
    Record record;  // pending: the record being written
    EntryState state = EntryState::active;

    void hash(StateHash& hash) const { hash.add(key, record, state); }
    friend bool operator==(Entry const&, Entry const&) = default;
};

// One entry a code, in order of key; the work accepted last for a code says how it stands. A removal of what is not
// there any more is not listed.
std::vector<Entry> listing_of(Lock const& lock);

// The entry of one code without making the whole listing; the record lies in the lock. Null when it is not listed.
struct Standing {
    Record const* record = nullptr;
    EntryState state = EntryState::active;
    explicit operator bool() const { return record != nullptr; }
};
Standing standing_of(Lock const& lock, Key key);

// The last few listings of one lock, for reads that answer old news.
class ListingHistory {
  public:
    // What the lock lists from `now` on. Beyond `keep` listings the oldest go.
    void note(std::vector<Entry> listing, Instant now, std::size_t keep);

    // The listing that was true at `as_of`; the oldest one kept when that is longer ago; null when none is kept.
    std::vector<Entry> const* at(Instant as_of) const;

    std::size_t size() const { return listings_.size(); }
    void hash(StateHash& hash) const;

  private:
    struct Past {
        Instant from;
        std::vector<Entry> entries;
    };
    std::vector<Past> listings_;  // in order of time
};

}  // namespace lockstep::sim
