// The file in which a maker says what its provider can do, and how to reach it.
#pragma once

#include <optional>
#include <string>

#include "harness/conform/options.hpp"

namespace lockstep::harness {

// Fills in what the options do not say yet. Returns what is wrong with the text, nothing when it is sound.
std::optional<std::string> read_capability_file(std::string const& text, ConformOptions& options);

}  // namespace lockstep::harness
