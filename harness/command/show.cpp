// `lockstep show`: a run file as a timeline with causes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>

#include "harness/command/command.hpp"
#include "harness/report/timeline.hpp"
#include "harness/report/trace_words.hpp"
#include "harness/scenario/near.hpp"

namespace lockstep::harness {
namespace {

struct ShowOptions {
    std::string file;
    TimelineFilter filter;
};

std::optional<std::string> unknown_kind(std::string const& word) {
    std::vector<std::string> kinds;
    std::string listed;
    for (int kind = 0; kind <= static_cast<int>(TraceKind::ended); ++kind) {
        kinds.emplace_back(word_of(static_cast<TraceKind>(kind)));
        listed += (listed.empty() ? "" : ", ") + kinds.back();
    }
    if (std::find(kinds.begin(), kinds.end(), word) != kinds.end()) return std::nullopt;
    auto const near = nearest(word, kinds);
    return fmt::format("there is no kind of event called `{}`; {}", word,
                       near ? fmt::format("did you mean `{}`?", *near) : "there are " + listed);
}

void show(ShowOptions const& options, Shell& shell) {
    std::error_code ignored;
    if (std::filesystem::is_directory(options.file, ignored))
        return shell.complain("show", "`" + options.file + "` is a folder, not a run file", ExitCode::usage);
    for (std::string const& word : options.filter.what)
        if (auto const problem = unknown_kind(word))
            return shell.complain("show", "--what: " + *problem, ExitCode::usage);
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
