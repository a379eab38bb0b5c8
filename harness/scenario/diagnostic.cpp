#include "harness/scenario/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "harness/scenario/printable.hpp"
#include "harness/scenario/render_machine.hpp"
#include "harness/scenario/source.hpp"

namespace lockstep::harness {
namespace {

// A line is shown in full up to here; of longer ones a window around the place.
constexpr std::size_t shown_max = 200;
// A sentence may quote a file, and a field of a file may be longer than anybody reads.
constexpr std::size_t said_max = 1000;

std::string_view line_of(SourceTexts const& sources, SourceSpan const& span) {
    auto const found = sources.find(span.file);
    if (found == sources.end()) return {};
    std::string_view text = found->second;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    for (std::uint32_t line = 1; line < span.line; ++line) {
        auto const end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find('\n'));
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

// One printable thing a character, so that carets stand below what they mean.
std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    while (!line.empty()) {
        std::string_view const character = first_character(line);
        line.remove_prefix(character.size());
        if (character == "\t")
            cells.emplace_back(" ");
        else if (is_unprintable(character))
            cells.emplace_back("\xef\xbf\xbd");
        else
            cells.emplace_back(character);
    }
    return cells;
}

// As a terminal may have it, and no longer than anybody reads.
std::string sentence(std::string_view text) {
    std::size_t bytes = 0;
    for (std::size_t said = 0; said < said_max && bytes < text.size(); ++said)
        bytes += first_character(text.substr(bytes)).size();
    return printable(text.substr(0, bytes)) + (bytes < text.size() ? "..." : "");
}

void show_line(std::string& out, SourceSpan const& span, SourceTexts const& sources, std::string_view label) {
    if (span.line == 0 || !sources.contains(span.file)) {
        if (!label.empty()) out += fmt::format("    = {}\n", sentence(label));
        return;
    }
    auto const cells = cells_of(line_of(sources, span));
    std::size_t const column = span.column == 0 ? 0 : span.column - 1;
    std::size_t const from = cells.size() > shown_max && column > shown_max / 2 ? column - shown_max / 2 : 0;
    std::size_t const to = std::min(cells.size(), from + shown_max);
    std::string text = from > 0 ? "..." : "";
    std::size_t const shift = text.size();
    for (std::size_t cell = from; cell < to; ++cell)
        text += cells[cell];
    if (to < cells.size()) text += "...";

    std::size_t const carets_max = to > column ? to - column : 1;
    std::size_t const carets = std::clamp<std::size_t>(span.length, 1, std::max<std::size_t>(carets_max, 1));
    auto const number = fmt::format("{:>3}", span.line);
    out += text.empty() ? fmt::format("{} |\n", number) : fmt::format("{} | {}\n", number, text);
    out += fmt::format("{} | {}{}{}{}\n", std::string(number.size(), ' '), std::string(column - from + shift, ' '),
                       std::string(carets, '^'), label.empty() ? "" : " ", sentence(label));
}

std::string place(SourceSpan const& span) {
    auto const file = sentence(span.file);
    return span.line == 0 ? file : fmt::format("{}:{}:{}", file, span.line, span.column);
}

std::string render_text(std::vector<Diagnostic> const& shown, SourceTexts const& sources) {
    std::string out;
    for (Diagnostic const& each : shown) {
        out += fmt::format("{}: {}: {}\n", place(each.span), each.severity == Severity::error ? "error" : "warning",
                           sentence(each.message));
        show_line(out, each.span, sources, each.label);
        if (!each.help.empty()) out += fmt::format("    = help: {}\n", sentence(each.help));
        for (Diagnostic::Note const& note : each.notes) {
            out += fmt::format("{}: note: {}\n", place(note.span), sentence(note.text));
            show_line(out, note.span, sources, "");
        }
    }
    return out;
}

}  // namespace

void sort_and_merge(std::vector<Diagnostic>& diagnostics) {
    auto const key = [](Diagnostic const& each) {
        return std::tie(each.span.file, each.span.line, each.span.column, each.severity);
    };
    std::stable_sort(diagnostics.begin(), diagnostics.end(),
                     [&](Diagnostic const& one, Diagnostic const& other) { return key(one) < key(other); });
    // One slip, one message: the cases of a matrix find the same one again and again, and one wrong word can be wrong
    // for many reasons. Only what is missing has no place of its own.
    std::vector<Diagnostic> kept;
    auto group = kept.size();  // where those of the current place begin
    for (Diagnostic& each : diagnostics) {
        bool const here = group < kept.size() && each.span.file == kept[group].span.file &&
                          each.span.line == kept[group].span.line && each.span.column == kept[group].span.column;
        if (!here) group = kept.size();
        bool const said =
            std::any_of(kept.begin() + static_cast<std::ptrdiff_t>(group), kept.end(), [&](auto const& known) {
                bool const apart = each.span.line == 0 || (each.rule == "missing-key" && known.rule == "missing-key");
                return !apart || each.message == known.message;
            });
        if (!said) kept.push_back(std::move(each));
    }
    diagnostics = std::move(kept);
}

std::string render(std::vector<Diagnostic> const& diagnostics, SourceTexts const& sources, DiagnosticFormat format,
                   std::size_t limit) {
    if (format == DiagnosticFormat::sarif) return render_sarif(diagnostics);  // for machines: all of them
    std::vector<Diagnostic> shown;
    for (std::size_t each = 0; each < std::min(limit, diagnostics.size()); ++each)
        shown.push_back(diagnostics[each]);
    std::string out = format == DiagnosticFormat::github ? render_github(shown) : render_text(shown, sources);
    if (diagnostics.size() > shown.size()) out += fmt::format("and {} more\n", diagnostics.size() - shown.size());
    return out;
}

}  // namespace lockstep::harness
