// `lockstep run`: replays scenarios and judges them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <thread>

#include "harness/command/campaign.hpp"
#include "harness/command/command.hpp"
#include "harness/command/execute.hpp"
#include "harness/command/report_files.hpp"
#include "harness/command/suite_options.hpp"
#include "harness/report/console.hpp"
#include "harness/report/shell_quote.hpp"
#include "harness/scenario/other_vendor.hpp"
#include "providers/contract.hpp"

namespace lockstep::harness {
namespace {

struct RunArguments {
    SuiteOptions suite;
    CampaignOptions campaign;
    std::vector<std::string> reports;
    std::string vendor;  // instead of every `open` one; empty: as the scenarios say
    std::string colour = "auto";
    ExecuteOptions execute;
};

// What has to stand in the line that reproduces a case, beside the case.
std::string extra_options(RunArguments const& options) {
    auto const& execute = options.execute;
    std::string out;
    if (!execute.invariants) out += "--no-invariants";
    if (execute.wire == Wire::tcp) out += out.empty() ? "--wire tcp" : " --wire tcp";
    if (!execute.mutant.empty()) out += (out.empty() ? "--mutant " : " --mutant ") + shell_quoted(execute.mutant);
    if (!options.vendor.empty()) out += (out.empty() ? "--vendor " : " --vendor ") + options.vendor;
    return out;
}

std::vector<std::string> known_vendors() {
    auto const names = providers::vendor_names();
    return {names.begin(), names.end()};
}

void run(RunArguments const& options, Shell& shell) {
    auto loaded = load("run", options.suite, {}, shell);
    if (!loaded) return;
    if (auto const* const vendor = providers::find_vendor(options.vendor))
        for (Case& one : loaded->cases)
            speak_to(one, *vendor);
    auto const runs = plan("run", options.suite, loaded->cases, shell);
    if (!runs) return;
    auto files = ReportFiles::open(options.reports, shell.out);
    if (!files) return shell.complain("run", "--report: " + files.error().text, files.error().code);
    ExecuteOptions how = options.execute;
    how.whole_trace = files->want_records();
    auto execute = make_execute(how);
    if (!execute) return shell.complain("run", "--mutant: " + execute.error(), ExitCode::usage);

    Paint const paint(options.colour == "always" || (options.colour == "auto" && shell.out_is_terminal));
    Progress progress(shell.err, shell.err_is_terminal, shell.columns);
    ConsoleReporter console(shell.out, paint, progress, extra_options(options));
    std::vector<Reporter*> reporters = files->reporters();
    reporters.push_back(&console);

    auto const began = std::chrono::steady_clock::now();
    RunSummary const summary = run_campaign(*runs, options.campaign, *execute, reporters);
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;

    // Real time is for people, and never among the bytes that are compared.
    shell.err << pace_text(summary.totals.virtual_time, took.count());
    shell.exit = worse(shell.exit, summary.exit);
    for (std::string const& name : files->unwritten())
        shell.complain("run", fmt::format("`{}` could not be written completely", name), ExitCode::infrastructure);
}

}  // namespace

void add_run(CLI::App& app, Shell& shell) {
    auto const options = std::make_shared<RunArguments>();
    options->campaign.jobs = std::max(1u, std::thread::hardware_concurrency());

    CLI::App* const verb = app.add_subcommand("run", "replay scenarios and judge them");
    verb->footer("Example: lockstep run scenarios/core --tag 'core and not slow' --report junit=report.xml");
    add_paths(*verb, options->suite);
    add_selection(*verb, options->suite);
    verb->add_option("--jobs", options->campaign.jobs, "how many cases run side by side; changes no byte of output")
        ->check(CLI::Range(1u, 1024u));
    verb->add_flag("--fail-fast", options->campaign.fail_fast, "stop after the first case that fails");
    verb->add_flag("--twice", options->campaign.twice, "run every case twice and compare the traces");
    verb->add_option("--report", options->reports, "junit=FILE, json=FILE or github; repeatable")
        ->allow_extra_args(false);
    verb->add_flag("!--no-invariants", options->execute.invariants, "judge expectations only");
    verb->add_option("--wire", options->execute.wire,
                     "how messages cross: `none` in process, `tcp` over sockets on loopback; changes no byte of output")
        ->transform(CLI::CheckedTransformer(std::map<std::string, Wire>{{"none", Wire::none}, {"tcp", Wire::tcp}})
                        .description("{none,tcp}"));
    verb->add_option("--vendor", options->vendor,
                     "replace every `open` provider by this vendor; cases that need what it lacks are unsupported")
        ->check(CLI::IsMember(known_vendors()));
    verb->add_option("--colour,--color", options->colour, "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    verb->add_option("--mutant", options->execute.mutant, "run with this bug put into the engine")->group("");
    verb->callback([options, &shell] { run(*options, shell); });
}

}  // namespace lockstep::harness
