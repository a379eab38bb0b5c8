// `lockstep show`: a run file as a timeline with causes.
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <ostream>

#include "harness/command/command.hpp"
#include "harness/report/timeline.hpp"

namespace lockstep::harness {
namespace {

struct ShowOptions {
    std::string file;
    TimelineFilter filter;
};

void show(ShowOptions const& options, Shell& shell) {
    std::ifstream in(options.file, std::ios::binary);
    if (!in) return shell.complain("show", "cannot read `" + options.file + "`", ExitCode::usage);
    TimelineReport const report = write_timeline(in, options.filter, shell.out);
    if (!report.error.empty())
        return shell.complain("show", "`" + options.file + "`: " + report.error, ExitCode::invalid_files);
    if (report.cases == 0) shell.complain("show", "no case of this file fits", ExitCode::incomplete);
}

}  // namespace

void add_show(CLI::App& app, Shell& shell) {
    auto const options = std::make_shared<ShowOptions>();
    CLI::App* const verb = app.add_subcommand("show", "print a run file as a timeline, each line with its cause");
    verb->footer(
        "Example: lockstep run scenarios/core --report json=run.json\n"
        "         lockstep show run.json --case 'what=pushed' --code guest\n"
        "A line reads: when, number of the event, `<-` number of the event that caused it, what happened.");
    TimelineFilter& filter = options->filter;
    verb->add_option("FILE", options->file, "a file written by `lockstep run --report json=FILE`")->required();
    verb->add_option("--case", filter.cases, "only this case, by id or by the words in its brackets")
        ->allow_extra_args(false);
    verb->add_option("--code", filter.codes, "only events about this access code; repeatable")->allow_extra_args(false);
    verb->add_option("--device", filter.devices, "only events about this device; repeatable")->allow_extra_args(false);
    verb->add_option("--what", filter.what, "only events of this kind: status, event, operation_sent ...; repeatable")
        ->allow_extra_args(false);
    verb->add_option("--why", filter.why, "only the event of this number and what led to it");
    verb->add_flag("--failed", filter.failed_only, "only cases that failed");
    verb->add_flag("--json", filter.json, "one JSON object a line");
    verb->callback([options, &shell] { show(*options, shell); });
}

}  // namespace lockstep::harness
