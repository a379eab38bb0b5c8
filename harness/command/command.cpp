#include "harness/command/command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <optional>
#include <ostream>

#include "harness/scenario/near.hpp"
#include "harness/scenario/printable.hpp"

namespace lockstep::harness {

void Shell::complain(std::string const& verb, std::string const& problem, ExitCode code) {
    err << "lockstep" << (verb.empty() ? "" : " ") << verb << ": " << printable(problem, LineEnds::kept) << "\n";
    exit = worse(exit, code);
}

namespace {

constexpr char const* footer =
    R"(Exit codes: 0 all as expected, 1 usage, 2 invalid files, 3 expectation failed, 4 invariant broken,
5 stalled, 6 not deterministic, 7 infrastructure (safe to retry), 8 nothing ran.

`lockstep VERB --help` explains one verb, with an example.)";

// The parser would overlook a word that is no verb when `--help` follows, and never says what was meant.
std::optional<std::string> unknown_verb(CLI::App const& app, std::vector<std::string> const& arguments) {
    if (arguments.empty() || arguments.front().empty() || arguments.front().front() == '-') return std::nullopt;
    std::vector<std::string> verbs;
    std::string listed;
    for (CLI::App const* const verb : app.get_subcommands({})) {
        if (verb->get_name() == arguments.front()) return std::nullopt;
        verbs.push_back(verb->get_name());
        listed += (listed.empty() ? "" : ", ") + verb->get_name();
    }
    auto const near = nearest(arguments.front(), verbs);
    std::string const help = near ? fmt::format("did you mean `{}`?", *near) : "the verbs are " + listed;
    return fmt::format("there is no verb `{}`; {}", arguments.front(), help);
}

}  // namespace

ExitCode run_command(std::vector<std::string> arguments, Shell& shell) {
    CLI::App app{"Lockstep: access codes on smart locks, replayed in virtual time and judged", "lockstep"};
    app.footer(footer);
    app.require_subcommand(1);
    app.set_help_flag("--help,-h", "this text");
    add_run(app, shell);
    add_check(app, shell);
    add_list(app, shell);
    add_schema(app, shell);
    add_show(app, shell);
    add_serve(app, shell);
    add_store(app, shell);
    add_conform(app, shell);
    add_import(app, shell);

    if (auto const stranger = unknown_verb(app, arguments)) {
        shell.complain("", *stranger, ExitCode::usage);
        return shell.exit;
    }
    // The parser takes its arguments from the back.
    std::reverse(arguments.begin(), arguments.end());
    try {
        app.parse(arguments);
    } catch (CLI::ParseError const& problem) {
        bool const asked_for_help = problem.get_exit_code() == 0;
        app.exit(problem, shell.out, shell.err);
        return asked_for_help ? ExitCode::ok : ExitCode::usage;
    } catch (std::exception const& problem) {
        shell.complain("", problem.what(), ExitCode::infrastructure);
        return ExitCode::infrastructure;
    }
    return shell.exit;
}

}  // namespace lockstep::harness
