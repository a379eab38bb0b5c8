// `lockstep list`: names the cases, or says which requirements nobody covers.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <thread>

#include "harness/command/campaign.hpp"
#include "harness/command/command.hpp"
#include "harness/command/execute.hpp"
#include "harness/command/suite_options.hpp"
#include "harness/report/comparison.hpp"
#include "harness/report/coverage.hpp"
#include "harness/report/progress.hpp"
#include "harness/scenario/printable.hpp"

namespace lockstep::harness {
namespace {

struct ListOptions {
    SuiteOptions suite;
    bool json = false;
    bool coverage = false;
    bool all = false;
    std::string requirements;
    unsigned jobs = 1;
};

std::string joined(std::vector<std::string> const& words) {
    std::string out;
    for (std::string const& word : words)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

void list_cases(std::vector<PlannedRun> const& runs, bool json, Shell& shell) {
    if (json) {
        nlohmann::ordered_json all = nlohmann::ordered_json::array();
        for (PlannedRun const& run : runs)
            all.push_back({{"id", run.what->id},
                           {"file", run.what->file},
                           {"case", run.what->variant},
                           {"name", run.what->scenario.name},
                           {"seed", run.seed},
                           {"tags", run.what->scenario.tags},
                           {"covers", run.what->scenario.covers}});
        shell.out << all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
        return;
    }
    std::string_view file;
    for (std::size_t i = 0; i < runs.size();) {
        Case const& one = *runs[i].what;
        if (one.file != file) {
            file = one.file;
            std::string const tags = joined(one.scenario.tags);
            shell.out << fmt::format("{}  {}{}\n", printable(one.file), printable(one.scenario.name),
                                     tags.empty() ? std::string() : fmt::format("  [{}]", printable(tags)));
        }
        std::size_t seeds = 0;
        while (i + seeds < runs.size() && runs[i + seeds].what == runs[i].what)
            ++seeds;
        if (!one.variant.empty() || seeds > 1)
            shell.out << fmt::format("  {}{}\n", printable(one.variant),
                                     seeds > 1 ? fmt::format("  ({} seeds)", seeds) : "");
        i += seeds;
    }
    shell.out << fmt::format("{} {}\n", runs.size(), runs.size() == 1 ? "run" : "runs");
}

// Listens to a campaign, and adds up what its passing cases have shown.
class CoverageReporter : public Reporter {
  public:
    CoverageReporter(Coverage& coverage, std::vector<PlannedRun> const& runs, Progress& progress)
        : coverage_(coverage), progress_(progress) {
        for (PlannedRun const& run : runs)
            scenarios_[run.what->id] = &run.what->scenario;
    }

    bool wants_record() const override { return true; }
    void begins(std::size_t runs) override { runs_ = runs; }
    void case_over(CaseResult const& result) override {
        Scenario const& scenario = *scenarios_.at(result.id);
        MarkSet const asserted =
            result.record == nullptr ? MarkSet{} : asserted_marks(scenario, *result.record, result.asserted);
        coverage_.add(scenario.covers, result, asserted);
        progress_.show(++done_, runs_, 0, result.id);
    }
    void run_over(RunSummary const&) override { progress_.clear(); }

  private:
    Coverage& coverage_;
    Progress& progress_;
    std::map<std::string, Scenario const*> scenarios_;
    std::size_t runs_ = 0;
    std::size_t done_ = 0;
};

// docs/requirements.md of the tree that holds the first path, or the one here.
std::string find_requirements(SuiteOptions const& suite) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    fs::path from = suite.paths.empty() ? fs::path(".") : fs::path(suite.paths.front());
    for (fs::path folder = fs::absolute(from, ignored); !folder.empty(); folder = folder.parent_path()) {
        fs::path const candidate = folder / "docs" / "requirements.md";
        if (fs::is_regular_file(candidate, ignored)) return candidate.string();
        if (folder == folder.root_path()) break;
    }
    return "docs/requirements.md";
}

void list_coverage(ListOptions const& options, std::vector<PlannedRun> const& runs, Shell& shell) {
    std::string const path = options.requirements.empty() ? find_requirements(options.suite) : options.requirements;
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return shell.complain("list", "--coverage: cannot read `" + path + "`", ExitCode::usage);
    Requirements requirements = parse_requirements(text.str());
    if (requirements.lines.empty())
        return shell.complain("list", "--coverage: `" + path + "` lists no requirements", ExitCode::usage);
    for (std::string const& problem : requirements.problems)
        shell.complain("list", path + ": " + problem, ExitCode::invalid_files);

    Coverage coverage(std::move(requirements));
    Progress progress(shell.err, shell.err_is_terminal, shell.columns);
    CoverageReporter reporter(coverage, runs, progress);
    auto execute = make_execute({});
    if (!execute) return shell.complain("list", execute.error(), ExitCode::infrastructure);
    run_campaign(runs, {.jobs = options.jobs}, *execute, {&reporter});

    shell.out << (options.json ? coverage_json(coverage) : coverage_text(coverage, options.all));
    auto const lines = coverage.lines();
    bool const gap = std::any_of(lines.begin(), lines.end(),
                                 [](CoverageLine const& line) { return line.covered != Covered::fully; });
    if (gap || !coverage.unknown_ids().empty()) shell.exit = worse(shell.exit, ExitCode::expectation_failed);
}

void list(ListOptions const& options, Shell& shell) {
    LoadOptions load_options;
    load_options.workloads = options.coverage;
    auto const loaded = load("list", options.suite, load_options, shell);
    if (!loaded) return;
    auto const runs = plan("list", options.suite, loaded->cases, shell);
    if (!runs) return;
    if (options.coverage)
        list_coverage(options, *runs, shell);
    else
        list_cases(*runs, options.json, shell);
}

}  // namespace

void add_list(CLI::App& app, Shell& shell) {
    auto const options = std::make_shared<ListOptions>();
    options->jobs = std::max(1u, std::thread::hardware_concurrency());
    CLI::App* const verb = app.add_subcommand("list", "name the cases, or the requirements that nobody covers");
    verb->footer(
        "Example: lockstep list scenarios --tag core\n"
        "         lockstep list scenarios --coverage\n"
        "With --coverage the cases are run: a requirement is covered when a file names it, one of its cases passes "
        "and\n"
        "is seen to go through it, and an expectation of that file asserts it. A gap is exit code 3.");
    add_paths(*verb, options->suite);
    add_selection(*verb, options->suite);
    verb->add_flag("--json", options->json, "as JSON");
    verb->add_flag("--coverage", options->coverage, "run the cases, and say which requirements they leave out");
    verb->add_flag("--all", options->all, "with --coverage: the covered ones too");
    verb->add_option("--requirements", options->requirements, "with --coverage: the list of requirements")
        ->type_name("FILE");
    verb->add_option("--jobs", options->jobs, "with --coverage: how many cases run side by side")
        ->check(CLI::Range(1u, 1024u));
    verb->callback([options, &shell] { list(*options, shell); });
}

}  // namespace lockstep::harness
