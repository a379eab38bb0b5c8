// Resets of sandbox workspaces that were asked for: each is done when the codes that stood then are gone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "api/caller.hpp"
#include "engine/engine.hpp"

namespace lockstep::api {

struct SandboxReset {
    WorkspaceNumber workspace = 0;
    std::vector<engine::CodeId> codes;
    struct Stranger {
        engine::DeviceId device;
        std::string vendor_ref;
    };
    std::vector<Stranger> strangers;  // taken off their locks; the engine has yet to see that

    bool done(engine::Engine const& engine) const {
        auto const is_listed = [&](Stranger const& stranger) {
            if (!engine.device_exists(stranger.device)) return false;
            auto const& known = engine.device(stranger.device).unmanaged;
            return std::any_of(known.begin(), known.end(), [&](engine::UnmanagedCode const& other) {
                return other.vendor_ref == stranger.vendor_ref;
            });
        };
        return std::none_of(codes.begin(), codes.end(), [&](engine::CodeId code) { return engine.exists(code); }) &&
               std::none_of(strangers.begin(), strangers.end(), is_listed);
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
