// Which requirements are covered: named by a file, seen in the run of one of its cases, and asserted by it.
//
// Naming alone is not enough. What was seen are the run's reach marks; what was asserted are the marks of those trace
// events that an item of an expectation stood for. A fault, a step or a door that opens asserts itself: a fault that
// never fires, a refused step or a wrong door fails the case.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/case_result.hpp"
#include "harness/report/requirements.hpp"

namespace lockstep::harness {

using MarkSet = std::set<std::string, std::less<>>;

// The marks that this passing run was not only seen to leave but held to.
MarkSet asserted_marks(Scenario const& scenario, RunRecord const& record, std::vector<TraceId> const& asserted);

enum class Covered : std::uint8_t {
    fully,
    unnamed,   // no file names it
    unseen,    // named, but no case of these files leaves its marks
    unstated,  // named and seen, but no such case asserts it
};
std::string_view name_of(Covered covered);

struct CoverageLine {
    RequirementLine requirement;
    Covered covered = Covered::unnamed;
    std::vector<std::string> files;  // that cover it, or at least name it
    std::string missing;             // the marks that nobody left, or nobody asserted
};

class Coverage {
  public:
    explicit Coverage(Requirements requirements);

    // One case that ran. Only passing cases count.
    void add(std::vector<std::string> const& covers, CaseResult const& result, MarkSet const& asserted);
    // A file whose cases did not run still names its ids.
    void name(std::vector<std::string> const& covers, std::string const& file);

    std::vector<CoverageLine> lines() const;
    std::vector<std::string> unknown_ids() const;  // "core/x.yaml names STATUS-99, which docs/requirements.md lacks"

  private:
    struct Tally {
        std::set<std::string> named;
        std::set<std::string> covering;
        bool seen = false;
        // Of the case that came nearest: how many marks were still missing, and which.
        std::size_t missing_count = static_cast<std::size_t>(-1);
        std::string missing;
    };

    Requirements requirements_;
    std::map<std::string, Tally, std::less<>> tallies_;
    std::set<std::string> unknown_;
};

// A table of what is not covered, and a closing line; with `all`, of everything.
std::string coverage_text(Coverage const& coverage, bool all);
std::string coverage_json(Coverage const& coverage);

}  // namespace lockstep::harness
