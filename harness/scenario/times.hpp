// Instants of one case: `T+1h`, names from `times:`, offsets, dates with a zone; and ranges of them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/complaints.hpp"
#include "harness/scenario/moment.hpp"
#include "harness/scenario/tree.hpp"

namespace lockstep::harness {

// Names of instants that somebody used, over all cases of a file.
struct TimeUses {
    std::set<std::string, std::less<>> used;
    bool unknown = false;
};

// More than a hundred years from T+0: a slip, or a run that nobody waits for.
bool too_far(Instant instant, Instant epoch);

class Times {
  public:
    // `names` is the checked map `times:`, or null.
    Times(Instant epoch, NodePtr names, TimeUses& uses, Complaints& complaints);

    // Complains and answers nothing when the text is no instant.
    std::optional<Instant> instant(Node const& node);
    struct Bounds {
        Instant from;
        Instant to;
    };
    std::optional<Bounds> range(Node const& node);

    // The same for a text that may well be something else: never complains.
    std::optional<Instant> try_instant(std::string_view text);

    // Resolves every name once, so that mistakes in unused ones are found too.
    void resolve_all();

    Instant epoch() const { return epoch_; }
    std::vector<Declared> const& declared() const { return declared_; }

  private:
    struct Problem {
        std::string rule;
        std::string message;
        std::string label;
        std::string help;
    };
    // Both, where a mistyped name is clear enough to go on with.
    struct Found {
        std::optional<Instant> instant;
        Problem problem;
    };
    void complain(Node const& node, Problem const& problem);
    Found parse(std::string_view text, std::uint32_t file, bool count_use);
    Found parse_any(std::string_view text, std::uint32_t file, bool count_use);
    Found base(std::string_view& text, std::uint32_t file, bool count_use);
    Found named(std::string const& name, std::uint32_t file, bool count_use);
    Found date(std::string_view text) const;

    struct Name {
        NodePtr key;
        NodePtr value;
        std::optional<Instant> instant;
        bool done = false;
        bool open = false;  // being resolved: meeting it again is a cycle
    };
    void resolve(Name& name);
    Name* leans_on(Name const& name);

    Instant epoch_;
    std::map<std::string, Name, std::less<>> names_;
    std::vector<Declared> declared_;
    TimeUses* uses_;
    Complaints* complaints_;
};

}  // namespace lockstep::harness
