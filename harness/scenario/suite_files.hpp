// Finds and opens the files of a suite: where a suite's root is, what a file may refer to, how paths are printed.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/complaints.hpp"
#include "harness/scenario/parse.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

// One YAML file of this load, read and parsed once.
struct SuiteFile {
    std::uint32_t number = 0;  // in the SourceTable
    std::filesystem::path disk;
    std::filesystem::path root;  // of the suite: nothing outside may be named
    ParsedText parsed;
};

// A path as a scenario names it, resolved.
struct NamedPath {
    std::filesystem::path disk;
    std::string printed;
};

class SuiteFiles {
  public:
    // `directory` is what printed paths are relative to.
    explicit SuiteFiles(std::filesystem::path directory);

    // Null with a reason when it cannot be read; the same file twice is the same object.
    Result<SuiteFile*, ReadProblem> open(std::filesystem::path const& disk, std::string const& printed);
    SuiteFile& add_text(std::filesystem::path const& disk, std::string const& printed, std::string text);

    // Relative to `from`; the error is a sentence.
    Result<NamedPath, std::string> resolve(SuiteFile const& from, std::string const& text) const;

    // A path as reports print it.
    std::string printed(std::filesystem::path const& path) const;

    SourceTable const& table() const { return table_; }

  private:
    SuiteFile& parse(std::filesystem::path const& disk, std::string const& printed, std::string text);

    std::filesystem::path directory_;
    SourceTable table_;
    std::map<std::filesystem::path, std::unique_ptr<SuiteFile>> files_;
};

// The nearest folder upwards that has a folder `lib`, else the file's own.
std::filesystem::path suite_root(std::filesystem::path const& file);

// Every *.yaml below a folder, sorted, except in hidden folders and in those called `lib`.
std::vector<std::filesystem::path> scenarios_below(std::filesystem::path const& folder);

}  // namespace lockstep::harness
