#include "harness/command/suite_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>

#include "harness/scenario/near.hpp"

namespace lockstep::harness {
namespace {

namespace fs = std::filesystem;

// More than anybody waits for; a slip like `--seeds 1..1000000` for a large suite must not fill the memory.
constexpr std::size_t runs_max = 10'000'000;

// "a.yaml:42" without its line.
std::string file_part(std::string const& path) {
    auto const colon = path.rfind(':');
    if (colon == std::string::npos || colon + 1 == path.size()) return path;
    bool const digits = std::all_of(path.begin() + static_cast<std::ptrdiff_t>(colon) + 1, path.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
    return digits ? path.substr(0, colon) : path;
}

std::string listed(std::vector<std::string> const& words) {
    std::string out;
    for (std::string const& word : words)
        out += (out.empty() ? "`" : ", `") + word + "`";
    return out;
}

// Why nothing was left: the first narrowing that by itself leaves nothing, or all of them together.
std::string why_nothing(SuiteOptions const& options, std::vector<Case> const& cases, Selection const& selection) {
    if (cases.empty()) return "there are no scenarios in " + listed(options.paths);
    std::string const of_all = fmt::format("none of the {} cases", cases.size());
    Selection only;
    only.tags = selection.tags;
    if (plan(cases, only).empty()) {
        std::set<std::string> known;
        for (Case const& one : cases)
            known.insert(one.scenario.tags.begin(), one.scenario.tags.end());
        if (known.empty()) return fmt::format("{} fits --tag `{}`; no file here has tags", of_all, options.tags);
        return fmt::format("{} fits --tag `{}`; the tags are {}", of_all, options.tags,
                           listed({known.begin(), known.end()}));
    }
    only = {};
    only.cases = selection.cases;
    if (plan(cases, only).empty()) {
        std::vector<std::string> names;
        for (Case const& one : cases)
            if (!one.variant.empty()) names.push_back(one.variant);
        auto const near = nearest(options.cases.front(), names);
        return fmt::format("{} is called {}{}", of_all, listed(options.cases),
                           near ? fmt::format("; did you mean --case '{}'?", *near) : "; `lockstep list` names them");
    }
    only = {};
    only.filters = selection.filters;
    if (plan(cases, only).empty()) return fmt::format("{} fits --filter {}", of_all, listed(options.filters));
    only = selection;
    only.shard = {};
    if (!plan(cases, only).empty())
        return fmt::format("shard {} of {} is empty: there are fewer runs than shards", selection.shard.index,
                           selection.shard.count);
    return fmt::format("{} fits all of --tag, --filter and --case", of_all);
}

}  // namespace

void add_paths(CLI::App& verb, SuiteOptions& options) {
    verb.add_option("PATH", options.paths,
                    "scenario files, folders, or FILE:LINE for the matrix row on that line (default: scenarios)");
}

void add_selection(CLI::App& verb, SuiteOptions& options) {
    verb.add_option("--tag", options.tags, "only files whose tags fit, e.g. 'core and not slow'");
    verb.add_option("--filter", options.filters, "only cases whose id or name contains this; * and ? are wildcards")
        ->allow_extra_args(false);
    verb.add_option("--case", options.cases, "only the case of this name, the words in its brackets; repeatable")
        ->allow_extra_args(false);
    verb.add_option("--seed,--seeds", options.seeds, "run with these seeds: 7, 1..200 or 1,2,7..9");
    verb.add_option("--shard", options.shard, "only part I of N of the plan, e.g. 2/5");
}

std::optional<std::vector<std::string>> paths_of(std::string const& verb, SuiteOptions const& options, Shell& shell) {
    if (options.paths.empty()) {
        std::error_code ignored;
        if (fs::is_directory("scenarios", ignored)) return std::vector<std::string>{"scenarios"};
        shell.complain(verb, "there is nothing to read: name a scenario file or a folder", ExitCode::incomplete);
        return std::nullopt;
    }
    bool all_there = true;
    for (std::string const& path : options.paths) {
        std::error_code ignored;
        if (fs::exists(path, ignored) || fs::exists(file_part(path), ignored)) continue;
        shell.complain(verb, fmt::format("there is no file or folder `{}`", file_part(path)), ExitCode::usage);
        all_there = false;
    }
    if (!all_there) return std::nullopt;
    return options.paths;
}

std::optional<LoadReport> load(std::string const& verb, SuiteOptions const& options, LoadOptions const& load_options,
                               Shell& shell) {
    auto const paths = paths_of(verb, options, shell);
    if (!paths) return std::nullopt;
    LoadReport report = load_suite(*paths, load_options);
    if (!report.diagnostics.empty()) shell.err << render(report.diagnostics, report.sources);
    if (report.ok()) return report;
    if (report.files == 0) {
        shell.complain(verb, "there are no scenarios in these folders", ExitCode::incomplete);
        return std::nullopt;
    }
    shell.complain(verb, "nothing was done, because not every file is sound", ExitCode::invalid_files);
    return std::nullopt;
}

std::optional<std::vector<PlannedRun>> plan(std::string const& verb, SuiteOptions const& options,
                                            std::vector<Case> const& cases, Shell& shell) {
    Selection selection;
    selection.filters = options.filters;
    selection.cases = options.cases;
    auto const usage = [&](std::string const& flag, std::string const& problem) {
        shell.complain(verb, fmt::format("{}: {}", flag, problem), ExitCode::usage);
    };
    if (!options.tags.empty()) {
        auto tags = TagExpression::parse(options.tags);
        if (!tags) return usage("--tag", tags.error() + " in `" + options.tags + "`"), std::nullopt;
        selection.tags = std::move(tags).value();
    }
    if (!options.seeds.empty()) {
        auto seeds = parse_seeds(options.seeds);
        if (!seeds) return usage("--seed", seeds.error()), std::nullopt;
        selection.seeds = std::move(seeds).value();
    }
    if (!options.shard.empty()) {
        auto const shard = parse_shard(options.shard);
        if (!shard) return usage("--shard", shard.error()), std::nullopt;
        selection.shard = *shard;
    }
    Selection once = selection;
    once.seeds = {1};
    once.shard = {};
    std::size_t const most = plan(cases, once).size() * std::max<std::size_t>(selection.seeds.size(), 1);
    if (most > runs_max)
        return usage("--seed", fmt::format("{} seeds of {} cases are more than {} runs", selection.seeds.size(),
                                           most / selection.seeds.size(), runs_max)),
               std::nullopt;
    auto runs = plan(cases, selection);
    if (!runs.empty()) return runs;
    shell.complain(verb, "nothing was selected: " + why_nothing(options, cases, selection), ExitCode::incomplete);
    return std::nullopt;
}

}  // namespace lockstep::harness
