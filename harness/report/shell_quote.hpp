// A word as a shell takes it back unchanged.
#pragma once

#include <string>
#include <string_view>

namespace lockstep::harness {

std::string always_quoted(std::string_view word);  // 'what=answer and push both lost'
std::string shell_quoted(std::string_view word);   // plain where the shell would leave it alone

}  // namespace lockstep::harness
