// What the judges of the single sections share: the scenario, the record, and where to put what they find.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/align.hpp"
#include "harness/judge/judge.hpp"
#include "harness/scenario/moment.hpp"
#include "harness/scenario/place.hpp"

namespace lockstep::harness {

// Where a place of the loader is, for a reader: file name, line, column.
Spot spot_of(Place const& place, std::vector<std::string> const& files);

class Bench {
  public:
    Bench(Scenario const& scenario, RunRecord const& record, Judgement& judgement)
        : scenario_(scenario), record_(record), judgement_(judgement) {}

    Scenario const& scenario() const { return scenario_; }
    RunRecord const& record() const { return record_; }

    // Findings. `rows` belong to the section's table and are printed below the text.
    void fail(Place const& place, std::string text, std::vector<Row> rows = {});
    void warn(Place const& place, std::string text);
    void asserted(TraceId trace);

    // Words.
    std::string at(Instant instant) const;               // "T+3.3s"
    std::string when(MomentRange const& range) const;    // "T+3s..T+4s", "any"
    std::string wanted(MomentRange const& range) const;  // "at T+3.3s", "within T+3s..T+4s (arrive..arrive+1s)"
    std::string because(TraceId trace) const;

  private:
    Scenario const& scenario_;
    RunRecord const& record_;
    Judgement& judgement_;
};

// A wanted item of a list, as far as all lists are alike.
struct WantedLine {
    bool rest = false;
    MomentRange const* when = nullptr;  // none: only the order counts
    std::string word;                   // "set"
    Place place;                        // of the item
    Place word_place;                   // of its value
};

// A thing that happened.
struct GotLine {
    Instant at{};
    std::string word;
    TraceId trace = 0;
};

// Judges one complete list. `path` names it ("guest.status"); `same(want, got)` says whether the words mean the same.
// Returns whether the list holds.
bool judge_list(Bench& bench, std::string_view path, std::vector<WantedLine> const& want,
                std::vector<GotLine> const& got, Place const& list_place,
                std::function<bool(std::size_t want, std::size_t got)> const& same);

// The sections, each in a file of its own.
void judge_statuses(Bench& bench);
void judge_issues(Bench& bench);
void judge_attempts(Bench& bench);
void judge_events(Bench& bench);
void judge_memory(Bench& bench);
void judge_requests(Bench& bench);
void judge_totals(Bench& bench);
void judge_steps(Bench& bench);
void judge_faults(Bench& bench);

}  // namespace lockstep::harness
