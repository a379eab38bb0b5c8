// The loader's front: paths in, resolved cases and diagnostics out. Any bytes end in one of the two.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/model.hpp"

namespace lockstep::harness {

// What a file may be. A world has no steps and expects nothing: it is for `lockstep serve`.
enum class FileKind : std::uint8_t { scenario, world, either };

struct LoadOptions {
    std::filesystem::path directory;  // what relative paths count from and printed paths are relative to; empty: here
    bool workloads = true;            // false: bookings files are not opened (for listing)
    FileKind kind = FileKind::scenario;
};

struct LoadReport {
    std::vector<Case> cases;  // of the files without errors, in order of the given paths, folders sorted by name
    std::vector<Diagnostic> diagnostics;
    SourceTexts sources;
    std::size_t files = 0;  // scenario files looked at

    bool ok() const;  // no errors; warnings do not count
};

// Each path is a scenario file, `file.yaml:42` (the matrix row on that line, or the whole file when there is none) or a
// folder: every *.yaml below it, except those in folders called `lib`.
LoadReport load_suite(std::vector<std::string> const& paths, LoadOptions const& options = {});

// One scenario from memory, as if it were the file `path`; includes are looked for beside it.
LoadReport load_text(std::string const& text, std::string const& path, LoadOptions const& options = {});

}  // namespace lockstep::harness
