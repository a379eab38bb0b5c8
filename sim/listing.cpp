#include "sim/listing.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::sim {

std::string_view name_of(EntryState state) {
    switch (state) {
        case EntryState::active:
            return "active";
        case EntryState::pending:
            return "pending";
        case EntryState::removing:
            return "removing";
    }
    return "?";
}

std::vector<Entry> listing_of(Lock const& lock) {
    std::vector<Entry> entries;
    entries.reserve(lock.slots().size() + lock.open_jobs().size());
    for (Slot const& slot : lock.slots())
        entries.push_back({slot.key, slot.record, EntryState::active});

    for (Job const& job : lock.open_jobs()) {
        auto at = std::lower_bound(entries.begin(), entries.end(), job.key,
                                   [](Entry const& entry, Key key) { return entry.key < key; });
        bool const listed = at != entries.end() && at->key == job.key;
        if (job.kind == JobKind::erase) {
            if (listed) at->state = EntryState::removing;
            continue;
        }
        if (!listed) at = entries.insert(at, Entry{.key = job.key, .record = {}, .state = EntryState::pending});
        at->record = job.record;
        at->state = EntryState::pending;
    }
    return entries;
}

Standing standing_of(Lock const& lock, Key key) {
    Standing standing;
    if (Slot const* const slot = lock.find(key)) standing = {&slot->record, EntryState::active};
    for (Job const& job : lock.open_jobs()) {
        if (job.key != key) continue;
        if (job.kind == JobKind::store)
            standing = {&job.record, EntryState::pending};
        else if (standing)
            standing.state = EntryState::removing;
    }
    return standing;
}

void ListingHistory::note(std::vector<Entry> listing, Instant now, std::size_t keep) {
    if (!listings_.empty() && listings_.back().entries == listing) return;
    if (!listings_.empty() && listings_.back().from >= now)
        listings_.back().entries = std::move(listing);
    else
        listings_.push_back({now, std::move(listing)});
    if (listings_.size() > keep) listings_.erase(listings_.begin());
}

std::vector<Entry> const* ListingHistory::at(Instant as_of) const {
    if (listings_.empty()) return nullptr;
    auto const later = std::upper_bound(listings_.begin(), listings_.end(), as_of,
                                        [](Instant instant, Past const& past) { return instant < past.from; });
    return later == listings_.begin() ? &listings_.front().entries : &std::prev(later)->entries;
}

void ListingHistory::hash(StateHash& hash) const {
    hash.add(listings_.size());
    for (Past const& past : listings_) {
        hash.add(past.from, past.entries.size());
        for (Entry const& entry : past.entries)
            hash.add(entry);
    }
}

}  // namespace lockstep::sim
