// Resets of sandbox workspaces that were asked for: each is done when the codes that stood then are gone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "api/caller.hpp"
#include "engine/engine.hpp"

namespace lockstep::api {

struct SandboxReset {
    WorkspaceNumber workspace = 0;
    std::vector<engine::CodeId> codes;

    bool done(engine::Engine const& engine) const {
        return std::none_of(codes.begin(), codes.end(), [&](engine::CodeId code) { return engine.exists(code); });
    }
};

class SandboxResets {
  public:
    std::uint64_t add(SandboxReset reset) {
        all_.push_back(std::move(reset));
        return all_.size() - 1;
    }
    // Null when there was none with this number, or somebody else's.
    SandboxReset const* find(std::uint64_t number, WorkspaceNumber workspace) const {
        return number < all_.size() && all_[number].workspace == workspace ? &all_[number] : nullptr;
    }

  private:
    std::vector<SandboxReset> all_;
};

}  // namespace lockstep::api
