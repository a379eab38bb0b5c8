#include "harness/scenario/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/load_file.hpp"
#include "harness/scenario/suite_files.hpp"

namespace lockstep::harness {
namespace fs = std::filesystem;
namespace {

// What one file was asked for: all of it, or the matrix rows on some lines.
struct Asked {
    fs::path disk;
    std::string printed;
    bool whole = false;
    std::vector<std::uint32_t> lines;
};

class SuiteLoader {
  public:
    explicit SuiteLoader(LoadOptions const& options) : options_(options), files_(options.directory) {}

    LoadReport load(std::vector<std::string> const& paths) {
        for (std::string const& path : paths)
            ask(path);
        for (Asked const& asked : asked_) {
            ++report_.files;
            auto opened = files_.open(asked.disk, asked.printed);
            if (!opened)
                complain(asked.printed, message(opened.error(), yaml_bytes_max));
            else
                take(asked, **opened);
        }
        return finish();
    }

    LoadReport load_text(std::string const& text, std::string const& path) {
        Asked asked{on_disk(path), path, true, {}};
        report_.files = 1;
        if (text.size() > yaml_bytes_max) {
            complain(path, message(ReadProblem::too_large, yaml_bytes_max));
            return finish();
        }
        take(asked, files_.add_text(asked.disk, path, text));
        return finish();
    }

  private:
    fs::path on_disk(fs::path const& path) const {
        return options_.directory.empty() || path.is_absolute() ? path : options_.directory / path;
    }

    void complain(std::string const& path, std::string message) {
        Diagnostic made;
        made.rule = "file";
        made.span = {path, 1, 1, 0};  // the whole file
        made.message = std::move(message);
        report_.diagnostics.push_back(std::move(made));
    }

    void ask(std::string const& text) {
        std::error_code error;
        fs::path const path{text};
        if (fs::is_directory(on_disk(path), error)) {
            auto const found = scenarios_below(on_disk(path));
            if (found.empty()) complain(files_.printed(path), "there is no scenario in this folder");
            for (fs::path const& each : found)
                ask_file(each, path.is_absolute() ? each : path / each.lexically_relative(on_disk(path)), std::nullopt);
            return;
        }
        if (!fs::exists(on_disk(path), error)) {
            auto const colon = text.rfind(':');
            auto const line = colon == std::string::npos ? std::nullopt : parse_unsigned(text.substr(colon + 1));
            if (line && *line < UINT32_MAX) {
                fs::path const before{text.substr(0, colon)};
                return ask_file(on_disk(before), before, static_cast<std::uint32_t>(*line));
            }
        }
        ask_file(on_disk(path), path, std::nullopt);
    }

    void ask_file(fs::path const& disk, fs::path const& path, std::optional<std::uint32_t> line) {
        std::string const printed = files_.printed(path);
        auto found =
            std::find_if(asked_.begin(), asked_.end(), [&](Asked const& each) { return each.printed == printed; });
        if (found == asked_.end()) found = asked_.insert(asked_.end(), Asked{disk, printed, false, {}});
        if (line)
            found->lines.push_back(*line);
        else
            found->whole = true;
    }

    void take(Asked const& asked, SuiteFile& file) {
        std::size_t const lines = files_.table().sources[file.number]->line_count();
        for (std::uint32_t const line : asked.lines)
            if (line == 0 || line > lines)
                complain(asked.printed,
                         fmt::format("there is no line {} in this file: its lines are 1 to {}", line, lines));
        LoadedFile loaded = load_scenario(file, files_, options_, report_.sources);
        std::move(loaded.diagnostics.begin(), loaded.diagnostics.end(), std::back_inserter(report_.diagnostics));
        for (std::size_t index = 0; index < loaded.cases.size(); ++index)
            if (wanted(asked, loaded, index)) report_.cases.push_back(std::move(loaded.cases[index]));
    }

    // A line asks for the matrix row on it; a line without one for the whole file.
    static bool wanted(Asked const& asked, LoadedFile const& loaded, std::size_t index) {
        if (asked.whole) return true;
        auto const on = [](auto const& row, std::uint32_t line) { return row.first <= line && line <= row.second; };
        return std::any_of(asked.lines.begin(), asked.lines.end(), [&](std::uint32_t line) {
            bool const some_row = std::any_of(loaded.row_lines.begin(), loaded.row_lines.end(),
                                              [&](auto const& row) { return on(row, line); });
            return !some_row || on(loaded.row_lines[index], line);
        });
    }

    LoadReport finish() {
        for (auto const& source : files_.table().sources)
            report_.sources.emplace(source->path(), source->text());
        sort_and_merge(report_.diagnostics);
        return std::move(report_);
    }

    LoadOptions const& options_;
    SuiteFiles files_;
    std::vector<Asked> asked_;
    LoadReport report_;
};

}  // namespace

bool LoadReport::ok() const {
    return std::none_of(diagnostics.begin(), diagnostics.end(),
                        [](Diagnostic const& each) { return each.severity == Severity::error; });
}

LoadReport load_suite(std::vector<std::string> const& paths, LoadOptions const& options) {
    return SuiteLoader{options}.load(paths);
}

LoadReport load_text(std::string const& text, std::string const& path, LoadOptions const& options) {
    return SuiteLoader{options}.load_text(text, path);
}

}  // namespace lockstep::harness
