#include "harness/report/requirements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lockstep::harness {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

// "STATUS-4": capitals, a hyphen, digits.
bool is_id(std::string_view word) {
    auto const hyphen = word.find('-');
    if (hyphen == 0 || hyphen == std::string_view::npos || hyphen + 1 == word.size()) return false;
    auto const capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(hyphen), capital) &&
           std::all_of(word.begin() + static_cast<std::ptrdiff_t>(hyphen) + 1, word.end(), digit);
}

std::vector<std::string> marks_in(std::string_view list) {
    std::vector<std::string> marks;
    while (!list.empty()) {
        auto const comma = std::min(list.find(','), list.size());
        std::string_view const mark = trimmed(list.substr(0, comma));
        if (!mark.empty()) marks.emplace_back(mark);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return marks;
}

}  // namespace

Requirements parse_requirements(std::string_view text) {
    Requirements found;
    std::set<std::string> ids;
    std::uint32_t number = 0;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;

        if (line.substr(0, 2) != "* ") continue;
        line.remove_prefix(2);
        auto const colon = line.find(':');
        if (colon == std::string_view::npos || !is_id(line.substr(0, colon))) continue;
        RequirementLine requirement;
        requirement.id = line.substr(0, colon);
        requirement.line = number;
        line = trimmed(line.substr(colon + 1));
        auto const open = line.rfind('{');
        if (open != std::string_view::npos && line.back() == '}') {
            requirement.marks = marks_in(line.substr(open + 1, line.size() - open - 2));
            line = trimmed(line.substr(0, open));
        }
        requirement.text = line;
        if (!ids.insert(requirement.id).second)
            found.problems.push_back(fmt::format("line {}: {} stands twice", number, requirement.id));
        if (requirement.marks.empty())
            found.problems.push_back(fmt::format("line {}: {} names no witness", number, requirement.id));
        found.lines.push_back(std::move(requirement));
    }
    return found;
}

}  // namespace lockstep::harness
