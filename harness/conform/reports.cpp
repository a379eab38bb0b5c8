#include "harness/conform/reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "harness/conform/conform.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/paint.hpp"
#include "harness/scenario/printable.hpp"

namespace lockstep::harness {

namespace {

using ReportJson = nlohmann::ordered_json;

struct ReportKind {
    std::string_view word;
    std::string (*write)(ConformResult const&);
};
constexpr std::array report_kinds{
    ReportKind{"json", conform_json},     ReportKind{"junit", conform_junit}, ReportKind{"html", conform_html},
    ReportKind{"matrix", conform_matrix}, ReportKind{"badge", conform_badge},
};

std::string dumped(ReportJson const& json) {
    return json.dump(2, ' ', false, ReportJson::error_handler_t::replace) + "\n";
}

ReportJson json_of_counts(ConformCounts const& counts) {
    return {{"passed", counts.passed},
            {"failed", counts.failed},
            {"differs", counts.differs},
            {"known", counts.known},
            {"unexpected_pass", counts.unexpected},
            {"unsupported", counts.unsupported},
            {"unobserved", counts.unobserved}};
}

Colour colour_of(CheckOutcome const& outcome) {
    if (outcome.red()) return Colour::red;
    if (outcome.verdict == CheckVerdict::passed) return Colour::green;
    return outcome.verdict == CheckVerdict::failed ? Colour::yellow : Colour::grey;
}

// Whether a reader who asked for no more than the news wants to see it.
bool is_news(CheckOutcome const& outcome) {
    return outcome.verdict == CheckVerdict::failed || outcome.verdict == CheckVerdict::unobserved || outcome.red();
}

std::string summary_line(ConformCounts const& counts) {
    std::string line = fmt::format("{} passed, {} failed", counts.passed, counts.failed);
    auto const add = [&](std::size_t number, std::string_view word) {
        if (number != 0) line += fmt::format(", {} {}", number, word);
    };
    add(counts.unexpected, "passed unexpectedly");
    add(counts.differs, "differ");
    add(counts.known, "known");
    add(counts.unsupported, "unsupported");
    add(counts.unobserved, "unobserved");
    return line;
}

std::string_view title_of_section(std::vector<CheckSection> const& sections, std::string_view number) {
    auto const found = std::find_if(sections.begin(), sections.end(),
                                    [&](CheckSection const& section) { return section.number == number; });
    return found == sections.end() ? std::string_view{} : found->title;
}

std::string html_text(std::string_view text) { return xml_text(text); }

}  // namespace

std::string conform_text(ConformResult const& result, ConformTextOptions options) {
    Paint const paint{options.colour};
    std::string out;
    auto const sections = sections_of(result.vendor);
    std::string_view section;
    auto const judged = [](CheckOutcome const& outcome) {
        return outcome.verdict == CheckVerdict::passed || outcome.verdict == CheckVerdict::failed;
    };
    // Where nothing could be done at all, the reason is the news.
    bool const nothing =
        !result.trouble.empty() && std::none_of(result.outcomes.begin(), result.outcomes.end(), judged);
    for (auto const& outcome : result.outcomes) {
        if (nothing || (!options.all && !is_news(outcome))) continue;
        if (section_of(outcome.check.number) != section) {
            section = section_of(outcome.check.number);
            out += fmt::format("{}\n",
                               paint(Colour::bold, fmt::format("{} {}", section, title_of_section(sections, section))));
        }
        auto const id = id_of(result, outcome);
        out += fmt::format("  {}{}  {}{} {}\n", paint(colour_of(outcome), fmt::format("{:<15}", word_of(outcome))), "",
                           id, std::string(id.size() < 14 ? 14 - id.size() : 0, ' '), outcome.check.title);
        if (!outcome.detail.empty())
            out += fmt::format("  {:<15}  {:<14} {}\n", "", "", paint(Colour::grey, printable(outcome.detail)));
    }
    if (!out.empty()) out += "\n";
    out += fmt::format("{} at {}, lock {}\n", result.vendor, printable(result.url), printable(result.lock));
    for (auto const& [key, value] : result.found)
        out += fmt::format("  {}: {}\n", key, printable(value));
    for (auto const& note : result.notes)
        out += fmt::format("  {}\n", printable(note));
    if (result.outcomes.empty() || nothing) return out;
    for (auto const profile : conform_profiles) {
        auto const any = std::any_of(result.outcomes.begin(), result.outcomes.end(),
                                     [&](auto const& outcome) { return outcome.check.profile == profile; });
        if (any) out += fmt::format("  {:<11} {}\n", name_of(profile), summary_line(result.counts(profile)));
    }
    out += fmt::format("{}\n", summary_line(result.counts()));
    return out;
}

std::string conform_json(ConformResult const& result) {
    ReportJson out{{"schema", "conform-report/v1"},
                   {"vendor", result.vendor},
                   {"url", result.url},
                   {"lock", result.lock},
                   {"safe", result.safe},
                   {"exit", number(result.exit())},
                   {"trouble", result.trouble.empty() ? ReportJson{} : ReportJson(result.trouble)},
                   {"totals", json_of_counts(result.counts())},
                   {"profiles", ReportJson::object()},
                   {"found", ReportJson::object()},
                   {"notes", result.notes},
                   {"checks", ReportJson::array()}};
    for (auto const profile : conform_profiles)
        out["profiles"][std::string(name_of(profile))] = json_of_counts(result.counts(profile));
    for (auto const& [key, value] : result.found)
        out["found"][key] = value;
    for (auto const& outcome : result.outcomes)
        out["checks"].push_back({{"id", id_of(result, outcome)},
                                 {"profile", name_of(outcome.check.profile)},
                                 {"kind", name_of(outcome.check.kind)},
                                 {"observed_by", name_of(outcome.check.observed)},
                                 {"title", outcome.check.title},
                                 {"verdict", word_of(outcome)},
                                 {"red", outcome.red()},
                                 {"detail", outcome.detail.empty() ? ReportJson{} : ReportJson(outcome.detail)}});
    return dumped(out);
}

std::string conform_junit(ConformResult const& result) {
    std::string cases;
    std::size_t failures = 0;
    std::size_t skipped = 0;
    for (auto const& outcome : result.outcomes) {
        cases += fmt::format("    <testcase classname=\"{}\" name=\"{} {}\"",
                             xml_attribute(fmt::format("{}.{}", result.vendor, name_of(outcome.check.profile))),
                             xml_attribute(id_of(result, outcome)), xml_attribute(outcome.check.title));
        if (outcome.red()) {
            ++failures;
            auto const why = outcome.baseline == AgainstBaseline::unexpected_pass
                                 ? std::string{"it passes, and the baseline says that it fails"}
                                 : outcome.detail;
            cases += fmt::format(">\n      <failure type=\"{}\" message=\"{}\"/>\n    </testcase>\n", word_of(outcome),
                                 xml_attribute(why));
        } else if (outcome.verdict != CheckVerdict::passed) {
            ++skipped;
            cases += fmt::format(">\n      <skipped message=\"{}: {}\"/>\n    </testcase>\n", word_of(outcome),
                                 xml_attribute(outcome.detail));
        } else {
            cases += "/>\n";
        }
    }
    std::size_t errors = 0;
    auto tests = result.outcomes.size();
    if (!result.trouble.empty()) {
        ++errors;
        ++tests;
        cases += fmt::format(
            "    <testcase classname=\"{}\" name=\"the run\">\n      <error message=\"{}\"/>\n    </testcase>\n",
            xml_attribute(result.vendor), xml_attribute(result.trouble));
    }
    auto const totals =
        fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", tests, failures, errors, skipped);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"lockstep conform\" {0}>\n  <testsuite "
        "name=\"{1}\" {0}>\n{2}  </testsuite>\n</testsuites>\n",
        totals, xml_attribute(fmt::format("{} {}", result.vendor, result.url)), cases);
}

std::string conform_html(ConformResult const& result) {
    std::string rows;
    auto const sections = sections_of(result.vendor);
    std::string_view section;
    for (auto const& outcome : result.outcomes) {
        if (section_of(outcome.check.number) != section) {
            section = section_of(outcome.check.number);
            rows += fmt::format("<tr><th colspan=\"5\">{} {}</th></tr>\n", section,
                                html_text(title_of_section(sections, section)));
        }
        rows += fmt::format(
            "<tr class=\"{0}\" id=\"{1}\"><td>{0}</td><td>{1}</td><td>{2}</td><td>{3}</td><td>{4}{5}</td></tr>\n",
            outcome.red() ? std::string_view{"red"} : word_of(outcome), html_text(id_of(result, outcome)),
            name_of(outcome.check.profile), name_of(outcome.check.kind), html_text(outcome.check.title),
            outcome.detail.empty() ? "" : fmt::format("<br><small>{}</small>", html_text(outcome.detail)));
    }
    std::string facts;
    for (auto const& [key, value] : result.found)
        facts += fmt::format("<li>{}: {}</li>\n", html_text(key), html_text(value));
    for (auto const& note : result.notes)
        facts += fmt::format("<li>{}</li>\n", html_text(note));
    if (!result.trouble.empty()) facts += fmt::format("<li class=\"red\">{}</li>\n", html_text(result.trouble));
    return fmt::format(R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>lockstep conform {0}</title><style>
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; }}
table {{ border-collapse: collapse; width: 100%; }} td, th {{ padding: .25em .6em; text-align: left; vertical-align: top; }}
th {{ padding-top: 1em; border-bottom: 1px solid #999; }} small {{ color: #666; }}
.red td:first-child, li.red {{ color: #b00; font-weight: bold; }} .passed td:first-child {{ color: #080; }}
.differs td:first-child, .known td:first-child {{ color: #a60; }} .unsupported, .unobserved {{ color: #777; }}
</style></head><body>
<h1>{0} at {1}</h1>
<p>Lock {2}. {3}.</p>
<ul>
{4}</ul>
<table>
{5}</table>
</body></html>
)",
                       html_text(result.vendor), html_text(result.url), html_text(result.lock),
                       summary_line(result.counts()), facts, rows);
}

std::string conform_matrix(ConformResult const& result) {
    std::string out = "| section | passed | failed | differs | known | unsupported | unobserved |\n";
    out += "|---|---|---|---|---|---|---|\n";
    for (auto const& section : sections_of(result.vendor)) {
        ConformResult part;
        for (auto const& outcome : result.outcomes)
            if (section_of(outcome.check.number) == section.number) part.outcomes.push_back(outcome);
        if (part.outcomes.empty()) continue;
        auto const counts = part.counts();
        out += fmt::format("| {}/{} {} | {} | {} | {} | {} | {} | {} |\n", result.vendor, section.number, section.title,
                           counts.passed, counts.failed + counts.unexpected, counts.differs, counts.known,
                           counts.unsupported, counts.unobserved);
    }
    auto const counts = result.counts();
    out += fmt::format("| **all** | {} | {} | {} | {} | {} | {} |\n", counts.passed, counts.failed + counts.unexpected,
                       counts.differs, counts.known, counts.unsupported, counts.unobserved);
    return out;
}

std::string conform_badge(ConformResult const& result) {
    // Contract checks alone: the colour says whether access codes go well here.
    std::size_t good = 0;
    std::size_t all = 0;
    std::size_t red = 0;
    for (auto const& outcome : result.outcomes) {
        bool const judged = outcome.verdict == CheckVerdict::passed || outcome.verdict == CheckVerdict::failed;
        if (outcome.check.kind != CheckKind::contract || !judged) continue;
        ++all;
        good += outcome.verdict == CheckVerdict::passed ? 1 : 0;
        red += outcome.red() ? 1 : 0;
    }
    auto const left = fmt::format("lockstep {}", result.vendor);
    auto const right = all == 0 ? std::string{"nothing checked"} : fmt::format("{}/{}", good, all);
    auto const width = [](std::string const& text) { return 12 + 7 * text.size(); };
    auto const colour = all == 0 || !result.trouble.empty() ? "#777"
                        : red != 0                          ? "#b33"
                        : good == all                       ? "#2a2"
                                                            : "#b80";
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"20\" role=\"img\" aria-label=\"{1}: {2}\">"
        "<rect width=\"{0}\" height=\"20\" rx=\"3\" fill=\"#444\"/>"
        "<rect x=\"{3}\" width=\"{4}\" height=\"20\" rx=\"3\" fill=\"{5}\"/>"
        "<g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,sans-serif\" font-size=\"11\">"
        "<text x=\"{6}\" y=\"14\">{1}</text><text x=\"{7}\" y=\"14\">{2}</text></g></svg>\n",
        width(left) + width(right), xml_attribute(left), xml_attribute(right), width(left), width(right), colour,
        width(left) / 2, width(left) + width(right) / 2);
}

bool is_report(std::string_view kind) {
    return std::any_of(report_kinds.begin(), report_kinds.end(), [&](auto const& known) { return known.word == kind; });
}

std::string report_words() {
    std::string words;
    for (auto const& kind : report_kinds)
        words += fmt::format("{}{}", words.empty() ? "" : ", ", kind.word);
    return words;
}

std::optional<std::string> report_of(std::string_view kind, ConformResult const& result) {
    for (auto const& known : report_kinds)
        if (known.word == kind) return known.write(result);
    return std::nullopt;
}

std::string checks_text(ConformOptions const& options) {
    std::string out;
    auto const sections = sections_of(options.vendor);
    std::string_view section;
    for (auto const& check : selected_checks(options)) {
        if (section_of(check.number) != section) {
            section = section_of(check.number);
            out += fmt::format("{} {}\n", section, title_of_section(sections, section));
        }
        out += fmt::format("  {:<16} {:<11} {:<14} {:<10} {}\n", fmt::format("{}/{}", options.vendor, check.number),
                           name_of(check.profile), name_of(check.kind), name_of(check.observed), check.title);
    }
    return out;
}

std::string checks_json(ConformOptions const& options) {
    ReportJson out{{"vendor", options.vendor}, {"checks", ReportJson::array()}};
    for (auto const& check : selected_checks(options))
        out["checks"].push_back({{"id", fmt::format("{}/{}", options.vendor, check.number)},
                                 {"profile", name_of(check.profile)},
                                 {"kind", name_of(check.kind)},
                                 {"observed_by", name_of(check.observed)},
                                 {"title", check.title}});
    return dumped(out);
}

}  // namespace lockstep::harness
