// `lockstep import`: writes a scenario for somebody's own bookings.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <sstream>

#include "harness/command/command.hpp"
#include "harness/scenario/import_bookings.hpp"
#include "harness/scenario/printable.hpp"
#include "harness/scenario/suite_files.hpp"

namespace lockstep::harness {
namespace {

namespace fs = std::filesystem;

struct ImportVerbOptions {
    ImportOptions import;
    std::string file;
    std::string out;
    bool force = false;
};

bool in_suite_of(fs::path const& scenario, fs::path const& file) {
    std::error_code problem;
    fs::path const root = suite_root(scenario);
    fs::path const path = fs::weakly_canonical(fs::absolute(file, problem), problem);
    return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

bool write(fs::path const& path, std::string const& text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    return out.good();
}

void import_bookings(ImportVerbOptions options, Shell& shell) {
    std::error_code problem;
    if (!fs::is_regular_file(options.file, problem))
        return shell.complain("import", "there is no file `" + options.file + "`", ExitCode::usage);
    std::ifstream in(options.file, std::ios::binary);
    std::ostringstream bookings;
    bookings << in.rdbuf();
    if (!in) return shell.complain("import", "cannot read `" + options.file + "`", ExitCode::infrastructure);
    if (!options.out.empty() && !options.force && fs::exists(options.out, problem))
        return shell.complain("import", "`" + options.out + "` is there already; --force writes over it",
                              ExitCode::usage);

    // A scenario names its bookings from where it stands itself: here, when it is only printed.
    fs::path const folder =
        options.out.empty() ? fs::current_path(problem) : fs::absolute(options.out, problem).parent_path();
    options.import.bookings = fs::proximate(options.file, folder, problem).generic_string();
    // ... and may not leave its suite for them.
    fs::path copy;
    if (!options.out.empty() && !in_suite_of(options.out, options.file)) {
        copy = fs::path{options.out}.parent_path() / fs::path{options.file}.filename();
        if (!options.force && fs::exists(copy, problem))
            return shell.complain(
                "import",
                fmt::format("`{}` lies outside of the suite of `{}`, and `{}` is there already: --force "
                            "copies it over that",
                            options.file, options.out, copy.generic_string()),
                ExitCode::usage);
        options.import.bookings = copy.filename().generic_string();
    }
    auto const scenario = scenario_from_bookings(bookings.str(), options.import);
    if (!scenario)
        return shell.complain("import", "`" + options.file + "`: " + scenario.error(), ExitCode::invalid_files);
    if (options.out.empty()) {
        shell.out << *scenario;
        return;
    }
    if (!write(options.out, *scenario))
        return shell.complain("import", "cannot write to `" + options.out + "`", ExitCode::infrastructure);
    if (!copy.empty() && !write(copy, bookings.str()))
        return shell.complain("import", "cannot write to `" + copy.generic_string() + "`", ExitCode::infrastructure);
    shell.out << printable(options.out) << "\n";
    if (!copy.empty())
        shell.out << printable(copy.generic_string())
                  << "  (a copy: a scenario cannot name files outside of its suite)\n";
}

}  // namespace

void add_import(CLI::App& app, Shell& shell) {
    auto const options = std::make_shared<ImportVerbOptions>();
    CLI::App* const verb = app.add_subcommand("import", "write a scenario from a file of bookings (.csv or .ics)");
    verb->footer("Example: lockstep import stays.csv --zone Europe/Lisbon --out scenarios/stays.yaml");
    verb->add_option("FILE", options->file, "the bookings")->required();
    verb->add_option("--out", options->out, "write the scenario there instead of printing it");
    verb->add_flag("--force", options->force, "write over a file that is there already");
    verb->add_option("--name", options->import.name, "the scenario's name");
    verb->add_option("--zone", options->import.zone, "time zone of the dates, e.g. Europe/Lisbon (default UTC)");
    verb->add_option("--check-in", options->import.check_in, "when stays begin (default 15:00)");
    verb->add_option("--check-out", options->import.check_out, "when stays end (default 11:00)");
    verb->callback([options, &shell] { import_bookings(*options, shell); });
}

}  // namespace lockstep::harness
