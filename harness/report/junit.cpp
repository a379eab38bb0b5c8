#include "harness/report/junit.hpp"

#include <fmt/format.h>

#include <ostream>

#include "harness/report/case_text.hpp"
#include "harness/report/summary.hpp"
#include "harness/scenario/printable.hpp"
#include "harness/scenario/source.hpp"

namespace lockstep::harness {
namespace {

// A failure is what the case promised and did not keep; an error is a run that says nothing about the promise.
bool is_error(ExitCode code) {
    return code == ExitCode::stalled || code == ExitCode::not_deterministic || code == ExitCode::infrastructure;
}

std::string headline(CaseResult const& result) {
    if (!result.failures.empty())
        return fmt::format("{}: {}", text_of(result.failures.front().spot), result.failures.front().text);
    if (!result.breaches.empty())
        return fmt::format("{} {}: {} {}", result.breaches.front().invariant, result.breaches.front().title,
                           result.breaches.front().at, result.breaches.front().text);
    return result.trouble.substr(0, result.trouble.find('\n'));
}

// A character that XML may hold; anything else, and what is no UTF-8, would make the whole report unreadable.
void append(std::string& out, std::string_view character) {
    char const c = character[0];
    auto const byte = static_cast<unsigned char>(c);
    bool const no_character = character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
    if (no_character || utf8_valid_length(character) != character.size())
        out += "\xef\xbf\xbd";
    else if (c == '&')
        out += "&amp;";
    else if (c == '<')
        out += "&lt;";
    else if (c == '>')
        out += "&gt;";
    else if (c == '"')
        out += "&quot;";
    else if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f)
        out += "\xef\xbf\xbd";
    else
        out += character;
}

}  // namespace

std::string xml_attribute(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        std::string_view const character = first_character(text);
        text.remove_prefix(character.size());
        if (character == "\n")
            out += "&#10;";
        else if (character == "\t")
            out += "&#9;";
        else
            append(out, character);
    }
    return out;
}

std::string xml_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        std::string_view const character = first_character(text);
        text.remove_prefix(character.size());
        append(out, character);
    }
    return out;
}

void JunitReporter::case_over(CaseResult const& result) {
    Suite& suite = suites_[result.file];
    ++suite.tests;
    std::string const name = fmt::format(
        "{}{} seed {}", result.name, result.variant.empty() ? "" : fmt::format(" [{}]", result.variant), result.seed);
    suite.cases +=
        fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml_attribute(result.file), xml_attribute(name));
    std::string inside;
    switch (result.outcome) {
        case CaseOutcome::passed:
            break;
        case CaseOutcome::expected_failure:
            ++suite.skipped;
            inside += fmt::format("      <skipped message=\"fails as expected: {}\"/>\n", xml_attribute(result.reason));
            break;
        case CaseOutcome::unsupported:
            ++suite.skipped;
            inside += fmt::format("      <skipped message=\"unsupported: {}\"/>\n", xml_attribute(result.reason));
            break;
        case CaseOutcome::failed: {
            std::string_view const element = is_error(result.exit) ? "error" : "failure";
            ++(is_error(result.exit) ? suite.errors : suite.failures);
            inside += fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", element, name_of(result.exit),
                                  xml_attribute(headline(result)),
                                  xml_text(details_text(result) + "again:   " + again_command(result) + "\n"));
            break;
        }
    }
    if (!result.warnings.empty()) {
        std::string warnings;
        for (Finding const& warning : result.warnings)
            warnings += fmt::format("{}: warning: {}\n", text_of(warning.spot), warning.text);
        inside += fmt::format("      <system-out>{}</system-out>\n", xml_text(warnings));
    }
    suite.cases += inside.empty() ? "/>\n" : fmt::format(">\n{}    </testcase>\n", inside);
}

void JunitReporter::run_over(RunSummary const&) {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    for (auto const& [file, suite] : suites_) {
        tests += suite.tests;
        failures += suite.failures;
        errors += suite.errors;
        skipped += suite.skipped;
    }
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out_ << fmt::format("<testsuites name=\"lockstep\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n",
                        tests, failures, errors, skipped);
    for (auto const& [file, suite] : suites_) {
        out_ << fmt::format(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{}  </testsuite>\n",
            xml_attribute(file), suite.tests, suite.failures, suite.errors, suite.skipped, suite.cases);
    }
    out_ << "</testsuites>\n";
    out_.flush();
}

}  // namespace lockstep::harness
