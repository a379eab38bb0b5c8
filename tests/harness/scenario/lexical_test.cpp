// What the loader says of bytes that are no YAML, or no YAML that anybody should have to guess about.
#include <algorithm>
#include <string>
#include <vector>

#include "harness/scenario/load.hpp"
#include "harness/scenario/parse.hpp"
#include "tests/catch.hpp"
#include "tests/harness/approved.hpp"

namespace lockstep::harness {
namespace {

struct LexicalRow {
    std::string name;
    std::string text;
};

std::string repeated(std::string const& piece, std::size_t times) {
    std::string made;
    for (std::size_t n = 0; n < times; ++n)
        made += piece;
    return made;
}

std::vector<LexicalRow> rows() {
    return {
        {"nothing at all", ""},
        {"only comments", "# nothing\n\n"},
        {"a list", "- a\n- b\n"},
        {"a word", "scenario\n"},
        {"only an end", "...\n"},
        {"a zero byte", std::string("name: a\0b\n", 10)},
        {"an escape sequence", "name: a\x1b[31mb\n"},
        {"half a character", "name: \xc3\n"},
        {"an overlong character", "name: \xc0\xaf\n"},
        {"a surrogate", "name: \xed\xa0\x80\n"},
        {"UTF-16", std::string("\xff\xfen\0a\0", 6)},
        {"a mark at the start, and an unknown key", "\xef\xbb\xbfnaem: x\n"},
        {"line ends of two bytes", "schema: scenario/v1\r\nnaem: x\r\n"},
        {"a lone carriage return", "name: a\rb\n"},
        {"a tab before a key", "a:\n\tb: c\n"},
        {"a tab within a plain text", "a: b\tc\n"},
        {"a tab after a key", "a:\tb\n"},
        {"an open single quote", "a: 'it is\nb: 'x'\n"},
        {"an apostrophe in single quotes", "a: 'it's'\n"},
        {"an open quote at the end", "a: \"b"},
        {"an open quote in a list", "a: [ \"b, c ]\nd: e\n"},
        {"text after a quote", "a: \"b\" c\n"},
        {"a quote over two lines", "a: \"b\n  c\"\nd: \"e\"x\n"},
        {"a brace that closes a bracket", "a: [ { b: c ] }\n"},
        {"a bracket that closes nothing", "a: b ]\nc: ]\n"},
        {"a bracket nobody closes", "a: [ b, c\n"},
        {"a map in a map without a line end", "a: b: c\n"},
        {"a line indented by accident", "a: b\n c: d\n"},
        {"less indentation than anything before", "  a: b\nc: d\n"},
        {"a star without a name", "a: *\n"},
        {"an alias of nobody", "a: *nobody\n"},
        {"two anchors", "a: &x &y b\n"},
        {"a percent sign", "a: %b\n"},
        {"an at sign", "a: @b\n"},
        {"a backtick", "a: `b`\n"},
        {"a long key", "? a\n: b\n"},
        {"a list as a key", "? [a]\n: b\n"},
        {"an unknown escape", "a: \"\\q\"\n"},
        {"an escape of no character", "a: \"\\ud800\"\n"},
        {"a directive of tomorrow", "%YAML 3.0\n---\na: b\n"},
        {"a directive and a document", "%YAML 1.2\n---\nnaem: b\n"},
        {"text on the marker's line", "--- naem: b\n"},
        {"two markers", "--- a\n--- b\n"},
        {"a text block", "naem: |\n  tab\there\n  ---\n  \"quote\n"},
        {"a text block and then a tab", "name: >-\n  a\n\n  b\nc:\td\n"},
        {"brackets without end", repeated("[", 5000)},
        {"braces without end", repeated("{a: ", 5000)},
        {"dashes without end", repeated("- ", 5000)},
        {"question marks without end", repeated("? ", 5000)},
        {"an alias bomb",
         "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
         "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f "
         "[*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"},
        {"too many values", "a: [" + repeated("x,", 250'000) + "]\n"},
        {"too many bytes", repeated("# a comment of sixty-four bytes, which says nothing of interest\n", 17'000)},
    };
}

}  // namespace

TEST_CASE("any bytes end in a diagnostic with the right place", "[harness][scenario]") {
    std::string all;
    for (LexicalRow const& row : rows()) {
        LoadReport report = load_text(row.text, "wrong.yaml");
        CAPTURE(row.name);
        CHECK_FALSE(report.ok());
        CHECK(report.cases.empty());
        // One message is enough here; the rest of a text that is no scenario is of no interest.
        if (report.diagnostics.size() > 1) {
            auto const slips = parse_yaml(Source{"wrong.yaml", row.text}, 0).slips;
            auto const is_lexical = [&](Diagnostic const& each) {
                return slips.empty() || std::any_of(slips.begin(), slips.end(),
                                                    [&](auto const& slip) { return slip.rule == each.rule; });
            };
            auto const first = std::find_if(report.diagnostics.begin(), report.diagnostics.end(), is_lexical);
            REQUIRE(first != report.diagnostics.end());
            report.diagnostics = {Diagnostic{*first}};
        }
        all += "=== " + row.name + "\n" + render(report.diagnostics, report.sources);
    }
    check_approved("scenario/approved/lexical.txt", all);
}

TEST_CASE("one file for each lexical kind of mistake", "[harness][scenario]") {
    std::filesystem::path const data = std::filesystem::path(LOCKSTEP_ROOT) / "tests/harness/scenario/data/check";
    std::string all;
    for (std::string const name : {"after-end.yaml", "alias-cycle.yaml", "brackets.yaml", "flow-quote.yaml",
                                   "quote.yaml", "second-document.yaml", "tab.yaml"}) {
        LoadOptions options;
        options.directory = data;
        LoadReport const report = load_suite({name}, options);
        all += render(report.diagnostics, report.sources);
    }
    check_approved("scenario/approved/lexical_files.txt", all);
}

}  // namespace lockstep::harness
