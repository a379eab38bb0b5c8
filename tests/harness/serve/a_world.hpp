// A world/v1 file, read as `lockstep serve` reads it.
#pragma once

#include <string>
#include <utility>

#include "harness/scenario/load.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {

inline Case world_of(std::string const& text) {
    auto loaded = load_text(text, "world.yaml", {.kind = FileKind::world});
    REQUIRE(loaded.ok());
    return std::move(loaded.cases.front());
}

}  // namespace lockstep::harness
