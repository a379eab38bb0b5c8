#include "harness/scenario/render_machine.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

namespace lockstep::harness {
namespace {

// What the annotation commands want escaped; properties more than messages.
std::string escaped(std::string_view text, bool property) {
    std::string out;
    for (char const c : text) {
        if (c == '%')
            out += "%25";
        else if (c == '\r')
            out += "%0D";
        else if (c == '\n')
            out += "%0A";
        else if (property && c == ':')
            out += "%3A";
        else if (property && c == ',')
            out += "%2C";
        else
            out += c;
    }
    return out;
}

std::string whole_message(Diagnostic const& each) {
    std::string text = each.message;
    if (!each.label.empty()) text += "\n" + each.label;
    if (!each.help.empty()) text += "\nhelp: " + each.help;
    for (Diagnostic::Note const& note : each.notes)
        text += fmt::format("\n{}:{}:{}: {}", note.span.file, note.span.line, note.span.column, note.text);
    return text;
}

std::uint32_t end_column(SourceSpan const& span) { return span.column + std::max<std::uint32_t>(span.length, 1); }

nlohmann::json location(SourceSpan const& span) {
    nlohmann::json physical{{"artifactLocation", {{"uri", span.file}}}};
    if (span.line != 0)
        physical["region"] = {{"startLine", span.line}, {"startColumn", span.column}, {"endColumn", end_column(span)}};
    return {{"physicalLocation", std::move(physical)}};
}

}  // namespace

std::string render_github(std::vector<Diagnostic> const& diagnostics) {
    std::string out;
    for (Diagnostic const& each : diagnostics) {
        out += fmt::format("::{} file={}", each.severity == Severity::error ? "error" : "warning",
                           escaped(each.span.file, true));
        // GitHub's endColumn names the last column, not the one after it.
        if (each.span.line != 0)
            out += fmt::format(",line={},col={},endColumn={}", each.span.line, each.span.column,
                               end_column(each.span) - 1);
        out += fmt::format(",title={}::{}\n", escaped(each.rule, true), escaped(whole_message(each), false));
    }
    return out;
}

std::string render_sarif(std::vector<Diagnostic> const& diagnostics) {
    std::set<std::string> rules;
    auto results = nlohmann::json::array();
    for (Diagnostic const& each : diagnostics) {
        rules.insert(each.rule);
        nlohmann::json result{{"ruleId", each.rule},
                              {"level", each.severity == Severity::error ? "error" : "warning"},
                              {"message", {{"text", whole_message(each)}}},
                              {"locations", nlohmann::json::array({location(each.span)})}};
        for (Diagnostic::Note const& note : each.notes) {
            auto related = location(note.span);
            related["message"] = {{"text", note.text}};
            result["relatedLocations"].push_back(std::move(related));
        }
        results.push_back(std::move(result));
    }
    auto described = nlohmann::json::array();
    for (std::string const& rule : rules)
        described.push_back({{"id", rule}});
    nlohmann::json const driver{{"name", "lockstep"}, {"rules", std::move(described)}};
    nlohmann::json const run{{"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", results}};
    nlohmann::json const log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                             {"version", "2.1.0"},
                             {"runs", nlohmann::json::array({run})}};
    return log.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace lockstep::harness
