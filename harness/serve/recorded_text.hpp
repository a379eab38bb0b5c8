// Values as a recording writes them: YAML that means just this, whatever stood in a request.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace lockstep::harness {

// In double quotes; what cannot be seen is escaped. The text has to be UTF-8.
std::string in_quotes(std::string_view text);

// JSON with the blanks that YAML wants.
std::string flow_text(nlohmann::ordered_json const& json);

// May this stand as `body:`? Not what a scenario reads otherwise than JSON does: names in braces, numbers for PINs.
bool reads_as_body(nlohmann::ordered_json const& body);

// The blocks of a world's file that a scenario has as well, as they stand there. `regime` is put into `engine:` when it
// is not empty.
std::string blocks_of(std::string_view world_text, std::string_view regime);

}  // namespace lockstep::harness
