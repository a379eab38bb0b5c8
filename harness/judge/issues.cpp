// `codes: NAME: errors` and `warnings`: what was listed, while the status was what, and whether it went again.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/judge/bench.hpp"

namespace lockstep::harness {
namespace {

// One engine step's changes to the one code and the one issue, taken together: what stands between two lines of a
// single step was never to be seen.
struct Change {
    Instant at{};
    TraceId trace = 0;  // of the last line of the step that concerns us
    TraceId cause = 0;
    engine::Status status = engine::Status::gone;
    bool listed = false;
    TraceId appeared = 0;  // the line by which it appeared, when it did in this step
};

bool is_meant(IssueEntry const& entry, IssueExpectation const& expected) {
    auto const& facts = engine::facts_of(entry.issue);
    return facts.name == expected.has && (facts.kind == engine::IssueKind::warning) == expected.warning;
}

std::vector<Change> changes_of(CodeHistory const& history, IssueExpectation const& expected, Trace const& trace) {
    struct Line {
        Instant at;
        TraceId trace;
        StatusEntry const* status = nullptr;
        IssueEntry const* issue = nullptr;
    };
    std::vector<Line> lines;
    for (StatusEntry const& entry : history.status)
        lines.push_back({entry.at, entry.trace, &entry, nullptr});
    for (IssueEntry const& entry : history.issues)
        if (is_meant(entry, expected)) lines.push_back({entry.at, entry.trace, nullptr, &entry});
    std::stable_sort(lines.begin(), lines.end(), [](Line const& a, Line const& b) { return a.trace < b.trace; });

    std::vector<Change> changes;
    for (Line const& line : lines) {
        auto const* const event = trace.find(line.trace);
        TraceId const cause = event == nullptr ? 0 : event->cause;
        bool const same_step = !changes.empty() && changes.back().at == line.at && changes.back().cause == cause;
        if (!same_step) {
            Change next = changes.empty() ? Change{} : changes.back();
            next.appeared = 0;
            changes.push_back(next);
        }
        Change& now = changes.back();
        now.at = line.at;
        now.trace = line.trace;
        now.cause = cause;
        if (line.status != nullptr) now.status = line.status->status;
        if (line.issue != nullptr) {
            if (line.issue->listed && !now.listed) now.appeared = line.trace;
            now.listed = line.issue->listed;
        }
        if (now.status == engine::Status::gone && line.status != nullptr) now.listed = false;
    }
    return changes;
}

// What there was to see: each change of the status or of the listing, as a table.
std::vector<Row> rows_of(Bench const& bench, std::vector<Change> const& changes, IssueExpectation const& expected) {
    std::vector<Row> rows;
    std::string want = expected.has;
    if (expected.during) want += fmt::format(" during {}", engine::name_of(*expected.during));
    if (changes.empty()) rows.push_back({true, "", want, "", "", ""});
    for (Change const& change : changes) {
        Row row;
        if (rows.empty()) {
            if (expected.from) row.want_at = bench.when(*expected.from);
            row.want = want;
        }
        row.got_at = bench.at(change.at);
        row.got = fmt::format("{}, {}", engine::name_of(change.status), change.listed ? expected.has : "not listed");
        row.because = bench.because(change.trace);
        rows.push_back(std::move(row));
    }
    rows.front().wrong = true;
    return rows;
}

void judge_issue(Bench& bench, IssueExpectation const& expected, std::string const& name, CodeHistory const& history) {
    auto const changes = changes_of(history, expected, bench.record().trace);
    std::string const path = fmt::format("{}.{}", name, expected.warning ? "warnings" : "errors");
    std::string const status = expected.during ? std::string(engine::name_of(*expected.during)) : std::string();

    auto const appeared =
        std::find_if(changes.begin(), changes.end(), [](Change const& change) { return change.appeared != 0; });
    if (appeared == changes.end()) {
        bench.fail(expected.place, fmt::format("{}: want {}, it was never listed", path, expected.has),
                   rows_of(bench, changes, expected));
        return;
    }
    if (expected.from && !expected.from->contains(appeared->at)) {
        Place const& place = expected.from->place.known() ? expected.from->place : expected.place;
        bench.fail(place,
                   fmt::format("{}: want {} first {}, it appeared at {}", path, expected.has,
                               bench.wanted(*expected.from), bench.at(appeared->at)),
                   rows_of(bench, changes, expected));
        return;
    }
    if (expected.during) {
        auto const seen = std::find_if(changes.begin(), changes.end(), [&](Change const& change) {
            return change.listed && change.status == *expected.during;
        });
        if (seen == changes.end()) {
            bench.fail(
                expected.place,
                fmt::format("{}: want {} during {}, it was listed only at other times", path, expected.has, status),
                rows_of(bench, changes, expected));
            return;
        }
    }
    if (expected.after_none && changes.back().listed) {
        Place const& place = expected.after_place.known() ? expected.after_place : expected.place;
        bench.fail(place, fmt::format("{}: want {} gone in the end, it is still listed", path, expected.has),
                   rows_of(bench, changes, expected));
        return;
    }
    bench.asserted(appeared->appeared);
    if (expected.after_none) bench.asserted(changes.back().trace);
}

}  // namespace

void judge_issues(Bench& bench) {
    for (CodeExpectation const& expected : bench.scenario().expect.codes) {
        static CodeHistory const never_created;
        auto const& codes = bench.record().codes;
        CodeHistory const& history = expected.code < codes.size() ? codes[expected.code] : never_created;
        for (IssueExpectation const& issue : expected.issues)
            judge_issue(bench, issue, bench.scenario().codes[expected.code].name, history);
    }
}

}  // namespace lockstep::harness
