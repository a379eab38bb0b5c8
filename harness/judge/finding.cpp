#include "harness/judge/finding.hpp"

#include <fmt/format.h>

namespace lockstep::harness {

std::string text_of(Spot const& spot) {
    if (spot.line == 0) return spot.file;
    if (spot.column == 0) return fmt::format("{}:{}", spot.file, spot.line);
    return fmt::format("{}:{}:{}", spot.file, spot.line, spot.column);
}

}  // namespace lockstep::harness
