// JSON as this room speaks it: members keep the order written, texts from strangers are bounded before they are read.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace lockstep::api {

using Json = nlohmann::ordered_json;

// JSON that came from outside. Not Json: keeping the order of members costs a search for each, and a hostile object of
// a million members must stay cheap.
using Fields = nlohmann::json;

// The value of a JSON text; nothing when it is no JSON, is no UTF-8 or nests deeper than anybody's message would. Of a
// member that is written twice the last one counts.
std::optional<Fields> parse_json(std::string_view text);

// Bytes that are no UTF-8 (a stranger's name on a lock) become U+FFFD: writing never fails.
std::string text_of(Json const& json);

bool is_utf8(std::string_view text);

// An instant as every answer spells it: UTC with milliseconds, `2030-01-01T00:00:00.000Z`. What is finer is cut off.
std::string time_text(Instant instant);
// The same, and null for a bound that a window does not have.
Json time_or_null(Instant instant);
// Null for an empty text.
Json text_or_null(std::string_view text);

}  // namespace lockstep::api
