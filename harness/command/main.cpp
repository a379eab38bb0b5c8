// The `lockstep` program: hands its arguments to the command, and the command's number to whoever called.
#include <iostream>
#include <string>
#include <vector>

#include "harness/command/command.hpp"
#include "harness/command/terminal.hpp"

int main(int argc, char* argv[]) {
    using namespace lockstep::harness;
    std::ios::sync_with_stdio(false);
    Shell shell{std::cout, std::cerr};
    shell.out_is_terminal = stdout_is_terminal();
    shell.err_is_terminal = stderr_is_terminal();
    shell.columns = terminal_columns();
    ExitCode code = run_command(std::vector<std::string>(argv + 1, argv + argc), shell);
    std::cout.flush();
    if (!std::cout) code = worse(code, ExitCode::infrastructure);
    return number(code);
}
