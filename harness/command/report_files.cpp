#include "harness/command/report_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/github.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/run_file.hpp"

namespace lockstep::harness {

Result<ReportFiles, ReportFiles::Problem> ReportFiles::open(std::vector<std::string> const& words, std::ostream& out) {
    ReportFiles opened;
    for (std::string const& word : words) {
        if (word == "github") {
            opened.reporters_.push_back(std::make_unique<GithubReporter>(out));
            continue;
        }
        auto const equals = word.find('=');
        std::string const kind = word.substr(0, equals);
        std::string const name = equals == std::string::npos ? std::string() : word.substr(equals + 1);
        if ((kind != "junit" && kind != "json") || name.empty())
            return failure(
                Problem{fmt::format("want junit=FILE, json=FILE or github, got `{}`", word), ExitCode::usage});
        auto stream = std::make_unique<std::ofstream>(name, std::ios::binary | std::ios::trunc);
        if (!*stream) return failure(Problem{fmt::format("cannot write to `{}`", name), ExitCode::infrastructure});
        if (kind == "junit")
            opened.reporters_.push_back(std::make_unique<JunitReporter>(*stream));
        else
            opened.reporters_.push_back(std::make_unique<RunFileReporter>(*stream));
        opened.files_.push_back({name, std::move(stream)});
    }
    return opened;
}

std::vector<Reporter*> ReportFiles::reporters() const {
    std::vector<Reporter*> all;
    for (auto const& reporter : reporters_)
        all.push_back(reporter.get());
    return all;
}

bool ReportFiles::want_records() const {
    return std::any_of(reporters_.begin(), reporters_.end(), [](auto const& one) { return one->wants_record(); });
}

std::vector<std::string> ReportFiles::unwritten() {
    std::vector<std::string> names;
    for (File& file : files_) {
        file.stream->close();
        if (!*file.stream) names.push_back(file.name);
    }
    return names;
}

}  // namespace lockstep::harness
