#include "harness/report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/status.hpp"
#include "harness/scenario/printable.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

constexpr std::size_t failed_shown = 20;

void add_totals(Totals& sum, Totals const& one) {
    sum.created += one.created;
    sum.deleted += one.deleted;
    sum.skipped += one.skipped;
    sum.refused += one.refused;
    for (std::size_t i = 0; i < std::size(sum.entered); ++i)
        sum.entered[i] += one.entered[i];
    sum.transitions += one.transitions;
    sum.provider_calls += one.provider_calls;
    for (std::size_t i = 0; i < std::size(sum.operations); ++i)
        sum.operations[i] += one.operations[i];
    for (std::size_t i = 0; i < std::size(sum.requests); ++i)
        sum.requests[i] += one.requests[i];
    sum.pushes += one.pushes;
    sum.engine_steps += one.engine_steps;
    sum.world_events += one.world_events;
    sum.slots_peak = std::max(sum.slots_peak, one.slots_peak);
    sum.codes_peak = std::max(sum.codes_peak, one.codes_peak);
    sum.doors += one.doors;
    sum.exposure += one.exposure;
    sum.exposure_excused += one.exposure_excused;
    sum.virtual_time += one.virtual_time;
}

// The marks that begin with `prefix`, without it, with their counts.
std::vector<std::pair<std::string, std::uint64_t>> marks(RunSummary const& summary, std::string_view prefix) {
    std::vector<std::pair<std::string, std::uint64_t>> found;
    for (auto const& [mark, count] : summary.reached)
        if (mark.compare(0, prefix.size(), prefix) == 0) found.emplace_back(mark.substr(prefix.size()), count);
    return found;
}

std::string statuses_line(Totals const& totals) {
    using engine::Status;
    std::string out;
    for (Status const status :
         {Status::unset, Status::setting, Status::set, Status::removing, Status::unknown, Status::gone}) {
        auto const count = totals.entered[static_cast<std::size_t>(status)];
        if (!out.empty()) out += ", ";
        out += fmt::format("{} {}", engine::name_of(status), grouped(count));
    }
    return out;
}

// "drop response 12 (write, read), reply 4 (remove)": fault kinds with the calls they met.
std::string faults_line(RunSummary const& summary) {
    struct Kind {
        std::uint64_t count = 0;
        std::string calls;
    };
    std::map<std::string, Kind> kinds;
    for (auto const& [mark, count] : marks(summary, "fault ")) {
        auto const cross = mark.find(" x ");
        Kind& kind = kinds[mark.substr(0, cross)];
        kind.count += count;
        if (cross == std::string::npos) continue;
        if (!kind.calls.empty()) kind.calls += ", ";
        kind.calls += mark.substr(cross + 3);
    }
    if (kinds.empty()) return "none";
    std::string out;
    for (auto const& [name, kind] : kinds) {
        if (!out.empty()) out += "; ";
        out += fmt::format("{} {}", name, grouped(kind.count));
        if (!kind.calls.empty()) out += fmt::format(" ({})", kind.calls);
    }
    return out;
}

std::string exposure_text(Totals const& totals) {
    std::string out = fmt::format("exposure {} outside windows", format_duration(totals.exposure));
    if (totals.exposure_excused != Duration::zero())
        out += fmt::format(" ({} more under faults that excuse it)", format_duration(totals.exposure_excused));
    return out;
}

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
}

// Broken into lines that fit a console; what follows the first stands below it.
std::string line(std::string_view name, std::string_view text) {
    constexpr std::size_t indent = 13;
    constexpr std::size_t width = 118;
    std::string out = fmt::format("  {:<{}}", name, indent - 2);
    while (text.size() > width - indent) {
        std::size_t cut = text.rfind(' ', width - indent);
        if (cut == std::string_view::npos) break;
        out += text.substr(0, cut);
        out += '\n';
        out.append(indent, ' ');
        text.remove_prefix(cut + 1);
    }
    out += text;
    return out + "\n";
}

}  // namespace

void RunSummary::add(CaseResult const& result) {
    ++runs;
    switch (result.outcome) {
        case CaseOutcome::passed:
            ++passed;
            break;
        case CaseOutcome::failed:
            ++failed;
            if (failed_ids.size() < failed_shown)
                failed_ids.push_back(fmt::format("{}  seed {}", result.id, result.seed));
            break;
        case CaseOutcome::expected_failure:
            ++expected_failures;
            break;
        case CaseOutcome::unsupported:
            ++unsupported;
            break;
    }
    warnings += result.warnings.size();
    files.insert(result.file);
    for (auto const& [mark, count] : result.reached)
        reached[mark] += count;
    add_totals(totals, result.totals);
    hash.add(result.hash);
    exit = worse(exit, result.exit);
    if (result.has_workload && result.outcome != CaseOutcome::unsupported) workloads.push_back(workload_text(result));
}

void RunSummary::close() {
    if (runs == unsupported) exit = worse(exit, ExitCode::incomplete);
}

std::string grouped(std::uint64_t number) {
    std::string digits = fmt::format("{}", number);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, 1, ',');
    }
    return digits;
}

std::string workload_text(CaseResult const& result) {
    Totals const& totals = result.totals;
    std::string out = fmt::format("{}  seed {}\n", printable(result.id), result.seed);
    out += line("codes", fmt::format("{} created, {} deleted, {} skipped, {} refused; at most {} at once",
                                     grouped(totals.created), grouped(totals.deleted), grouped(totals.skipped),
                                     grouped(totals.refused), grouped(totals.codes_peak)));
    out += line("moves", fmt::format("{}: {}", grouped(totals.transitions), statuses_line(totals)));
    out += line("calls", fmt::format("{} and {}", plural(totals.provider_calls, "provider call", "provider calls"),
                                     plural(totals.pushes, "push", "pushes")));
    out += line("locks", fmt::format("{}; at most {} of one lock in use; {} of virtual time", exposure_text(totals),
                                     plural(totals.slots_peak, "slot", "slots"), brief_duration(totals.virtual_time)));
    return out;
}

std::string summary_text(RunSummary const& summary, Paint const& paint) {
    std::string out;
    for (std::string const& workload : summary.workloads)
        out += paint(Colour::bold, "workload") + " " + workload + "\n";
    if (summary.failed != 0) {
        out += paint(Colour::red, "failed") + "\n";
        for (std::string const& id : summary.failed_ids)
            out += "  " + printable(id) + "\n";
        if (summary.failed > summary.failed_ids.size())
            out += fmt::format("  and {} more\n", summary.failed - summary.failed_ids.size());
        out += "\n";
    }

    out += fmt::format("{} from {}\n", plural(summary.runs, "case", "cases"),
                       plural(summary.files.size(), "file", "files"));
    std::string counts =
        paint(summary.passed == 0 ? Colour::bold : Colour::green, fmt::format("{} passed", grouped(summary.passed)));
    counts += ", " + (summary.failed == 0 ? std::string("0 failed")
                                          : paint(Colour::red, fmt::format("{} failed", grouped(summary.failed))));
    counts += fmt::format(", {} unsupported", grouped(summary.unsupported));
    if (summary.expected_failures != 0)
        counts += fmt::format(", {} failed as expected", grouped(summary.expected_failures));
    if (summary.warnings != 0) counts += fmt::format(", {}", plural(summary.warnings, "warning", "warnings"));
    out += fmt::format("  {:<11}{}\n", "cases", counts);

    Totals const& totals = summary.totals;
    out +=
        line("statuses", fmt::format("{}; {} different moves", statuses_line(totals), marks(summary, "move ").size()));
    out += line("faults", faults_line(summary));
    out += line("traffic", fmt::format("{} ({} write, {} remove, {} read), {}",
                                       plural(totals.provider_calls, "provider call", "provider calls"),
                                       grouped(totals.operations[0]), grouped(totals.operations[1]),
                                       grouped(totals.operations[2]), plural(totals.pushes, "push", "pushes")));
    out += line("doors", fmt::format("{}, {}; at most {} of one lock in use", plural(totals.doors, "door", "doors"),
                                     exposure_text(totals), plural(totals.slots_peak, "slot", "slots")));
    out += line("time", fmt::format("{} of virtual time in {} events", brief_duration(totals.virtual_time),
                                    grouped(totals.world_events)));
    out += line("hash", fmt::format("{:016x}", summary.hash.value()));
    return out;
}

std::string pace_text(Duration virtual_time, double real_seconds) {
    double const seconds = static_cast<double>(microseconds(virtual_time)) / 1e6;
    double const ratio = real_seconds > 0 ? seconds / real_seconds : 0;
    return fmt::format("  {:<11}{} in {:.2f} real seconds: {} virtual seconds per real second\n", "pace",
                       brief_duration(virtual_time), real_seconds, grouped(static_cast<std::uint64_t>(ratio)));
}

}  // namespace lockstep::harness
