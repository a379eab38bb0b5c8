// The door: what the engine believes, what the vendor answers and what the lock does have to agree. I-01 to I-07.
#pragma once

#include <map>
#include <vector>

#include "harness/invariants/checker.hpp"
#include "harness/invariants/excuse.hpp"

namespace lockstep::harness {

class Window final : public ExcusingCheckerOf<Window> {
  public:
    static constexpr InvariantFacts about{1, "window", "A code opens its door only inside its window."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void instant_over(World const&, Touched const&, Findings&) override;
    void ends(World const&, Findings&) override;

  private:
    struct Exposure {
        Instant since{};
        bool reported = false;
    };
    void look(World const& world, engine::DeviceId device, Findings& findings);
    void close(Findings& findings, Exposure const& exposure, Instant now, bool excuse) const;

    std::vector<Instant> active_at_;  // by CodeNumber: the last sign of life of its operations, or change of its window
    std::map<CodeNumber, Exposure> exposed_;
    std::vector<engine::DeviceId> waiting_;  // locks to look at again
};

class NoGhost final : public ExcusingCheckerOf<NoGhost> {
  public:
    static constexpr InvariantFacts about{2, "no ghost", "A code that answers 404 is on no lock and cannot get there."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void instant_over(World const&, Touched const&, Findings&) override;

  private:
    std::vector<CodeNumber> gone_now_;
};

class OneCopy final : public CheckerOf<OneCopy> {
  public:
    static constexpr InvariantFacts about{3, "one copy", "A lock stores a code once, and no PIN opens for two codes."};
    void instant_over(World const&, Touched const&, Findings&) override;
};

class SetIsTrue final : public ExcusingCheckerOf<SetIsTrue> {
  public:
    static constexpr InvariantFacts about{4, "`set` is true",
                                          "While a code is set, its lock holds just what is wanted."};
    void instant_over(World const&, Touched const&, Findings&) override;
};

class UnsetIsTrue final : public ExcusingCheckerOf<UnsetIsTrue> {
  public:
    static constexpr InvariantFacts about{5, "`unset` is true", "While a code is unset, it opens nothing."};
    void instant_over(World const&, Touched const&, Findings&) override;
};

class HandsOff final : public CheckerOf<HandsOff> {
  public:
    static constexpr InvariantFacts about{6, "hands off", "Codes of strangers are never written or erased."};
    void begins(World const&, Findings&) override;
    void instant_over(World const&, Touched const&, Findings&) override;

  private:
    std::vector<std::vector<sim::Slot>> strangers_;  // by device
};

class PinBytes final : public CheckerOf<PinBytes> {
  public:
    static constexpr InvariantFacts about{7, "PIN bytes", "A PIN keeps its digits, all of them, all the way."};
    void instant_over(World const&, Touched const&, Findings&) override;
};

}  // namespace lockstep::harness
