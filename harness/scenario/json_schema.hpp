// The language as a JSON Schema (draft-07), so that editors complete, explain and check while somebody types.
#pragma once

#include <string>

namespace lockstep::harness {

enum class SchemaKind { scenario, library, world };

// Made from the table that the loader checks by; ends with a line end.
std::string json_schema(SchemaKind kind = SchemaKind::scenario);

}  // namespace lockstep::harness
