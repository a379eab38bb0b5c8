// `lockstep import`: writes a scenario for somebody's own bookings.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>
#include <sstream>

#include "harness/command/command.hpp"
#include "harness/scenario/import_bookings.hpp"

namespace lockstep::harness {
namespace {

namespace fs = std::filesystem;

struct ImportVerbOptions {
    ImportOptions import;
    std::string file;
    std::string out;
    bool force = false;
};

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

    // A scenario names its bookings from where it stands itself.
    options.import.bookings = options.file;
    if (!options.out.empty())
        options.import.bookings =
            fs::proximate(options.file, fs::absolute(options.out, problem).parent_path(), problem).generic_string();
    auto const scenario = scenario_from_bookings(bookings.str(), options.import);
    if (!scenario)
        return shell.complain("import", "`" + options.file + "`: " + scenario.error(), ExitCode::invalid_files);
    if (options.out.empty()) {
        shell.out << *scenario;
        return;
    }
    std::ofstream out(options.out, std::ios::binary | std::ios::trunc);
    out << *scenario;
    out.close();
    if (!out) return shell.complain("import", "cannot write to `" + options.out + "`", ExitCode::infrastructure);
    shell.out << options.out << "\n";
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
