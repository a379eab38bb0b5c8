// The list of all invariants: a new one is a class and a line here.
#include "harness/invariants/convergence.hpp"
#include "harness/invariants/door.hpp"
#include "harness/invariants/life.hpp"
#include "harness/invariants/manners.hpp"

namespace lockstep::harness {

std::vector<std::unique_ptr<Checker>> make_invariants() {
    std::vector<std::unique_ptr<Checker>> all;
    auto const add = [&]<class... Each>() { (all.push_back(std::make_unique<Each>()), ...); };
    add.operator()<Window, NoGhost, OneCopy, SetIsTrue, UnsetIsTrue, HandsOff, PinBytes>();
    add.operator()<StatusIsTheFunction, NeverResurrect, UnknownIffCutOff, NativeTiming, StatusIsAFold>();
    add.operator()<OneEnding, EventOrder, IssuesMatchFacts, TimeOnlyRises>();
    add.operator()<LookBeforeRepeat, RetryBudget, NoMeansNo, SingleFile, BoundedLoad>();
    add.operator()<NoLostWakeUp, NoLeak, CrashAnywhere>();
    return all;
}

std::vector<InvariantFacts> const& invariant_facts() {
    static std::vector<InvariantFacts> const facts = [] {
        std::vector<InvariantFacts> list;
        for (auto const& checker : make_invariants()) {
            if (checker->facts().number == 23) list.push_back(convergence_facts);
            list.push_back(checker->facts());
        }
        list.push_back({26, "same seed, same hash", "A seed tells a run completely."});
        return list;
    }();
    return facts;
}

}  // namespace lockstep::harness
