// Connect webviews: where somebody would log in at a vendor. There is no page here: whoever asks for one has logged in
// at once, with an account that the workspace has, or has failed to where the vendor accepts its credentials no more.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/caller.hpp"
#include "api/directory.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

struct ConnectWebview {
    WorkspaceNumber workspace = 0;
    std::optional<std::uint64_t> session;  // whose it is, if a client session asked for it
    Instant created_at{};
    std::vector<std::string> accepted_providers;  // none: any
    engine::AccountId account;                    // none: nobody has logged in
    bool failed = false;                          // somebody has tried
    std::vector<std::string> accepted_capabilities{"lock"};
    std::string device_selection_mode = "none";
    std::string customer_key;
    CustomMetadata custom_metadata;
    std::string custom_redirect_url;
    std::string custom_redirect_failure_url;
    bool automatically_manage_new_devices = true;
    bool wait_for_device_creation = false;

    bool authorized() const { return static_cast<bool>(account); }
};

class ConnectWebviews {
  public:
    std::uint64_t add(ConnectWebview webview);  // the oldest make room when there are very many
    ConnectWebview const* find(std::uint64_t number) const;
    void erase(std::uint64_t number) { all_.erase(number); }
    void erase_all_of(WorkspaceNumber workspace);

    std::map<std::uint64_t, ConnectWebview> const& all() const { return all_; }

  private:
    std::map<std::uint64_t, ConnectWebview> all_;  // by number, in order of creation
    std::uint64_t last_ = 0;
};

}  // namespace lockstep::api
