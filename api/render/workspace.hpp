// Workspaces, as the API shows them.
#pragma once

#include "api/json.hpp"
#include "api/route.hpp"

namespace lockstep::api {

Json workspace(Call const& call, WorkspaceNumber number);

}  // namespace lockstep::api
