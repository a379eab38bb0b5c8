#include "harness/judge/bench.hpp"

#include <fmt/format.h>

#include "harness/world/trace_text.hpp"

namespace lockstep::harness {
Spot spot_of(Place const& place, std::vector<std::string> const& files) {
    Spot spot;
    if (place.file < files.size()) spot.file = files[place.file];
    spot.line = place.line;
    spot.column = place.column;
    return spot;
}

namespace {

Spot origin_of(Place const& place, std::vector<std::string> const& files) {
    if (!place.substituted()) return {};
    return spot_of({place.from_file, place.from_line, place.from_column}, files);
}

}  // namespace

void Bench::fail(Place const& place, std::string text, std::vector<Row> rows) {
    judgement_.failures.push_back(
        {spot_of(place, scenario_.files), std::move(text), origin_of(place, scenario_.files), std::move(rows)});
}

void Bench::warn(Place const& place, std::string text) {
    judgement_.warnings.push_back(
        {spot_of(place, scenario_.files), std::move(text), origin_of(place, scenario_.files), {}});
}

void Bench::asserted(TraceId trace) {
    if (trace != 0) judgement_.asserted.push_back(trace);
}

std::string Bench::at(Instant instant) const { return instant_text(instant, scenario_.epoch); }

std::string Bench::when(MomentRange const& range) const {
    if (range.any()) return "any";
    if (range.exact()) return at(range.from);
    return fmt::format("{}..{}", at(range.from), at(range.to));
}

std::string Bench::wanted(MomentRange const& range) const {
    std::string const text = when(range);
    if (range.any()) return "at any time";
    std::string out = (range.exact() ? "at " : "within ") + text;
    if (!range.text.empty() && range.text != text) out += fmt::format(" ({})", range.text);
    return out;
}

std::string Bench::because(TraceId trace) const { return harness::because(trace, record_.trace, record_.names); }

}  // namespace lockstep::harness
