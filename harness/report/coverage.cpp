#include "harness/report/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/issues.hpp"
#include "engine/status.hpp"

namespace lockstep::harness {
namespace {

std::string before(engine::Status status) {
    return status == engine::Status::gone ? std::string("new") : std::string(engine::name_of(status));
}

// What the step that started an attempt was: "create", "update", "delete".
std::string attempt_kind(Scenario const& scenario, std::string const& label) {
    for (Step const& step : scenario.steps)
        if (step.label == label) return step.verb;
    return {};
}

void add_transitions(RunRecord const& record, std::set<TraceId> const& asserted, MarkSet& marks) {
    for (CodeHistory const& history : record.codes) {
        engine::Status from = engine::Status::gone;
        bool from_asserted = true;
        for (StatusEntry const& entry : history.status) {
            bool const is_asserted = asserted.count(entry.trace) != 0;
            // A move has two ends: what comes after a `...` was reached from anywhere.
            if (is_asserted && from_asserted)
                marks.insert(fmt::format("move {} -> {}", before(from), engine::name_of(entry.status)));
            if (is_asserted) marks.insert(fmt::format("status {}", engine::name_of(entry.status)));
            from = entry.status;
            from_asserted = is_asserted;
        }
        for (IssueEntry const& entry : history.issues)
            if (asserted.count(entry.trace) != 0)
                marks.insert(fmt::format("issue {}", engine::facts_of(entry.issue).name));
    }
}

void add_attempts(Scenario const& scenario, RunRecord const& record, std::set<TraceId> const& asserted,
                  MarkSet& marks) {
    for (AttemptHistory const& history : record.attempts) {
        std::string const kind = attempt_kind(scenario, history.label);
        for (AttemptEntry const& entry : history.states) {
            if (asserted.count(entry.trace) == 0) continue;
            std::string const mark = fmt::format("attempt {} {}", kind, name_of(entry.state));
            marks.insert(mark);
            if (!entry.error_type.empty()) marks.insert(mark + " " + entry.error_type);
        }
    }
}

// The values of the members `key` anywhere in a promised body.
void values_of(nlohmann::json const& body, std::string_view key, std::vector<std::string>& found) {
    if (!body.is_structured()) return;
    for (auto const& [name, value] : body.items()) {
        if (name == key && value.is_string()) found.push_back(value.get<std::string>());
        values_of(value, key, found);
    }
}

// What replies promise: statuses, errors and warnings in their bodies, and refusals by their type.
void add_replies(Scenario const& scenario, MarkSet& marks) {
    for (Step const& step : scenario.steps) {
        if (!step.reply) continue;
        if (step.reply->error) marks.insert("refused " + *step.reply->error);
        if (!step.reply->body) continue;
        auto const body = nlohmann::json::parse(step.reply->body->json, nullptr, false);
        std::vector<std::string> statuses;
        values_of(body, "status", statuses);
        for (std::string const& status : statuses)
            marks.insert("status " + status);
        std::vector<std::string> issues;
        values_of(body, "error_code", issues);
        values_of(body, "warning_code", issues);
        for (std::string const& issue : issues)
            marks.insert("issue " + issue);
    }
}

bool asserts_itself(std::string_view mark) {
    return mark.substr(0, 5) == "step " || mark.substr(0, 6) == "fault " || mark == "opened" ||
           mark.substr(0, 7) == "denied ";
}

std::string joined(std::vector<std::string> const& words) {
    std::string out;
    for (std::string const& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

}  // namespace

MarkSet asserted_marks(Scenario const& scenario, RunRecord const& record, std::vector<TraceId> const& asserted) {
    MarkSet marks;
    std::set<TraceId> const held(asserted.begin(), asserted.end());
    add_transitions(record, held, marks);
    add_attempts(scenario, record, held, marks);
    add_replies(scenario, marks);
    for (EventEntry const& event : record.events)
        if (held.count(event.trace) != 0) marks.insert(fmt::format("event {}", engine::name_of(event.type)));
    for (RequestExpectation const& expected : scenario.expect.requests)
        if (!is_http_method(expected.kind)) marks.insert(fmt::format("call {}", name_of(expected.kind)));
    for (EventCount const& count : scenario.expect.events.counts)
        marks.insert("event " + count.type);
    for (TotalExpectation const& total : scenario.expect.totals)
        marks.insert("status " + total.key);
    return marks;
}

std::string_view name_of(Covered covered) {
    switch (covered) {
        case Covered::fully:
            return "covered";
        case Covered::unnamed:
            return "named by no file";
        case Covered::unseen:
            return "named, not seen";
        case Covered::unstated:
            return "seen, not asserted";
    }
    return "";
}

Coverage::Coverage(Requirements requirements) : requirements_(std::move(requirements)) {
    for (RequirementLine const& line : requirements_.lines)
        tallies_.try_emplace(line.id);
}

void Coverage::name(std::vector<std::string> const& covers, std::string const& file) {
    for (std::string const& id : covers) {
        auto const tally = tallies_.find(id);
        if (tally == tallies_.end())
            unknown_.insert(fmt::format("{} names {}, which is no requirement", file, id));
        else
            tally->second.named.insert(file);
    }
}

void Coverage::add(std::vector<std::string> const& covers, CaseResult const& result, MarkSet const& asserted) {
    name(covers, result.file);
    if (result.outcome != CaseOutcome::passed) return;
    for (RequirementLine const& line : requirements_.lines) {
        if (std::find(covers.begin(), covers.end(), line.id) == covers.end()) continue;
        Tally& tally = tallies_[line.id];
        std::vector<std::string> unseen;
        std::vector<std::string> unstated;
        for (std::string const& mark : line.marks) {
            if (result.reached.find(mark) == result.reached.end())
                unseen.push_back(mark);
            else if (!asserts_itself(mark) && asserted.find(mark) == asserted.end())
                unstated.push_back(mark);
        }
        if (unseen.empty() && unstated.empty()) tally.covering.insert(result.file);
        // A case that shows everything and asserts too little is nearer than one that does not show it.
        bool const seen = unseen.empty();
        std::vector<std::string> const& missing = seen ? unstated : unseen;
        if ((seen && !tally.seen) || (seen == tally.seen && missing.size() < tally.missing_count)) {
            tally.seen = seen;
            tally.missing_count = missing.size();
            tally.missing = joined(missing);
        }
    }
}

std::vector<CoverageLine> Coverage::lines() const {
    std::vector<CoverageLine> out;
    for (RequirementLine const& requirement : requirements_.lines) {
        Tally const& tally = tallies_.find(requirement.id)->second;
        CoverageLine line;
        line.requirement = requirement;
        auto const& files = tally.covering.empty() ? tally.named : tally.covering;
        line.files.assign(files.begin(), files.end());
        if (!tally.covering.empty()) {
            line.covered = Covered::fully;
        } else if (tally.named.empty()) {
            line.covered = Covered::unnamed;
        } else {
            line.covered = tally.seen ? Covered::unstated : Covered::unseen;
            line.missing = tally.missing;
        }
        out.push_back(std::move(line));
    }
    return out;
}

std::vector<std::string> Coverage::unknown_ids() const { return {unknown_.begin(), unknown_.end()}; }

std::string coverage_text(Coverage const& coverage, bool all) {
    std::string out;
    std::size_t covered = 0;
    auto const lines = coverage.lines();
    for (CoverageLine const& line : lines) {
        bool const whole = line.covered == Covered::fully;
        covered += whole ? 1 : 0;
        if (whole && !all) continue;
        out += fmt::format("{:<12} {:<18} {}\n", line.requirement.id, name_of(line.covered), line.requirement.text);
        if (!line.missing.empty()) out += fmt::format("{:<12} missing: {}\n", "", line.missing);
        if (!line.files.empty()) out += fmt::format("{:<12} in: {}\n", "", joined(line.files));
    }
    for (std::string const& problem : coverage.unknown_ids())
        out += problem + "\n";
    return out + fmt::format("{} of {} requirements covered\n", covered, lines.size());
}

std::string coverage_json(Coverage const& coverage) {
    nlohmann::ordered_json lines = nlohmann::ordered_json::array();
    for (CoverageLine const& line : coverage.lines())
        lines.push_back({{"id", line.requirement.id},
                         {"text", line.requirement.text},
                         {"covered", line.covered == Covered::fully},
                         {"state", name_of(line.covered)},
                         {"missing", line.missing},
                         {"files", line.files}});
    nlohmann::ordered_json const out = {{"requirements", std::move(lines)}, {"unknown", coverage.unknown_ids()}};
    return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace lockstep::harness
