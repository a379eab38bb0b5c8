// Whose doing a breach at a door is: what troubles a lock is excused until a read-back has had its chance to find it.
#pragma once

#include <map>
#include <vector>

#include "harness/invariants/checker.hpp"

namespace lockstep::harness {

// True while a breach of I-01, I-02, I-04 or I-05 on a lock is somebody else's doing: the lock is offline, cut off, its
// vendor out, forgotten, or its last write was tampered with, until one read-back after that is over. A read that fails
// in that time finds nothing, so the time begins afresh with it.
class Excuse {
  public:
    void stepped(World const& world, engine::Effects const& effects);
    void answer_arrives(World const& world, engine::Answer const& answer);
    bool holds(World const& world, engine::DeviceId device) const;

  private:
    void read_failed(World const& world, engine::DeviceId device);

    std::map<std::uint64_t, engine::DeviceId> reads_;  // open ones
    std::vector<Instant> until_;                       // by device: prolonged by a read that failed
};

// The part of a checker that excuses.
template <class Self>
class ExcusingCheckerOf : public CheckerOf<Self> {
  public:
    void stepped(World const& world, engine::Effects const& effects, Findings&) override {
        excuse_.stepped(world, effects);
    }
    void answer_arrives(World const& world, engine::Answer const& answer, Findings&) override {
        excuse_.answer_arrives(world, answer);
    }

  protected:
    bool excused(World const& world, engine::DeviceId device) const { return excuse_.holds(world, device); }

  private:
    Excuse excuse_;
};

}  // namespace lockstep::harness
