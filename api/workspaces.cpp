#include "api/workspaces.hpp"

namespace lockstep::api {

WorkspaceNumber Workspaces::add(Workspace workspace) {
    all_.push_back(std::move(workspace));
    return static_cast<WorkspaceNumber>(all_.size() - 1);
}

WorkspaceNumber Workspaces::with_publishable_key(std::string_view key) const {
    for (std::size_t i = 0; i < all_.size(); ++i)
        if (all_[i].publishable_key_allowed && !key.empty() && all_[i].publishable_key == key)
            return static_cast<WorkspaceNumber>(i);
    return no_workspace;
}

}  // namespace lockstep::api
