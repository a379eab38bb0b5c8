// A first look at the bytes of a YAML text, for what a YAML parser would swallow, crash on or report in the wrong
// place.
//
// Tabs, text after `...`, a second document, quotes and brackets that nobody closes, deep nesting, bytes that are no
// text. It knows just enough YAML to tell scalars, comments and block scalars apart, and stays silent when unsure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/source.hpp"

namespace lockstep::harness {

inline constexpr std::size_t nesting_max = 48;

struct LexicalLook {
    std::vector<Diagnostic> slips;
    // What a parser can read, each thing at its line and column: the text itself, or one in which slips that leave the
    // rest readable are put right (a tab between words, a quote that can only end where its value does). Nothing when
    // a parser would only guess.
    std::optional<std::string> readable;
};
LexicalLook look_for_lexical_slips(Source const& source);

}  // namespace lockstep::harness
