// Keys that link codes are a workspace's own, and the engine knows of no workspaces: there they carry whose they are.
#pragma once

#include <string>
#include <string_view>

#include "api/caller.hpp"

namespace lockstep::api {

// As the engine keeps it. Those of the first workspace stay as they are.
std::string scoped_common_key(WorkspaceNumber workspace, std::string_view key);
// As the API shows it.
std::string_view shown_common_key(std::string_view scoped);

}  // namespace lockstep::api
