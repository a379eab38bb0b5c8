#include "harness/report/run_file.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "engine/status.hpp"
#include "harness/report/case_text.hpp"
#include "harness/report/summary.hpp"
#include "harness/report/trace_json.hpp"
#include "runtime/time_text.hpp"
#include "runtime/zone.hpp"

namespace lockstep::harness {
namespace {

using Json = nlohmann::ordered_json;

// Bytes that are no UTF-8 are replaced: a file that others can read matters more than a stray byte.
std::string dump(Json const& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json json_of(Spot const& spot) {
    Json out = {{"file", spot.file}};
    if (spot.line != 0) out["line"] = spot.line;
    if (spot.column != 0) out["column"] = spot.column;
    return out;
}

Json json_of(Finding const& finding) {
    Json out = json_of(finding.spot);
    out["text"] = finding.text;
    if (!finding.origin.file.empty()) out["written_at"] = json_of(finding.origin);
    if (finding.rows.empty()) return out;
    Json rows = Json::array();
    for (Row const& row : finding.rows)
        rows.push_back({{"wrong", row.wrong},
                        {"want_at", row.want_at},
                        {"want", row.want},
                        {"got_at", row.got_at},
                        {"got", row.got},
                        {"because", row.because}});
    out["rows"] = std::move(rows);
    return out;
}

Json json_of(std::vector<Finding> const& findings) {
    Json out = Json::array();
    for (Finding const& finding : findings)
        out.push_back(json_of(finding));
    return out;
}

Json json_of(BreachText const& breach) {
    return {{"invariant", breach.invariant},
            {"title", breach.title},
            {"at", breach.at},
            {"text", breach.text},
            {"last", breach.last}};
}

Json json_of(Totals const& totals) {
    using engine::Status;
    Json entered;
    for (Status const status :
         {Status::unset, Status::setting, Status::set, Status::removing, Status::unknown, Status::gone})
        entered[std::string(engine::name_of(status))] = totals.entered[static_cast<std::size_t>(status)];
    return {{"created", totals.created},
            {"deleted", totals.deleted},
            {"skipped", totals.skipped},
            {"refused", totals.refused},
            {"transitions", totals.transitions},
            {"entered", std::move(entered)},
            {"provider_calls", totals.provider_calls},
            {"pushes", totals.pushes},
            {"engine_steps", totals.engine_steps},
            {"world_events", totals.world_events},
            {"slots_peak", totals.slots_peak},
            {"codes_peak", totals.codes_peak},
            {"doors", totals.doors},
            {"exposure_us", microseconds(totals.exposure)},
            {"exposure_excused_us", microseconds(totals.exposure_excused)},
            {"virtual_time_us", microseconds(totals.virtual_time)}};
}

Json head_of(CaseResult const& result) {
    Json out = {{"id", result.id}, {"file", result.file}};
    if (!result.variant.empty()) out["case"] = result.variant;
    out["name"] = result.name;
    out["seed"] = result.seed;
    out["outcome"] = name_of(result.outcome);
    out["exit"] = number(result.exit);
    if (!result.reason.empty()) out["reason"] = result.reason;
    if (!result.trouble.empty()) out["trouble"] = result.trouble;
    if (!result.failures.empty()) out["failures"] = json_of(result.failures);
    if (!result.warnings.empty()) out["warnings"] = json_of(result.warnings);
    if (!result.breaches.empty()) {
        Json breaches = Json::array();
        for (BreachText const& breach : result.breaches)
            breaches.push_back(json_of(breach));
        out["breaches"] = std::move(breaches);
    }
    if (result.outcome == CaseOutcome::failed) out["again"] = again_command(result);
    if (result.outcome == CaseOutcome::unsupported) return out;
    out["hash"] = fmt::format("{:016x}", result.hash);
    out["totals"] = json_of(result.totals);
    out["reached"] = result.reached;
    return out;
}

}  // namespace

RunFileReporter::RunFileReporter(std::ostream& out) : out_(out) {
    // Zones come from the machine's database: hashes are compared only between equal editions where a run uses them.
    out_ << "{\"schema\":\"run/v1\",\"zones\":" << dump(tz_version()) << ",\"cases\":[";
}

void RunFileReporter::case_over(CaseResult const& result) {
    out_ << (first_ ? "\n" : ",\n");
    first_ = false;
    Json head = head_of(result);
    if (result.record == nullptr) {
        out_ << dump(head);
        return;
    }
    RunRecord const& record = *result.record;
    head["epoch"] = format_instant(record.names.epoch);
    head["ended"] = instant_text(record.ended_at, record.names.epoch);
    std::string text = dump(head);
    text.pop_back();  // the brace, for the trace to follow
    out_ << text << ",\"trace\":[";
    bool first = true;
    for (TraceEvent const& event : record.trace.events()) {
        out_ << (first ? "\n " : ",\n ") << dump(json_of(event, record.names));
        first = false;
    }
    out_ << "]}";
}

void RunFileReporter::run_over(RunSummary const& summary) {
    Json const sums = {{"runs", summary.runs},
                       {"files", summary.files.size()},
                       {"passed", summary.passed},
                       {"failed", summary.failed},
                       {"unsupported", summary.unsupported},
                       {"failed_as_expected", summary.expected_failures},
                       {"warnings", summary.warnings},
                       {"hash", fmt::format("{:016x}", summary.hash.value())},
                       {"exit", number(summary.exit)},
                       {"totals", json_of(summary.totals)},
                       {"reached", summary.reached}};
    out_ << "\n],\"summary\":" << dump(sums) << "}\n";
    out_.flush();
}

}  // namespace lockstep::harness
