#include "harness/conform/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace lockstep::harness {

Result<Baseline, std::string> read_baseline(std::string const& text, std::string const& vendor) {
    Baseline baseline;
    auto const known = checks_of(vendor);
    auto const prefix = vendor + "/";
    std::istringstream lines{text};
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        line.erase(std::min(line.find('#'), line.size()));
        auto const begin = line.find_first_not_of(" \t\r");
        if (begin == std::string::npos) continue;
        auto const id = line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
        bool const is_check =
            id.starts_with(prefix) && std::any_of(known.begin(), known.end(), [&](Check const& check) {
                return check.number == std::string_view{id}.substr(prefix.size());
            });
        if (!is_check) return failure(fmt::format("line {}: `{}` is no check of {}", number, id, vendor));
        baseline.numbers.insert(id.substr(prefix.size()));
    }
    return baseline;
}

void apply_baseline(Baseline const& baseline, ConformResult& result) {
    for (auto& outcome : result.outcomes) {
        if (!baseline.numbers.contains(outcome.check.number)) continue;
        if (outcome.verdict == CheckVerdict::failed) outcome.baseline = AgainstBaseline::known;
        if (outcome.verdict == CheckVerdict::passed) outcome.baseline = AgainstBaseline::unexpected_pass;
    }
}

std::string baseline_of(ConformResult const& result) {
    std::string text = "# Checks that are known to fail. One that passes is an error until its line is gone.\n";
    for (auto const& outcome : result.outcomes)
        if (outcome.verdict == CheckVerdict::failed)
            text += fmt::format("{}  # {}\n", id_of(result, outcome), outcome.check.title);
    return text;
}

}  // namespace lockstep::harness
