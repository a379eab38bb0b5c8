// `lockstep run`: replays scenarios and judges them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/command/campaign.hpp"
#include "harness/command/command.hpp"
#include "harness/command/execute.hpp"
#include "harness/command/report_files.hpp"
#include "harness/command/suite_options.hpp"
#include "harness/report/console.hpp"
#include "harness/report/shell_quote.hpp"
#include "harness/scenario/other_vendor.hpp"
#include "harness/scenario/tolerance.hpp"
#include "harness/serve/descriptors.hpp"
#include "providers/contract.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

constexpr std::size_t descriptors_for_sockets = 16'000;  // a case holds two for each call that is under way

struct RunArguments {
    SuiteOptions suite;
    CampaignOptions campaign;
    std::vector<std::string> reports;
    std::string vendor;  // instead of every `open` one; empty: as the scenarios say
    std::string clock = "virtual";
    std::string tolerance;  // empty: what a busy machine may need
    std::string colour = "auto";
    ExecuteOptions execute;
};

// What has to stand in the line that reproduces a case, beside the case.
std::string extra_options(RunArguments const& options) {
    auto const& execute = options.execute;
    std::string out;
    if (!execute.invariants) out += "--no-invariants";
    if (execute.wire == Wire::tcp) out += out.empty() ? "--wire tcp" : " --wire tcp";
    if (execute.through_http) out += out.empty() ? "--through http" : " --through http";
    if (execute.store == Store::sqlite) out += out.empty() ? "--store sqlite" : " --store sqlite";
    if (!execute.mutant.empty()) out += (out.empty() ? "--mutant " : " --mutant ") + shell_quoted(execute.mutant);
    if (options.clock != "virtual") out += (out.empty() ? "--clock " : " --clock ") + options.clock;
    if (!options.tolerance.empty()) out += (out.empty() ? "--tolerance " : " --tolerance ") + options.tolerance;
    if (!options.vendor.empty()) out += (out.empty() ? "--vendor " : " --vendor ") + options.vendor;
    return out;
}

// A busy machine may be late by so much.
constexpr Duration lateness_usual = 250ms;

// What is wrong with `--clock` and `--tolerance`; empty when nothing is.
std::string read_clock(RunArguments const& options, ExecuteOptions& how) {
    bool const is_virtual = options.clock == "virtual";
    if (is_virtual) return options.tolerance.empty() ? "" : "--tolerance: virtual time is exact, nothing is late";
    how.clock = parse_clock_mode(options.clock);
    if (!how.clock || how.clock->manual())
        return fmt::format("--clock: `{}` is no clock: virtual, real or scaled:N", options.clock);
    if (options.campaign.twice) return "--twice: no two runs against a real clock are the same";
    how.tolerance =
        Duration{static_cast<std::int64_t>(static_cast<double>(lateness_usual.count()) * how.clock->factor)};
    if (options.tolerance.empty()) return "";
    auto const given = parse_duration(options.tolerance);
    if (!given) return fmt::format("--tolerance: `{}`: {}", options.tolerance, message(given.error().problem));
    how.tolerance = *given;
    return "";
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
    ExecuteOptions how = options.execute;
    if (auto const problem = read_clock(options, how); !problem.empty())
        return shell.complain("run", problem, ExitCode::usage);
    for (Case& one : loaded->cases)
        allow_later(one.scenario, how.tolerance);
    auto const runs = plan("run", options.suite, loaded->cases, shell);
    if (!runs) return;
    auto files = ReportFiles::open(options.reports, shell.out);
    if (!files) return shell.complain("run", "--report: " + files.error().text, files.error().code);
    how.whole_trace = files->want_records();
    if (how.wire == Wire::tcp) allow_descriptors(descriptors_for_sockets);
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

// One of two roads, of which neither changes a byte of output.
void add_choice(CLI::App& verb, std::string const& name, std::vector<std::string> const& words, std::string const& what,
                std::function<void(std::string const&)> choose) {
    verb.add_option_function<std::string>(name, std::move(choose), what + "; changes no byte of output")
        ->check(CLI::IsMember(words));
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
    add_choice(*verb, "--wire", {"none", "tcp"},
               "how messages cross: `none` in process, `tcp` over sockets on loopback",
               [options](std::string const& word) { options->execute.wire = word == "tcp" ? Wire::tcp : Wire::none; });
    add_choice(*verb, "--through", {"none", "http"}, "how steps reach the API: `none` in process, `http` over a socket",
               [options](std::string const& word) { options->execute.through_http = word == "http"; });
    add_choice(*verb, "--store", {"memory", "sqlite"},
               "where the engine's inputs are kept for its restarts: `memory`, or `sqlite` in a file",
               [options](std::string const& word) {
                   options->execute.store = word == "sqlite" ? Store::sqlite : Store::memory;
               });
    verb->add_option("--vendor", options->vendor,
                     "replace every `open` provider by this vendor; cases that need what it lacks are unsupported")
        ->check(CLI::IsMember(known_vendors()));
    verb->add_option("--clock", options->clock,
                     "virtual, real, or scaled:N for N simulated seconds a second (virtual)");
    verb->add_option("--tolerance", options->tolerance,
                     "with --clock: how much later than expected is still right, in simulated time (250 real ms)");
    verb->add_option("--colour,--color", options->colour, "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    verb->add_option("--mutant", options->execute.mutant, "run with this bug put into the engine")->group("");
    verb->callback([options, &shell] { run(*options, shell); });
}

}  // namespace lockstep::harness
