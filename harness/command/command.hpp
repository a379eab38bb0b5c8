// The `lockstep` command: one verb a job, each in a file of its own.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "harness/judge/exit_code.hpp"

namespace CLI {
class App;
}

namespace lockstep::harness {

// Where a verb reads and writes. Everything that is compared goes to `out`; what a clock was asked for, progress and
// complaints go to `err`.
struct Shell {
    std::ostream& out;
    std::ostream& err;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    std::size_t columns = 80;
    ExitCode exit = ExitCode::ok;  // what the verb ended with

    // "lockstep run: there is no file or folder `x`", and the exit code that goes with it.
    void complain(std::string const& verb, std::string const& problem, ExitCode code);
};

// Runs one command line, without the program's name; never throws.
ExitCode run_command(std::vector<std::string> arguments, Shell& shell);

// Each verb adds itself to the command.
void add_run(CLI::App& app, Shell& shell);
void add_check(CLI::App& app, Shell& shell);
void add_list(CLI::App& app, Shell& shell);
void add_schema(CLI::App& app, Shell& shell);
void add_conform(CLI::App& app, Shell& shell);
void add_import(CLI::App& app, Shell& shell);
void add_show(CLI::App& app, Shell& shell);
void add_serve(CLI::App& app, Shell& shell);
void add_store(CLI::App& app, Shell& shell);

}  // namespace lockstep::harness
