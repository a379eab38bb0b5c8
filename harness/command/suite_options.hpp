// The options by which several verbs pick their cases, and the way from them to a plan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/command/command.hpp"
#include "harness/command/selection.hpp"
#include "harness/scenario/load.hpp"

namespace lockstep::harness {

struct SuiteOptions {
    std::vector<std::string> paths;
    std::string tags;
    std::vector<std::string> filters;
    std::vector<std::string> cases;
    std::string seeds;
    std::string shard;
};

void add_paths(CLI::App& verb, SuiteOptions& options);
void add_selection(CLI::App& verb, SuiteOptions& options);

// The paths to load: those given, or `scenarios` where there is such a folder. Complains about what is not there.
std::optional<std::vector<std::string>> paths_of(std::string const& verb, SuiteOptions const& options, Shell& shell);

// The cases, all of them sound. Otherwise the diagnostics have been printed and the exit code is set.
std::optional<LoadReport> load(std::string const& verb, SuiteOptions const& options, LoadOptions const& load_options,
                               Shell& shell);

// The plan; complains about words that it does not understand, and about a selection that leaves nothing.
std::optional<std::vector<PlannedRun>> plan(std::string const& verb, SuiteOptions const& options,
                                            std::vector<Case> const& cases, Shell& shell);

}  // namespace lockstep::harness
