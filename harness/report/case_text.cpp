#include "harness/report/case_text.hpp"

#include <fmt/format.h>

#include "harness/report/comparison.hpp"
#include "harness/report/shell_quote.hpp"
#include "harness/scenario/printable.hpp"

namespace lockstep::harness {
namespace {

// A case can go wrong at every line of a long list; what follows the first few seldom tells more.
constexpr std::size_t findings_max = 20;
constexpr std::size_t breaches_max = 10;

std::string finding_text(Finding const& finding, std::string_view kind, Paint const& paint) {
    std::string out =
        fmt::format("{}: {}{}\n", paint(Colour::bold, printable(text_of(finding.spot))), kind, printable(finding.text));
    if (!finding.origin.file.empty())
        out += fmt::format("{}: the value was written here\n", printable(text_of(finding.origin)));
    std::string const table = printable(comparison_text(finding.rows), LineEnds::kept);
    for (std::size_t from = 0; from < table.size();) {
        std::size_t const to = table.find('\n', from);
        std::string_view const line = std::string_view(table).substr(from, to - from);
        out += line.substr(0, 4) == "   !" ? paint(Colour::red, line) : std::string{line};
        out += '\n';
        from = to + 1;
    }
    return out;
}

std::string breach_text(BreachText const& breach, Paint const& paint) {
    std::string out = fmt::format("{} {} {}: {} {}\n", paint(Colour::red, "INVARIANT"), breach.invariant, breach.title,
                                  breach.at, printable(breach.text));
    if (!breach.last.empty()) out += fmt::format("     last before it: {}\n", printable(breach.last));
    return out;
}

}  // namespace

std::string again_command(CaseResult const& result, std::string const& extra_options) {
    std::string out = "lockstep run " + shell_quoted(result.file);
    if (!result.variant.empty()) out += " --case " + always_quoted(result.variant);
    out += fmt::format(" --seed {}", result.seed);
    if (!extra_options.empty()) out += " " + extra_options;
    return out;
}

std::string details_text(CaseResult const& result, Paint const& paint) {
    std::string out;
    std::size_t shown = 0;
    for (Finding const& finding : result.failures) {
        if (++shown > findings_max) continue;
        out += finding_text(finding, "", paint);
    }
    if (shown > findings_max) out += fmt::format("     and {} more\n", shown - findings_max);
    shown = 0;
    for (BreachText const& breach : result.breaches) {
        if (++shown > breaches_max) continue;
        out += breach_text(breach, paint);
    }
    if (shown > breaches_max) out += fmt::format("     and {} more broken invariants\n", shown - breaches_max);
    if (!result.trouble.empty()) out += printable(result.trouble, LineEnds::kept) + "\n";
    return out;
}

std::string case_text(CaseResult const& result, std::string const& extra_options, Paint const& paint) {
    std::string out;
    std::string const head = fmt::format("{}  seed {}\n", printable(result.id), result.seed);
    switch (result.outcome) {
        case CaseOutcome::passed:
            break;
        case CaseOutcome::expected_failure:
            out += fmt::format("{} {}  seed {}: {}\n", paint(Colour::yellow, "XFAIL"), printable(result.id),
                               result.seed, printable(result.reason));
            break;
        case CaseOutcome::unsupported:
            out += fmt::format("{} {}  seed {}: {}\n", paint(Colour::yellow, "UNSUPPORTED"), printable(result.id),
                               result.seed, printable(result.reason));
            break;
        case CaseOutcome::failed:
            out += paint(Colour::red, "FAIL") + " " + head + details_text(result, paint);
            break;
    }
    for (Finding const& warning : result.warnings)
        out += finding_text(warning, paint(Colour::yellow, "warning: "), paint);
    if (result.outcome == CaseOutcome::failed) out += "again:   " + again_command(result, extra_options) + "\n";
    return out;
}

}  // namespace lockstep::harness
