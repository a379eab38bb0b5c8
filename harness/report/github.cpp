#include "harness/report/github.hpp"

#include <fmt/format.h>

#include <ostream>

#include "harness/report/case_text.hpp"
#include "harness/report/comparison.hpp"
#include "harness/report/summary.hpp"
#include "harness/scenario/printable.hpp"

namespace lockstep::harness {
namespace {

std::string escaped(std::string_view text, bool property) {
    std::string out;
    for (char const c : printable(text, LineEnds::kept)) {
        if (c == '%')
            out += "%25";
        else if (c == '\n')
            out += "%0A";
        else if (c == '\r')
            out += "%0D";
        else if (property && c == ':')
            out += "%3A";
        else if (property && c == ',')
            out += "%2C";
        else
            out += c;
    }
    return out;
}

}  // namespace

std::string annotation(std::string_view level, Spot const& spot, std::string_view title, std::string_view message) {
    std::string out = fmt::format("::{} file={}", level, escaped(spot.file, true));
    if (spot.line != 0) out += fmt::format(",line={}", spot.line);
    if (spot.column != 0) out += fmt::format(",col={}", spot.column);
    return out + fmt::format(",title={}::{}", escaped(title, true), escaped(message, false));
}

void GithubReporter::case_over(CaseResult const& result) {
    std::string const title = fmt::format("{} seed {}", result.id, result.seed);
    std::string const again = "again: " + again_command(result);
    if (result.outcome == CaseOutcome::failed) {
        for (Finding const& finding : result.failures)
            out_ << annotation("error", finding.spot, title,
                               finding.text + "\n" + comparison_text(finding.rows) + again)
                 << "\n";
        for (BreachText const& breach : result.breaches)
            out_ << annotation(
                        "error", {result.file, 0, 0}, title,
                        fmt::format("{} {}: {} {}\n{}", breach.invariant, breach.title, breach.at, breach.text, again))
                 << "\n";
        if (!result.trouble.empty())
            out_ << annotation("error", {result.file, 0, 0}, title, result.trouble + "\n" + again) << "\n";
    }
    if (result.outcome == CaseOutcome::unsupported)
        out_ << annotation("notice", result.reason_spot, title, "unsupported: " + result.reason) << "\n";
    for (Finding const& warning : result.warnings)
        out_ << annotation("warning", warning.spot, title, warning.text) << "\n";
}

void GithubReporter::run_over(RunSummary const&) { out_.flush(); }

}  // namespace lockstep::harness
