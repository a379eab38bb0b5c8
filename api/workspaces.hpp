// Workspaces: whose accounts, devices and codes are kept apart from whose.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/caller.hpp"

namespace lockstep::api {

struct Workspace {
    std::string name = "Sandbox";
    std::string company_name{};
    std::string connect_partner_name{};
    std::string organization_id{};
    std::string publishable_key{};
    bool publishable_key_allowed = true;
    bool suspended = false;                    // said, and of no consequence
    std::string webview_customization = "{}";  // as JSON
};

class Workspaces {
  public:
    // One that holds everything, until somebody says otherwise.
    Workspaces() : all_(1) {}

    void replace(std::vector<Workspace> all) { all_ = std::move(all); }
    WorkspaceNumber add(Workspace workspace);
    std::size_t size() const { return all_.size(); }
    Workspace& operator[](WorkspaceNumber number) { return all_[number]; }
    Workspace const& operator[](WorkspaceNumber number) const { return all_[number]; }

    // Whose publishable key this is, where such keys may be used.
    WorkspaceNumber with_publishable_key(std::string_view key) const;

  private:
    std::vector<Workspace> all_;
};

}  // namespace lockstep::api
