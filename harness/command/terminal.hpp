// What the command is connected to: a person at a terminal, or a file, or a pipe.
#pragma once

#include <cstddef>

namespace lockstep::harness {

bool stdout_is_terminal();
bool stderr_is_terminal();
std::size_t terminal_columns();  // of standard error; 80 where nobody knows

}  // namespace lockstep::harness
