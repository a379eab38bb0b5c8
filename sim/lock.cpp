#include "sim/lock.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace lockstep::sim {

std::string_view name_of(Denial denial) {
    switch (denial) {
        case Denial::none:
            return "none";
        case Denial::unknown_code:
            return "unknown_code";
        case Denial::not_yet_valid:
            return "not_yet_valid";
        case Denial::expired_code:
            return "expired_code";
        case Denial::disabled_code:
            return "disabled_code";
    }
    return "?";
}

Lock::Lock(LockSettings const& settings, RandomStream random, Instant since)
    : clock_(settings.clock_skew, settings.clock_drift, since), random_(random) {}

// --- the link and the work ---

void Lock::set_online(LockSettings const& settings, bool online, Instant now) {
    online_ = online;
    if (!online) return;
    for (Job& job : jobs_)
        job.held = false;
    for (Job& job : jobs_)
        if (!job.started()) start(settings, job, now);
}

void Lock::submit(LockSettings const& settings, Job job, Instant now) {
    assert(jobs_.empty() || jobs_.back().id < job.id);
    job.held = !online_;
    job.done_at = never;
    jobs_.push_back(std::move(job));
    start(settings, jobs_.back(), now);
}

// Starts a job unless it is held back or has to wait for an earlier one of its key.
void Lock::start(LockSettings const& settings, Job& job, Instant now) {
    if (job.held) return;
    for (Job const& earlier : jobs_) {
        if (earlier.id == job.id) break;
        if (earlier.key == job.key) return;
    }
    auto const& latency = job.kind == JobKind::store ? settings.apply : settings.erase;
    job.done_at = later_by(now, latency.draw(random_));
}

Instant Lock::next_due(LockSettings const& settings) const {
    Instant due = never;
    for (Job const& job : jobs_)
        due = std::min(due, job.done_at);
    if (!settings.keeps_expired)
        for (Slot const& slot : slots_)
            due = std::min(due, true_time(slot.record.ends));
    return due;
}

void Lock::run_due(LockSettings const& settings, Instant now, std::vector<JobDone>& done) {
    for (Instant due = next_due(settings); due <= now && due != never; due = next_due(settings)) {
        if (!settings.keeps_expired) drop_expired(due);
        auto const ready = std::find_if(jobs_.begin(), jobs_.end(), [&](Job const& job) { return job.done_at <= due; });
        if (ready != jobs_.end()) done.push_back(finish(settings, static_cast<std::size_t>(ready - jobs_.begin())));
    }
}

// Does what the job says, takes it off the list, and lets the next one of its key begin.
JobDone Lock::finish(LockSettings const& settings, std::size_t place) {
    auto const at = jobs_.begin() + static_cast<std::ptrdiff_t>(place);
    JobDone finished{std::move(*at), false};
    jobs_.erase(at);
    Job const& job = finished.job;
    if (job.kind == JobKind::store)
        finished.stored = store(settings, job.key, job.record);
    else
        erase(job.key);

    auto const next = std::find_if(jobs_.begin(), jobs_.end(), [&](Job const& other) { return other.key == job.key; });
    if (next != jobs_.end()) start(settings, *next, job.done_at);
    return finished;
}

void Lock::drop_expired(Instant at) {
    auto const shown = local_time(at);
    std::erase_if(slots_, [&](Slot const& slot) { return slot.record.ends <= shown; });
}

// --- the memory ---

Slot const* Lock::find(Key key) const {
    auto const at = std::lower_bound(slots_.begin(), slots_.end(), key,
                                     [](Slot const& slot, Key wanted) { return slot.key < wanted; });
    return at != slots_.end() && at->key == key ? &*at : nullptr;
}

Slot* Lock::slot_of(Key key) { return const_cast<Slot*>(find(key)); }

bool Lock::store(LockSettings const& settings, Key key, Record const& record) {
    if (Slot* const slot = slot_of(key)) {
        slot->record = record;
        return true;
    }
    if (slots_.size() >= settings.slots) return false;
    auto const after = std::upper_bound(slots_.begin(), slots_.end(), key,
                                        [](Key wanted, Slot const& slot) { return wanted < slot.key; });
    slots_.insert(after, {key, record});
    return true;
}

bool Lock::erase(Key key) {
    return std::erase_if(slots_, [key](Slot const& slot) { return slot.key == key; }) != 0;
}

std::size_t Lock::room_promised() const {
    auto room = slots_.size();
    for (auto job = jobs_.begin(); job != jobs_.end(); ++job) {
        if (job->kind != JobKind::store || find(job->key) != nullptr) continue;
        bool const counted = std::any_of(jobs_.begin(), job, [&](Job const& earlier) {
            return earlier.kind == JobKind::store && earlier.key == job->key;
        });
        if (!counted) ++room;
    }
    return room;
}

bool Lock::add_by_hand(LockSettings const& settings, Key key, Record record) {
    assert(find(key) == nullptr);
    return store(settings, key, record);
}

bool Lock::change_by_hand(Key key, Record record) {
    Slot* const slot = slot_of(key);
    if (slot == nullptr) return false;
    slot->record = std::move(record);
    return true;
}

bool Lock::erase_by_hand(Key key) { return erase(key); }

void Lock::factory_reset() {
    slots_.clear();
    jobs_.clear();
}

// --- the door ---

bool Lock::usable(Slot const& slot, Instant at) const {
    auto const shown = local_time(at);
    return slot.record.starts <= shown && shown < slot.record.ends;
}

Pressed Lock::press(std::string_view pin, Instant at) const {
    auto const shown = local_time(at);
    Pressed answer{.opens = false, .reason = Denial::unknown_code, .key = 0};
    for (Slot const& slot : slots_) {
        if (slot.record.pin != pin) continue;
        bool const early = shown < slot.record.starts;
        bool const late = slot.record.ends <= shown;
        if (!early && !late) return {.opens = true, .reason = Denial::none, .key = slot.key};
        auto const reason = early ? Denial::not_yet_valid : Denial::expired_code;
        // The reasons are declared from near to far, after `unknown_code`.
        if (answer.reason == Denial::unknown_code || reason < answer.reason)
            answer = {.opens = false, .reason = reason, .key = slot.key};
    }
    return answer;
}

Instant Lock::next_edge(Instant at) const {
    Instant next = never;
    for (Slot const& slot : slots_) {
        if (slot.record.ends <= slot.record.starts) continue;  // never usable, so without edges
        for (auto const edge : {true_time(slot.record.starts), true_time(slot.record.ends)})
            if (edge > at) next = std::min(next, edge);
    }
    return next;
}

std::size_t Lock::memory_bytes() const {
    auto bytes = sizeof(Lock) + slots_.capacity() * sizeof(Slot) + jobs_.capacity() * sizeof(Job);
    for (Slot const& slot : slots_)
        bytes += heap_bytes(slot.record);
    for (Job const& job : jobs_)
        bytes += heap_bytes(job.record);
    return bytes;
}

void Lock::hash(StateHash& hash) const {
    hash.add(slots_.size());
    for (Slot const& slot : slots_)
        hash.add(slot);
    hash.add(jobs_.size());
    for (Job const& job : jobs_)
        hash.add(job);
    hash.add(clock_, random_, online_);
}

}  // namespace lockstep::sim
