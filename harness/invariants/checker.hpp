// One invariant: watches a run and reports when what must always hold does not.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/world/observer.hpp"
#include "harness/world/world.hpp"

namespace lockstep::harness {

struct InvariantFacts {
    int number = 0;             // 3 for I-03
    std::string_view title;     // "one copy"
    std::string_view protects;  // one sentence
};

class Checker : public Observer {
  public:
    virtual InvariantFacts facts() const = 0;

  protected:
    void report(Findings& findings, World const& world, CodeNumber code, std::uint32_t device, std::string text) const;
    void report(Findings& findings, World const& world, engine::CodeId code, std::string text) const;
};

// The part of a checker that is the same for all: its copy, and its facts from `Self::about`.
template <class Self>
class CheckerOf : public Checker {
  public:
    std::unique_ptr<Observer> clone() const override { return std::make_unique<Self>(static_cast<Self const&>(*this)); }
    InvariantFacts facts() const override { return Self::about; }
};

// One that remembers what the engine decided and said.
template <class Self>
class CheckerOfDecisions : public CheckerOf<Self> {
  public:
    bool remembers_decisions() const override { return true; }
};

// All invariants that watch from inside a run, in order of number. I-22 and I-26 need more than one run: see
// convergence.hpp and `--twice`.
std::vector<std::unique_ptr<Checker>> make_invariants();

// The facts of all, the two that need more than one run included, in order of number.
std::vector<InvariantFacts> const& invariant_facts();

// --- words and questions that several of them share ---

std::string code_text(World const& world, CodeNumber code);            // "code `guest`"
std::string device_text(World const& world, engine::DeviceId device);  // "lock `front`"

// How far the lock's clock is from true time now, either way.
Duration clock_error(World const& world, engine::DeviceId device);

}  // namespace lockstep::harness
