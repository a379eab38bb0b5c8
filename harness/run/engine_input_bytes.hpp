// Inputs of the engine as bytes, and back: a kind and CBOR.
#pragma once

#include <string>
#include <string_view>

#include "harness/world/engine_log.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

struct InputBytes {
    std::string kind;
    std::string bytes;
};

InputBytes bytes_of(EngineInput const& input);
Result<EngineInput, std::string> engine_input_in(std::string_view kind, std::string_view bytes);

}  // namespace lockstep::harness
