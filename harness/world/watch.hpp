// Those who watch one run, and what they have found so far. Lives beside the world, not in it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/world/cloned.hpp"
#include "harness/world/observer.hpp"

namespace lockstep::harness {

class Watch final : public Findings {
  public:
    void add(std::unique_ptr<Observer> observer) { observers_.emplace_back(std::move(observer)); }
    bool empty() const { return observers_.empty(); }

    // When somebody wants to look, come what may; `never` when nobody does.
    Instant next_check() const { return checks_.empty() ? never : *checks_.begin(); }

    // What is remembered of decisions, and going back to it.
    using Memory = std::vector<Cloned<Observer>>;
    Memory memory_of_decisions() const;
    void remember(Memory memory);

    void begins(World const& world);
    void traced(World const& world, TraceEvent const& event);
    void stepped(World const& world, engine::Effects const& effects);
    void answer_arrives(World const& world, engine::Answer const& answer);
    void push_arrives(World const& world, engine::Push const& push);
    void instant_over(World const& world, Touched const& touched, Instant now);
    void ends(World const& world);

    // Findings
    void breach(Breach breach) override { breaches_.push_back(std::move(breach)); }
    void exposed(Duration outside, bool excused) override { (excused ? exposure_excused_ : exposure_) += outside; }
    void reached(std::string_view mark) override { ++marks_[std::string(mark)]; }
    void request_check_at(Instant at) override { checks_.insert(at); }

    std::vector<Breach> const& breaches() const { return breaches_; }
    // Moves what was found into a finished run's record.
    void hand_over(RunRecord& record);

  private:
    std::vector<Cloned<Observer>> observers_;
    std::set<Instant> checks_;
    std::vector<Breach> breaches_;
    std::map<std::string, std::uint64_t> marks_;
    Duration exposure_{};
    Duration exposure_excused_{};
};

}  // namespace lockstep::harness
