// A world for whoever has none: one connected account and two keypads of every vendor, and one keypad more that
// works PINs out by itself.
#pragma once

#include <string>

namespace lockstep::harness {

// As the file that its owner would write, `schema: world/v1`.
std::string demo_world();

}  // namespace lockstep::harness
