// Which cases of the loaded ones are run, with which seeds, in which order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/command/tag_expression.hpp"
#include "harness/scenario/model.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

struct Shard {
    std::uint32_t index = 1;  // from 1
    std::uint32_t count = 1;
};

struct Selection {
    std::optional<TagExpression> tags;
    std::vector<std::string> filters;  // parts of an id or a name, or patterns with `*` and `?`; any may fit
    std::vector<std::string> cases;    // variants or ids, as a whole; any may fit
    std::vector<std::uint64_t> seeds;  // instead of the file's own; empty: the file's own
    Shard shard;
};

struct PlannedRun {
    Case const* what = nullptr;
    std::uint64_t seed = 1;
};

// Sorted by file, and within a file as the file says: the order in which paths were given changes nothing. What was
// loaded twice runs once. A shard takes every N-th run of the whole plan.
std::vector<PlannedRun> plan(std::vector<Case> const& cases, Selection const& selection);

// Words of the command line.
Result<Shard, std::string> parse_shard(std::string_view text);                       // "2/5"
Result<std::vector<std::uint64_t>, std::string> parse_seeds(std::string_view text);  // "1..200", "1,2,7..9"
bool fits_pattern(std::string_view text, std::string_view pattern);                  // `*` any, `?` one

}  // namespace lockstep::harness
