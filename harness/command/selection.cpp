#include "harness/command/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace lockstep::harness {
namespace {

// More runs of one case than anybody waits for; a slip like `1..2000000000` must not fill the memory.
constexpr std::uint64_t seeds_max = 1'000'000;

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

bool any_fits(std::vector<std::string> const& filters, Case const& one) {
    return std::any_of(filters.begin(), filters.end(), [&](std::string const& filter) {
        bool const pattern = filter.find_first_of("*?") != std::string::npos;
        if (!pattern)
            return one.id.find(filter) != std::string::npos || one.scenario.name.find(filter) != std::string::npos;
        return fits_pattern(one.id, filter) || fits_pattern(one.scenario.name, filter);
    });
}

bool is_selected(Case const& one, Selection const& selection) {
    if (selection.tags && !selection.tags->fits(one.scenario.tags)) return false;
    if (!selection.filters.empty() && !any_fits(selection.filters, one)) return false;
    if (selection.cases.empty()) return true;
    auto const is_named = [&](std::string const& word) { return word == one.id || word == one.variant; };
    return std::any_of(selection.cases.begin(), selection.cases.end(), is_named);
}

}  // namespace

std::vector<PlannedRun> plan(std::vector<Case> const& cases, Selection const& selection) {
    std::vector<Case const*> selected;
    std::set<std::string_view> ids;
    for (Case const& one : cases)
        if (is_selected(one, selection) && ids.insert(one.id).second) selected.push_back(&one);
    std::stable_sort(selected.begin(), selected.end(), [](Case const* a, Case const* b) { return a->file < b->file; });

    std::vector<PlannedRun> runs;
    std::uint64_t index = 0;
    for (Case const* one : selected)
        for (std::uint64_t const seed : selection.seeds.empty() ? one->seeds : selection.seeds)
            if (index++ % selection.shard.count == selection.shard.index - 1) runs.push_back({one, seed});
    return runs;
}

Result<Shard, std::string> parse_shard(std::string_view text) {
    auto const slash = text.find('/');
    std::string const wanted = fmt::format("want I/N with 1 <= I <= N, like 2/5, got `{}`", text);
    if (slash == std::string_view::npos) return failure(wanted);
    auto const index = number_in(text.substr(0, slash));
    auto const count = number_in(text.substr(slash + 1));
    if (!index || !count || *index == 0 || *index > *count || *count > 100'000) return failure(wanted);
    return Shard{static_cast<std::uint32_t>(*index), static_cast<std::uint32_t>(*count)};
}

Result<std::vector<std::uint64_t>, std::string> parse_seeds(std::string_view text) {
    std::vector<std::uint64_t> seeds;
    std::string const wanted = fmt::format("want seeds like 7, 1..200 or 1,2,7..9, got `{}`", text);
    while (true) {
        auto const comma = std::min(text.find(','), text.size());
        std::string_view const part = text.substr(0, comma);
        auto const dots = part.find("..");
        auto const first = number_in(part.substr(0, dots));
        auto const last = dots == std::string_view::npos ? first : number_in(part.substr(dots + 2));
        if (!first || !last || *last < *first) return failure(wanted);
        if (*last - *first >= seeds_max - seeds.size())
            return failure(fmt::format("at most {} seeds at once, got `{}`", seeds_max, text));
        for (std::uint64_t seed = *first; seed != *last; ++seed)
            seeds.push_back(seed);
        seeds.push_back(*last);
        if (comma == text.size()) break;
        text.remove_prefix(comma + 1);
    }
    // Each once, in the order given.
    std::set<std::uint64_t> seen;
    seeds.erase(
        std::remove_if(seeds.begin(), seeds.end(), [&](std::uint64_t seed) { return !seen.insert(seed).second; }),
        seeds.end());
    return seeds;
}

bool fits_pattern(std::string_view text, std::string_view pattern) {
    // The usual two-finger walk: remember the last `*`, and let it take one more when what follows does not fit.
    std::size_t at = 0;
    std::size_t in = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_at = 0;
    while (at < text.size()) {
        if (in < pattern.size() && pattern[in] == '*') {
            star = in++;
            star_at = at;
        } else if (in < pattern.size() && (pattern[in] == '?' || pattern[in] == text[at])) {
            ++in;
            ++at;
        } else if (star != std::string_view::npos) {
            in = star + 1;
            at = ++star_at;
        } else {
            return false;
        }
    }
    while (in < pattern.size() && pattern[in] == '*')
        ++in;
    return in == pattern.size();
}

}  // namespace lockstep::harness
