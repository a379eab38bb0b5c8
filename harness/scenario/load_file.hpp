// Turns one scenario file into its cases.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "harness/scenario/load.hpp"
#include "harness/scenario/suite_files.hpp"

namespace lockstep::harness {

struct LoadedFile {
    std::vector<Case> cases;  // none when there are errors
    // First and last line of each case's matrix row in this file; 0, 0 for a case without one.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> row_lines;
    std::vector<Diagnostic> diagnostics;
};

LoadedFile load_scenario(SuiteFile& file, SuiteFiles& files, LoadOptions const& options, SourceTexts& sources);

}  // namespace lockstep::harness
