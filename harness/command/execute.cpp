#include "harness/command/execute.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "engine/mutation.hpp"
#include "harness/invariants/checker.hpp"
#include "harness/invariants/convergence.hpp"
#include "harness/run/run_case.hpp"

namespace lockstep::harness {
namespace {

using Watchers = std::vector<std::unique_ptr<Observer>>;

// All invariants but those that the scenario switches off, with its reason.
Watchers watchers_for(Case const& one) {
    Watchers watchers;
    for (auto& checker : make_invariants()) {
        int const number = checker->facts().number;
        auto const& off = one.scenario.invariants_off;
        bool const is_off =
            std::any_of(off.begin(), off.end(), [&](auto const& entry) { return entry.number == number; });
        if (!is_off) watchers.push_back(std::move(checker));
    }
    return watchers;
}

std::string known_mutants() {
    std::string names;
    for (std::size_t i = 1; i < engine::mutation_count; ++i)
        names += (names.empty() ? "" : ", ") + std::string(name_of(static_cast<engine::Mutation>(i)));
    return names;
}

}  // namespace

Result<Execute, std::string> make_execute(ExecuteOptions const& options) {
    engine::Mutation mutation = engine::Mutation::none;
    if (!options.mutant.empty()) {
        auto const found = engine::mutation_from(options.mutant);
        if (!found)
            return failure(fmt::format("there is no mutant `{}`; there are {}", options.mutant, known_mutants()));
        mutation = *found;
    }
    return Execute([options, mutation](Case const& one, std::uint64_t seed) {
        RunOptions run;
        run.wire = options.wire;
        run.through_http = options.through_http;
        run.store = options.store;
        run.world = world_options_for(one);
        if (options.whole_trace) {
            run.world.keep_trace = run.world.keep_details = true;
            run.world.trace_events_max = 0;
        }
        run.world.mutation = mutation;
        run.clock = options.clock;
        run.world.lateness = options.tolerance;
        if (options.invariants) run.watchers = watchers_for;
        auto const& off = one.scenario.invariants_off;
        run.heals = options.invariants && std::none_of(off.begin(), off.end(), [](auto const& entry) {
                        return entry.number == convergence_facts.number;
                    });
        return run_case(one, seed, run);
    });
}

}  // namespace lockstep::harness
