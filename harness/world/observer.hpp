// Who watches a run: invariant checkers see every event, and the whole world at the end of each instant.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/effects.hpp"
#include "engine/ids.hpp"
#include "harness/run/record.hpp"
#include "harness/world/trace.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

class World;

// What changed in the instant that is over, each once.
struct Touched {
    std::vector<engine::CodeId> codes;      // records that changed; some may be gone by now
    std::vector<CodeNumber> code_numbers;   // the same, as the run numbers them
    std::vector<engine::DeviceId> devices;  // engine record, lock memory, lock clock or link changed
    std::vector<engine::AccountId> accounts;
    bool anything() const { return !codes.empty() || !devices.empty() || !accounts.empty(); }
    void clear() { codes.clear(), code_numbers.clear(), devices.clear(), accounts.clear(); }
};

// Where a watcher leaves what it found.
class Findings {
  public:
    virtual ~Findings() = default;
    virtual void breach(Breach breach) = 0;
    virtual void exposed(Duration outside, bool excused) = 0;  // adds to the run's totals
    virtual void reached(std::string_view mark) = 0;
    // Ask to be called again (instant_over, with nothing touched) at the end of that instant. It changes nothing that
    // the run does, and no trace. Asking twice for one instant calls once.
    virtual void request_check_at(Instant at) = 0;
};

// Watchers read and never touch. They are values, so that a world can be copied together with those who watch it.
class Observer {
  public:
    virtual ~Observer() = default;
    virtual std::unique_ptr<Observer> clone() const = 0;

    // A crash may undo decisions of which nobody had heard. Who remembers decisions then remembers what he did before
    // the first of them; who remembers what locks and vendors did forgets nothing.
    virtual bool remembers_decisions() const { return false; }

    virtual void begins(World const&, Findings&) {}
    // Every trace event, in order, as it is noted; the world may be in the middle of something.
    virtual void traced(World const&, TraceEvent const&, Findings&) {}
    // What one engine step did, before any of it is carried out.
    virtual void stepped(World const&, engine::Effects const&, Findings&) {}
    // An answer or push that reaches the engine, before the engine hears of it.
    virtual void answer_arrives(World const&, engine::Answer const&, Findings&) {}
    virtual void push_arrives(World const&, engine::Push const&, Findings&) {}
    // Everything of this instant has happened.
    virtual void instant_over(World const&, Touched const&, Findings&) {}
    virtual void ends(World const&, Findings&) {}
};

}  // namespace lockstep::harness
