#include "engine/mutation.hpp"

#include <algorithm>
#include <array>

namespace lockstep::engine {

namespace {

constexpr std::array<std::string_view, mutation_count> names{
    "none",
    "forgets_window",
    "purges_too_early",
    "edits_by_adding",
    "believes_acceptance",
    "unsets_too_early",
    "claims_strangers",
    "drops_leading_zero",
    "skips_removing",
    "reuses_ids",
    "ignores_disconnection",
    "gives_up_at_once",
    "preloads_too_early",
    "hides_removing",
    "finishes_at_preload",
    "announces_again",
    "keeps_errors",
    "repeats_blindly",
    "ignores_backoff",
    "retries_conflicts",
    "writes_side_by_side",
    "polls_in_a_storm",
    "ignores_drift",
    "forgets_lost_push",
    "leaks_a_call",
    "restarts_blindly",
};

}  // namespace

std::string_view name_of(Mutation mutation) { return names[static_cast<std::size_t>(mutation)]; }

std::optional<Mutation> mutation_from(std::string_view name) {
    auto const found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Mutation>(found - names.begin());
}

}  // namespace lockstep::engine
