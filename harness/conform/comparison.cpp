// Runs side by side, as a table for a page: a row a section, a column a provider.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "harness/conform/reports.hpp"

namespace lockstep::harness {

namespace {

using ComparedJson = nlohmann::json;

struct Tally {
    std::size_t passed = 0;
    std::size_t judged = 0;
    std::size_t red = 0;
};
struct Column {
    std::string title;
    std::map<std::string, Tally, std::less<>> sections;  // `open/3.2`
    Tally all;
};

std::string text_at(ComparedJson const& object, char const* member) {
    auto const found = object.find(member);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// What would end a cell early.
std::string cell_text(std::string text) {
    for (auto& c : text)
        if (c == '|' || static_cast<unsigned char>(c) < 0x20) c = ' ';
    return text;
}

std::optional<Column> column_of(std::string const& report) {
    auto const json = ComparedJson::parse(report, nullptr, false);
    if (!json.is_object() || text_at(json, "schema") != "conform-report/v1") return std::nullopt;
    auto const checks = json.find("checks");
    if (checks == json.end() || !checks->is_array()) return std::nullopt;
    Column column;
    column.title = cell_text(fmt::format("{} at {}", text_at(json, "vendor"), text_at(json, "url")));
    for (auto const& check : *checks) {
        if (!check.is_object()) return std::nullopt;
        auto const id = text_at(check, "id");
        auto const verdict = text_at(check, "verdict");
        bool const passed = verdict == "passed" || verdict == "unexpected-pass";
        bool const judged = passed || verdict == "failed" || verdict == "differs" || verdict == "known";
        bool const red = check.contains("red") && check["red"].is_boolean() && check["red"].get<bool>();
        for (auto* const tally : {&column.sections[id.substr(0, id.rfind('/'))], &column.all}) {
            tally->passed += passed ? 1 : 0;
            tally->judged += judged ? 1 : 0;
            tally->red += red ? 1 : 0;
        }
    }
    return column;
}

std::string cell_of(Tally const& tally) {
    if (tally.judged == 0) return "-";
    auto const text = fmt::format("{}/{}", tally.passed, tally.judged);
    return tally.red == 0 ? text : fmt::format("**{}**", text);
}

}  // namespace

Result<std::string, std::string> conform_comparison(ConformResult const& result,
                                                    std::vector<std::string> const& beside) {
    std::vector<Column> columns{*column_of(conform_json(result))};
    for (auto const& report : beside) {
        auto column = column_of(report);
        if (!column) return failure(std::string{"it is no JSON report of `lockstep conform`"});
        columns.push_back(std::move(*column));
    }
    std::string out = "| section |";
    std::string line = "|---|";
    for (auto const& column : columns) {
        out += fmt::format(" {} |", column.title);
        line += "---|";
    }
    out += "\n" + line + "\n";
    for (auto const& section : sections_of("open")) {
        std::string row = fmt::format("| {} {} |", section.number, section.title);
        bool any = false;
        for (auto const& column : columns) {
            Tally tally;
            for (auto const& [name, one] : column.sections)
                if (name.substr(name.rfind('/') + 1) == section.number) tally = one;
            any = any || tally.judged != 0;
            row += fmt::format(" {} |", cell_of(tally));
        }
        if (any) out += row + "\n";
    }
    out += "| **all** |";
    for (auto const& column : columns)
        out += fmt::format(" {} |", cell_of(column.all));
    return out + "\n";
}

}  // namespace lockstep::harness
