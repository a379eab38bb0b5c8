// `lockstep check`: says everything that is wrong with scenario files, and runs nothing.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "harness/command/command.hpp"
#include "harness/command/suite_options.hpp"

namespace lockstep::harness {
namespace {

struct CheckOptions {
    SuiteOptions suite;
    std::string format = "text";
};

DiagnosticFormat format_called(std::string const& name) {
    if (name == "github") return DiagnosticFormat::github;
    if (name == "sarif") return DiagnosticFormat::sarif;
    return DiagnosticFormat::text;
}

void check(CheckOptions const& options, Shell& shell) {
    auto const paths = paths_of("check", options.suite, shell);
    if (!paths) return;
    LoadReport const report = load_suite(*paths, {.kind = FileKind::either});
    DiagnosticFormat const format = format_called(options.format);
    // A machine wants its document also when there is nothing to say.
    if (!report.diagnostics.empty() || format == DiagnosticFormat::sarif)
        shell.out << render(report.diagnostics, report.sources, format);
    if (report.files == 0)
        return shell.complain("check", "there are no scenarios in these folders", ExitCode::incomplete);
    if (!report.ok()) shell.exit = worse(shell.exit, ExitCode::invalid_files);
    auto const errors =
        static_cast<std::size_t>(std::count_if(report.diagnostics.begin(), report.diagnostics.end(),
                                               [](Diagnostic const& one) { return one.severity == Severity::error; }));
    auto const warnings = report.diagnostics.size() - errors;
    if (format == DiagnosticFormat::text)
        shell.out << fmt::format("{} {}, {} {}, {} {}, {} {}\n", report.files, report.files == 1 ? "file" : "files",
                                 report.cases.size(), report.cases.size() == 1 ? "case" : "cases", errors,
                                 errors == 1 ? "error" : "errors", warnings, warnings == 1 ? "warning" : "warnings");
}

}  // namespace

void add_check(CLI::App& app, Shell& shell) {
    auto const options = std::make_shared<CheckOptions>();
    CLI::App* const verb = app.add_subcommand("check", "say everything that is wrong with scenario files");
    verb->footer("Example: lockstep check scenarios --format github");
    add_paths(*verb, options->suite);
    verb->add_option("--format", options->format, "text, github or sarif")
        ->check(CLI::IsMember({"text", "github", "sarif"}));
    verb->callback([options, &shell] { check(*options, shell); });
}

}  // namespace lockstep::harness
