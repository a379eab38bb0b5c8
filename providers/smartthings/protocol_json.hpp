// JSON of message bodies: any bytes end in a value or in nothing, and any value can be written.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace lockstep::providers::smartthings {

using Json = nlohmann::json;

// Nothing for what is not JSON or is nested too deep.
std::optional<Json> read_json(std::string_view text);
// Bytes that are no UTF-8 become the replacement character: writing never fails.
std::string write_json(Json const& value);

// Members of objects, strict about types: null where there is no such member or it is something else.
Json const* member(Json const& object, std::string_view key);
std::string const* text_member(Json const& object, std::string_view key);
std::optional<std::int64_t> integer_of(Json const& value);
std::optional<Instant> instant_member(Json const& object, std::string_view key);

}  // namespace lockstep::providers::smartthings
