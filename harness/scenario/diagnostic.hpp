// What the loader has to say about a file: one slip, one message, with the place, a caret and, where it can, the
// remedy.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::harness {

enum class Severity : std::uint8_t { error, warning };

// A stretch of one line of one file. Columns count code points from 1; length 0 puts the caret on one column.
struct SourceSpan {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0;

    friend auto operator<=>(SourceSpan const&, SourceSpan const&) = default;
};

struct Diagnostic {
    Severity severity = Severity::error;
    std::string rule;  // a stable word for machines: "unknown-key"
    SourceSpan span;
    std::string message;  // "no device called `frnt`"
    std::string label;    // beside the carets: "declared here: front (5:3)"
    std::string help;     // a line of its own: "did you mean `front`?"
    struct Note {
        SourceSpan span;
        std::string text;  // "`$pin` is used here"
    };
    std::vector<Note> notes;
};

// The texts that were read, by printed path, for showing lines.
using SourceTexts = std::map<std::string, std::string, std::less<>>;

// Sorted by file and place, one per place.
void sort_and_merge(std::vector<Diagnostic>& diagnostics);

enum class DiagnosticFormat : std::uint8_t { text, github, sarif };

// At most `limit` of them, then "and N more".
std::string render(std::vector<Diagnostic> const& diagnostics, SourceTexts const& sources,
                   DiagnosticFormat format = DiagnosticFormat::text, std::size_t limit = 20);

}  // namespace lockstep::harness
