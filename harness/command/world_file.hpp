// Where a verb gets a world from: a file, the demo, or the folder that keeps one.
#pragma once

#include <optional>
#include <string>

#include "harness/command/command.hpp"
#include "harness/scenario/model.hpp"
#include "harness/serve/world_store.hpp"

namespace lockstep::harness {

struct WorldFile {
    Case the_case;
    WorldOrigin origin;  // text, name and digest; the rest is whoever starts it to say
};

// All that is wrong is told, and then there is none. An empty path: the demo world.
std::optional<WorldFile> load_world_file(std::string const& path, std::string const& verb, Shell& shell);

// The world that a folder keeps, at its start. `path`: its file, for a world that was made of several; empty: the
// folder has it. Another file than that is refused.
std::optional<WorldFile> load_kept_world(WorldStore const& store, std::string const& path, std::string const& verb,
                                         Shell& shell);

// With the exit code of its trouble.
void complain(Shell& shell, std::string const& verb, stores::StoreError const& error);

}  // namespace lockstep::harness
