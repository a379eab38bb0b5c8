// Life cycle, attempts and events: what callers and subscribers are told has to be a story that can be true. I-08 to
// I-16.
#pragma once

#include <map>
#include <vector>

#include "harness/invariants/checker.hpp"

namespace lockstep::harness {

class StatusIsTheFunction final : public CheckerOf<StatusIsTheFunction> {
  public:
    static constexpr InvariantFacts about{8, "status is the function", "A status follows from the facts, always."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void instant_over(World const&, Touched const&, Findings&) override;
};

class NeverResurrect final : public CheckerOfDecisions<NeverResurrect> {
  public:
    static constexpr InvariantFacts about{9, "never resurrect", "An id that answered 404 never answers again."};
    void stepped(World const&, engine::Effects const&, Findings&) override;

  private:
    std::vector<bool> answered_404_;  // by serial
};

class UnknownIffCutOff final : public CheckerOf<UnknownIffCutOff> {
  public:
    static constexpr InvariantFacts about{10, "`unknown` iff cut off", "Unknown means that nobody can be asked."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void instant_over(World const&, Touched const&, Findings&) override;
};

class NativeTiming final : public CheckerOf<NativeTiming> {
  public:
    static constexpr InvariantFacts about{11, "native timing", "A native code is not written early nor set early."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
};

class StatusIsAFold final : public CheckerOfDecisions<StatusIsAFold> {
  public:
    static constexpr InvariantFacts about{12, "status is a fold", "The transitions, replayed, give every status."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void instant_over(World const&, Touched const&, Findings&) override;

  private:
    std::vector<engine::Status> folded_;  // by CodeNumber
};

class OneEnding final : public CheckerOfDecisions<OneEnding> {
  public:
    static constexpr InvariantFacts about{13, "one ending", "An attempt ends once, and never before its start."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void ends(World const&, Findings&) override;

  private:
    std::vector<engine::AttemptState> states_;
};

class EventOrder final : public CheckerOfDecisions<EventOrder> {
  public:
    static constexpr InvariantFacts about{14, "event order", "Events come in the order of a life, once a cycle."};
    void stepped(World const&, engine::Effects const&, Findings&) override;

  private:
    struct Life {
        bool created = false, scheduled = false, set = false, deleted = false;
    };
    Life& life(CodeNumber code);
    std::vector<Life> lives_;  // by CodeNumber
};

class IssuesMatchFacts final : public CheckerOf<IssuesMatchFacts> {
  public:
    static constexpr InvariantFacts about{15, "errors match facts", "An error is listed just while its cause holds."};
    void instant_over(World const&, Touched const&, Findings&) override;
};

class TimeOnlyRises final : public CheckerOf<TimeOnlyRises> {
  public:
    static constexpr InvariantFacts about{16, "time only rises", "Nothing is logged before what came before it."};
    void traced(World const&, TraceEvent const&, Findings&) override;

  private:
    Instant last_ = always;
};

}  // namespace lockstep::harness
