// The trace: everything that happened in a run, each event with the event that caused it, so that it is a graph.
//
// An event is a few numbers; its text is made when somebody asks (trace_text.hpp). The hash takes in every event as it
// comes, whether or not the events are kept, so it is the same at every level of detail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "harness/world/turn.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// Position in the trace, from 1; 0 is no event.
using TraceId = std::uint32_t;

// Numbers of the run's things: positions in the tables of RunNames. Devices, accounts and attempts carry the engine's
// own numbers; codes are numbered in the order in which they were first named or created.
using CodeNumber = std::uint32_t;
inline constexpr std::uint32_t nobody = 0xffff'ffffu;

enum class TraceKind : std::uint8_t {
    // What the outside world does.
    step,         // number: index of the step
    booking,      // number: index of the stay; word: 0 it is booked, 1 it is cancelled
    pressed,      // word: sim::Denial, word2: 1 the door opened; number: index of the step
    replied,      // the API answered a step; number: index of the step, detail: HTTP status
    fault_began,  // number: index of the fault
    fault_ended,
    outage_ended,  // number: index of the provider
    fault_fired,   // number: index of the fault; caused by the message it hit
    // Vendors and locks.
    lock_stored,  // detail: the cloud's key
    lock_erased,
    lock_failed,  // no slot was free after all
    lock_edge,    // a stored record became usable, stopped being so, or was dropped, by the lock's own clock
    // Messages. op: providers::Op, word: http::Method (other: no HTTP), detail: exchange
    request_sent,
    request_arrived,
    request_lost,
    answer_sent,  // number: HTTP status, 0 without HTTP
    answer_lost,
    answer_arrived,
    push_sent,
    push_lost,
    push_arrived,
    // The engine. An `engine` event is one step of it, and the cause of all that the step did.
    engine,          // word: engine::Because, op and number: the operation it was about (number 0: about none)
    operation_sent,  // a provider call leaves; op, number: the n-th of its kind for this code (read: or this device)
    operation_given_up,
    status,   // word: from, word2: to (engine::Status)
    attempt,  // number: AttemptId, word: engine::AttemptState
    issue,    // word: engine::Issue, word2: 1 appeared, 0 went
    event,    // word: engine::EventType
    notice,   // word: engine::Notice::What
    // The engine's process.
    crashed,  // word: 1 unsynced decisions were lost
    synced,   // decisions became durable; only where committing takes time
    ended,    // the end of the run; detail: hash of the world
    // A served world.
    asked,         // somebody outside did something
    outage_began,  // somebody switched a vendor off; number: index of the provider
};

struct TraceEvent {
    Instant at{};
    std::uint64_t detail = 0;
    TraceId id = 0;
    TraceId cause = 0;
    CodeNumber code = nobody;
    std::uint32_t device = nobody;
    std::uint32_t account = nobody;
    std::uint32_t number = 0;
    TraceKind kind = TraceKind::step;
    Turn turn = Turn::step;
    std::uint8_t op = 0;
    std::uint8_t word = 0;
    std::uint8_t word2 = 0;

    void hash(StateHash& hash) const;
};

class Trace {
  public:
    // What is thrown away cannot be shown; the hash and the numbers stay the same.
    void keep_events(bool keep) { keeps_ = keep; }
    void keep_first(std::size_t events_max) { first_max_ = events_max; }
    // At least so many of the last ones, and at most an eighth more: older ones go in bulk.
    void keep_last(std::size_t events) { last_min_ = events; }
    bool keeps_events() const { return keeps_; }

    // Fills in the id and returns it.
    TraceId add(TraceEvent event);

    std::size_t size() const { return count_; }
    std::uint64_t hash() const { return hash_.value(); }
    std::span<TraceEvent const> events() const { return events_; }  // those that are kept
    std::span<TraceEvent const> after(TraceId id) const;            // those that are kept and came after this one
    TraceEvent const* find(TraceId id) const;                       // nullptr for no event, or one not kept

    // From an event back through its causes to the step or clock that began it, the event itself first.
    std::vector<TraceEvent const*> chain(TraceId id) const;

    // The events that `id` caused directly, in order. Walks forward: for reports, not for hot paths.
    std::vector<TraceEvent const*> caused_by(TraceId id) const;

  private:
    std::vector<TraceEvent> events_;
    StateHash hash_;
    std::uint32_t count_ = 0;
    bool keeps_ = true;
    TraceId gone_ = 0;  // the last that is no longer kept
    std::size_t first_max_ = std::numeric_limits<std::size_t>::max();
    std::size_t last_min_ = std::numeric_limits<std::size_t>::max();
};

}  // namespace lockstep::harness
