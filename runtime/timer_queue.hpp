// Timers waiting for their instant, handed out in the order they are due.
//
// Rules this container keeps:
//   order       by instant; equal instants in the order they were scheduled, whatever was cancelled in between
//   ids         an id is never reused while anyone can tell: cancelling a timer twice, or after it fired, does nothing
//   the past    may be scheduled; such a timer is simply the next to fire
//   memory      cancelled timers leave the heap when they reach its top or outnumber the living, so never more than
//               twice the pending timers (plus a few) are kept
//   value       a copy is an independent queue, and ids of the original work on it
//
// This is the plain one: a heap with four children a node, cancelled lazily. Clear before fast; a faster queue has to
// give the same answers.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep {

// Names one scheduled timer. The default names none. Means nothing without its queue.
struct TimerId {
    std::uint32_t place = 0;
    std::uint32_t generation = 0;  // 0 only in ids that name no timer

    constexpr explicit operator bool() const { return generation != 0; }
    void hash(StateHash& hash) const { hash.add(place, generation); }
    friend constexpr bool operator==(TimerId, TimerId) = default;
};

// What a queue did so far, in units that are equal on every machine.
struct TimerWork {
    std::uint64_t scheduled = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t expired = 0;
    std::uint64_t moves = 0;     // heap entries put into another place
    std::uint64_t rebuilds = 0;  // sweeps of cancelled timers
};

template <class Payload>
class TimerQueue {
  public:
    struct Fired {
        Instant at;
        TimerId id;
        Payload payload;
    };

    TimerId schedule(Instant at, Payload payload) {
        std::uint32_t place = 0;
        if (free_.empty()) {
            place = static_cast<std::uint32_t>(timers_.size());
            timers_.push_back({std::move(payload), 1});
        } else {
            place = free_.back();
            free_.pop_back();
            timers_[place].payload = std::move(payload);
        }
        TimerId const id{place, timers_[place].generation};
        heap_.emplace_back();
        sift_up(heap_.size() - 1, {at, next_number_++, id});
        ++work_.scheduled;
        return id;
    }

    // True when the timer was pending and now is not.
    bool cancel(TimerId id) {
        if (!is_pending(id)) return false;
        release(id);
        ++work_.cancelled;
        if (heap_.size() > 2 * size() + 64)
            sweep();
        else
            drop_cancelled_top();
        return true;
    }

    bool is_pending(TimerId id) const {
        return id && id.place < timers_.size() && timers_[id.place].generation == id.generation;
    }

    std::size_t size() const { return timers_.size() - free_.size(); }
    bool empty() const { return size() == 0; }

    // The instant of the next timer; `never` when there is none.
    Instant next_due() const { return heap_.empty() ? never : heap_.front().at; }

    // The next timer, which must exist.
    Fired pop() {
        assert(!heap_.empty());
        Entry const first = heap_.front();
        Fired fired{first.at, first.id, std::move(timers_[first.id.place].payload)};
        release(first.id);
        remove_top();
        drop_cancelled_top();
        ++work_.expired;
        return fired;
    }

    // The next timer if its instant has come.
    std::optional<Fired> pop_due(Instant now) {
        if (heap_.empty() || heap_.front().at > now) return std::nullopt;
        return pop();
    }

    void clear() {
        for (Entry const& entry : heap_)
            if (is_pending(entry.id)) release(entry.id);
        heap_.clear();
    }

    // Visits the pending timers in the order they will fire, as (instant, id, payload). Sorts a copy: for snapshots,
    // hashes and reports, not for every step.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        std::vector<Entry> pending;
        std::copy_if(heap_.begin(), heap_.end(), std::back_inserter(pending),
                     [this](Entry const& entry) { return is_pending(entry.id); });
        std::sort(pending.begin(), pending.end(), before);
        for (Entry const& entry : pending)
            visit(entry.at, entry.id, timers_[entry.id.place].payload);
    }

    TimerWork const& work() const { return work_; }
    std::size_t memory_bytes() const {
        return heap_.capacity() * sizeof(Entry) + timers_.capacity() * sizeof(Timer) +
               free_.capacity() * sizeof(std::uint32_t);
    }

  private:
    static constexpr std::size_t children = 4;

    struct Entry {
        Instant at;
        std::uint64_t number = 0;  // the tie-break: how many timers were scheduled before this one
        TimerId id;
    };
    struct Timer {
        Payload payload;
        std::uint32_t generation = 1;
    };

    static bool before(Entry const& left, Entry const& right) {
        return left.at != right.at ? left.at < right.at : left.number < right.number;
    }

    // Gives the place back and makes all ids of it stale.
    void release(TimerId id) {
        Timer& timer = timers_[id.place];
        timer.payload = Payload{};
        if (++timer.generation == 0) timer.generation = 1;
        free_.push_back(id.place);
    }

    // Lets `entry` rise from the hole at `place` to where it belongs.
    void sift_up(std::size_t place, Entry entry) {
        while (place > 0) {
            std::size_t const parent = (place - 1) / children;
            if (!before(entry, heap_[parent])) break;
            heap_[place] = heap_[parent];
            ++work_.moves;
            place = parent;
        }
        heap_[place] = entry;
    }

    // Lets `entry` sink from the hole at `place`.
    void sift_down(std::size_t place, Entry entry) {
        for (;;) {
            std::size_t const first = place * children + 1;
            if (first >= heap_.size()) break;
            std::size_t const last = std::min(first + children, heap_.size());
            std::size_t least = first;
            for (std::size_t child = first + 1; child < last; ++child)
                if (before(heap_[child], heap_[least])) least = child;
            if (!before(heap_[least], entry)) break;
            heap_[place] = heap_[least];
            ++work_.moves;
            place = least;
        }
        heap_[place] = entry;
    }

    void remove_top() {
        Entry const last = heap_.back();
        heap_.pop_back();
        if (!heap_.empty()) sift_down(0, last);
    }

    // The top is always a pending timer, so that next_due() need not look further.
    void drop_cancelled_top() {
        while (!heap_.empty() && !is_pending(heap_.front().id))
            remove_top();
    }

    void sweep() {
        std::erase_if(heap_, [this](Entry const& entry) { return !is_pending(entry.id); });
        if (!heap_.empty())
            for (std::size_t place = (heap_.size() - 1) / children + 1; place-- > 0;)
                sift_down(place, heap_[place]);
        ++work_.rebuilds;
    }

    std::vector<Entry> heap_;
    std::vector<Timer> timers_;  // by place; ids and heap entries name them
    std::vector<std::uint32_t> free_;
    std::uint64_t next_number_ = 0;
    TimerWork work_;
};

}  // namespace lockstep
