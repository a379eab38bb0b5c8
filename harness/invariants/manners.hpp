// Manners towards the vendor: looking, waiting, taking no for an answer; and progress: nothing is forgotten. I-17 to
// I-25.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "harness/invariants/checker.hpp"

namespace lockstep::harness {

// The calls that the engine waits for, as a watcher sees them: each code's open mutating call and, for who asks for
// them, each open read. Reads are most of a year's traffic.
class CallBook {
  public:
    enum class Keeps : bool { writes_only, reads_too };
    explicit CallBook(Keeps keeps) : keeps_{keeps} {}

    struct Entry {
        engine::CallKind kind = engine::CallKind::read;
        CodeNumber code = nobody;
        engine::CodeId id;
        engine::DeviceId device;
        engine::AccountId account;
        Instant sent{};
        engine::StoredRecord record;
        std::uint64_t key = 0;
        engine::Because because = engine::Because::request;
    };
    void sent(World const& world, engine::Effects const& effects);
    std::optional<Entry> take(engine::CallId call);  // answered or given up
    std::map<std::uint64_t, Entry> const& open() const { return open_; }
    void clear() { open_.clear(); }

  private:
    Keeps keeps_;
    std::map<std::uint64_t, Entry> open_;
};

class LookBeforeRepeat final : public CheckerOfDecisions<LookBeforeRepeat> {
  public:
    static constexpr InvariantFacts about{17, "look before you repeat", "After an unknown outcome comes a read."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void answer_arrives(World const&, engine::Answer const&, Findings&) override;
    void push_arrives(World const&, engine::Push const&, Findings&) override;

  private:
    struct Doubt {
        Instant since{};
        std::uint64_t key = 0;
    };
    CallBook book_{CallBook::Keeps::reads_too};
    std::map<CodeNumber, Doubt> doubts_;
};

class RetryBudget final : public CheckerOfDecisions<RetryBudget> {
  public:
    static constexpr InvariantFacts about{18, "retry budget",
                                          "Tries keep their distance, and none goes while cut off."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void answer_arrives(World const&, engine::Answer const&, Findings&) override;

  private:
    CallBook book_{CallBook::Keeps::writes_only};
    std::map<CodeNumber, Instant> not_before_;
};

class NoMeansNo final : public CheckerOfDecisions<NoMeansNo> {
  public:
    static constexpr InvariantFacts about{19, "no means no", "What time does not cure is not tried again unchanged."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void answer_arrives(World const&, engine::Answer const&, Findings&) override;

  private:
    CallBook book_{CallBook::Keeps::writes_only};
    std::map<CodeNumber, engine::StoredRecord> refused_;
};

class SingleFile final : public CheckerOfDecisions<SingleFile> {
  public:
    static constexpr InvariantFacts about{20, "single file", "One mutating call in flight per code; quotas are kept."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void answer_arrives(World const&, engine::Answer const&, Findings&) override;

  private:
    CallBook book_{CallBook::Keeps::reads_too};
    std::map<engine::AccountId, std::vector<Instant>> recent_;
};

class BoundedLoad final : public CheckerOfDecisions<BoundedLoad> {
  public:
    static constexpr InvariantFacts about{21, "bounded load", "Calls per code are bounded by time and by changes."};
    void stepped(World const&, engine::Effects const&, Findings&) override;

  private:
    struct Load {
        std::uint64_t calls = 0;
        std::uint64_t changes = 0;
        Instant since{};
        bool reported = false;
    };
    std::map<CodeNumber, Load> loads_;
};

class NoLostWakeUp final : public CheckerOf<NoLostWakeUp> {
  public:
    static constexpr InvariantFacts about{23, "no lost wake-up", "A code that waits has something to wait for."};
    void instant_over(World const&, Touched const&, Findings&) override;
};

class NoLeak final : public CheckerOf<NoLeak> {
  public:
    static constexpr InvariantFacts about{24, "no leak", "When all codes are gone, so is everything kept for them."};
    void instant_over(World const&, Touched const&, Findings&) override;
};

class CrashAnywhere final : public CheckerOfDecisions<CrashAnywhere> {
  public:
    static constexpr InvariantFacts about{25, "crash anywhere",
                                          "A restart looks at what was open and repeats nothing."};
    void stepped(World const&, engine::Effects const&, Findings&) override;
    void answer_arrives(World const&, engine::Answer const&, Findings&) override;

  private:
    CallBook book_{CallBook::Keeps::writes_only};
};

}  // namespace lockstep::harness
