// Checks that are known to fail: a text file, one id a line, `#` for the reason.
#pragma once

#include <set>
#include <string>

#include "harness/conform/result.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

struct Baseline {
    std::set<std::string, std::less<>> numbers;
};

// Fails with a sentence that names the line.
Result<Baseline, std::string> read_baseline(std::string const& text, std::string const& vendor);
// Marks what the baseline makes of each outcome: known failures, and passes that nobody expected.
void apply_baseline(Baseline const& baseline, ConformResult& result);
// What fails now, as such a file.
std::string baseline_of(ConformResult const& result);

}  // namespace lockstep::harness
