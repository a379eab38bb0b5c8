// How much of a stranger's message anybody here reads: past these the message is refused, never buffered.
#pragma once

#include <cstddef>

namespace lockstep::http::limits {

inline constexpr std::size_t target_bytes = 16 * 1024;
inline constexpr std::size_t header_bytes = 32 * 1024;
inline constexpr std::size_t body_bytes = 8 * 1024 * 1024;
inline constexpr std::size_t query_parameters = 1000;
// Nesting of a JSON body: deeper ones are a hostile text, not a message.
inline constexpr std::size_t json_depth = 32;

}  // namespace lockstep::http::limits
