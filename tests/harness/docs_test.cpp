// The examples in README.md and docs/*.md are run: what a page calls a scenario that passes, passes, and each command
// that it shows is one that `lockstep` knows.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "harness/command/campaign.hpp"
#include "harness/command/command.hpp"
#include "harness/command/execute.hpp"
#include "harness/report/console.hpp"
#include "harness/scenario/load.hpp"
#include "tests/catch.hpp"
#include "tests/harness/approved.hpp"

namespace lockstep::harness {
namespace {

namespace fs = std::filesystem;

struct Page {
    std::string name;
    std::vector<std::string> lines;
};

// A block of YAML, and the exit code that the line above its fence promises.
struct Example {
    std::string at;    // "docs/tutorial.md:15", the line of the fence
    std::string path;  // as if it were a file of the suite
    std::string text;
    std::optional<int> promised;
};

Page read_page(fs::path const& path) {
    Page page{path.lexically_relative(LOCKSTEP_ROOT).generic_string(), {}};
    std::istringstream in{content_of(path)};
    for (std::string line; std::getline(in, line);)
        page.lines.push_back(line);
    return page;
}

std::vector<Page> pages() {
    std::vector<fs::path> paths{fs::path{LOCKSTEP_ROOT} / "README.md"};
    for (auto const& each : fs::directory_iterator{fs::path{LOCKSTEP_ROOT} / "docs"})
        if (each.path().extension() == ".md") paths.push_back(each.path());
    std::sort(paths.begin(), paths.end());
    std::vector<Page> found;
    for (fs::path const& path : paths)
        found.push_back(read_page(path));
    return found;
}

std::vector<Example> examples_of(Page const& page) {
    static std::regex const marker{"<!-- scenario: (?:passes|fails ([1-8])) -->"};
    std::vector<Example> found;
    std::optional<int> promised;  // by the line before
    for (std::size_t line = 0; line < page.lines.size(); ++line) {
        std::string const& text = page.lines[line];
        std::string const at = fmt::format("{}:{}", page.name, line + 1);
        if (text.starts_with("```")) {
            Example example{at, fmt::format("scenarios/{}-{}.yaml", fs::path{page.name}.stem().string(), line + 1), "",
                            promised};
            if (promised && text != "```yaml") FAIL_CHECK(at << ": the scenario announced here is no block of yaml");
            promised.reset();
            for (++line; line < page.lines.size() && page.lines[line] != "```"; ++line)
                example.text += page.lines[line] + "\n";
            if (text == "```yaml") found.push_back(std::move(example));
            continue;
        }
        if (promised) FAIL_CHECK(at << ": the scenario announced above should begin here");
        promised.reset();
        if (!text.starts_with("<!-- scenario:")) continue;
        std::smatch said;
        if (!std::regex_match(text, said, marker))
            FAIL_CHECK(at << ": want `<!-- scenario: passes -->` or `<!-- scenario: fails N -->`");
        else
            promised = said[1].matched ? std::stoi(said[1].str()) : 0;
    }
    if (promised) FAIL_CHECK(page.name << ": the last scenario announced here is missing");
    return found;
}

struct Verdict {
    int exit = 0;
    std::string said;
};

// What `lockstep run` would make of it.
Verdict verdict_on(Example const& example) {
    LoadOptions options;
    options.directory = LOCKSTEP_ROOT;
    LoadReport const loaded = load_text(example.text, example.path, options);
    if (!loaded.ok()) return {number(ExitCode::invalid_files), render(loaded.diagnostics, loaded.sources)};
    auto const runs = plan(loaded.cases, {});
    auto const execute = make_execute({});
    std::ostringstream out;
    Progress progress{out, false};
    ConsoleReporter console{out, Paint{false}, progress, ""};
    RunSummary const summary = run_campaign(runs, {}, *execute, {&console});
    return {number(summary.exit), out.str()};
}

std::string help_of(std::string const& verb) {
    std::ostringstream out;
    std::ostringstream err;
    Shell shell{out, err};
    return run_command({verb, "--help"}, shell) == ExitCode::ok ? out.str() : "";
}

}  // namespace

TEST_CASE("docs: every scenario in a page does what the page says", "[harness][docs]") {
    std::size_t seen = 0;
    for (Page const& page : pages())
        for (Example const& example : examples_of(page)) {
            if (!example.promised) {
                if (("\n" + example.text).find("\nschema: scenario/v1\n") != std::string::npos)
                    FAIL_CHECK(example.at << ": a whole scenario, and nothing says what becomes of it");
                continue;
            }
            ++seen;
            Verdict const verdict = verdict_on(example);
            INFO(example.at << "\n" << verdict.said);
            CHECK(verdict.exit == *example.promised);
        }
    CHECK(seen >= 15);
}

TEST_CASE("docs: every command in a page is one that there is", "[harness][docs]") {
    std::regex const command{R"((?:`|\$ |run: |again: +)lockstep ([a-z]+)([^`|>]*))"};
    std::regex const flag{R"(--[a-z][a-z-]*)"};
    std::map<std::string, std::string> helps;
    for (Page const& page : pages())
        for (std::size_t line = 0; line < page.lines.size(); ++line) {
            std::string const& text = page.lines[line];
            for (std::sregex_iterator found{text.begin(), text.end(), command}, end; found != end; ++found) {
                std::string const verb = (*found)[1].str();
                if (!helps.contains(verb)) helps.emplace(verb, help_of(verb));
                std::string const& help = helps[verb];
                INFO(page.name << ":" << line + 1 << ": lockstep " << verb);
                if (help.empty()) {
                    FAIL_CHECK("there is no such verb");
                    continue;
                }
                std::string const rest = (*found)[2].str();
                for (std::sregex_iterator each{rest.begin(), rest.end(), flag}; each != end; ++each)
                    if (help.find(each->str()) == std::string::npos) FAIL_CHECK("it has no " << each->str());
            }
        }
    CHECK(helps.size() >= 6);
}

}  // namespace lockstep::harness
