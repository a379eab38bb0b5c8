// A first look at the bytes of a YAML text, for what a YAML parser would swallow, crash on or report in the wrong
// place.
//
// Tabs, text after `...`, a second document, quotes and brackets that nobody closes, deep nesting, bytes that are no
// text. It knows just enough YAML to tell scalars, comments and block scalars apart, and stays silent when unsure.
#pragma once

#include <vector>

#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/source.hpp"

namespace lockstep::harness {

inline constexpr std::size_t nesting_max = 48;

// Empty when the parser may go on.
std::vector<Diagnostic> look_for_lexical_slips(Source const& source);

}  // namespace lockstep::harness
