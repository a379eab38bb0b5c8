// JSON bodies as trees, with bounds: any bytes end in an object or in nothing.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace lockstep::providers::august {

// For writing: members stay in the order in which they were put in, which makes long objects slow.
using Json = nlohmann::ordered_json;
// For reading: however many members a stranger's object has, none is slow to find.
using Tree = nlohmann::json;

// Nothing when the text is not one JSON object, or is nested too deep.
std::optional<Tree> parse_object(std::string_view text);

// A text member; one that is missing or null is empty. False when it is something else.
bool read_text(Tree const& object, std::string_view key, std::string& into);

// A whole number; 0 when there is none.
std::int64_t integer_at(Tree const& object, std::string_view key);

// An instant as this vendor writes it: in UTC, cut to milliseconds.
std::string stamp(Instant instant);

// Bytes that are no UTF-8 are replaced, so that a body is always JSON.
std::string text_of(Json const& json);

}  // namespace lockstep::providers::august
