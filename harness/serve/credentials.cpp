#include "harness/serve/credentials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace lockstep::harness {

void give_credentials(Scenario& scenario, std::uint64_t seed) {
    if (scenario.workspaces.empty()) {
        auto& everything = scenario.workspaces.emplace_back();
        everything.name = "Sandbox";
        everything.accounts.resize(scenario.accounts.size());
        std::iota(everything.accounts.begin(), everything.accounts.end(), std::size_t{0});
    }
    for (std::size_t i = 0; i < scenario.workspaces.size(); ++i) {
        auto const opens_it = [i](ApiKey const& key) { return key.workspace == i; };
        if (std::any_of(scenario.api_keys.begin(), scenario.api_keys.end(), opens_it)) continue;
        auto const suffix = i == 0 ? std::string{} : fmt::format("_{}", i + 1);
        scenario.api_keys.push_back({fmt::format("seam_test_lockstep_{:x}{}", seed, suffix), i});
    }
    if (!scenario.access_tokens.empty()) return;
    auto& token = scenario.access_tokens.emplace_back();
    token.token = fmt::format("seam_at1_lockstep_{:x}", seed);
    token.workspaces.resize(scenario.workspaces.size());
    std::iota(token.workspaces.begin(), token.workspaces.end(), std::size_t{0});
}

void announce_credentials(nlohmann::ordered_json& out, Scenario const& scenario, api::Api const& api) {
    auto const id_of = [&](std::size_t workspace) {
        return api.identity().workspace(static_cast<api::WorkspaceNumber>(workspace)).text();
    };
    auto const& first = scenario.api_keys.front();
    out["workspace_id"] = id_of(first.workspace);
    out["api_key"] = first.key;
    out["access_token"] = scenario.access_tokens.front().token;
    auto& workspaces = out["workspaces"] = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < scenario.workspaces.size(); ++i) {
        auto const opens_it = [i](ApiKey const& key) { return key.workspace == i; };
        auto const key = std::find_if(scenario.api_keys.begin(), scenario.api_keys.end(), opens_it);
        workspaces[scenario.workspaces[i].name] = {
            {"workspace_id", id_of(i)},
            {"api_key", key->key},
            {"publishable_key", api.access().workspaces()[static_cast<api::WorkspaceNumber>(i)].publishable_key}};
    }
}

}  // namespace lockstep::harness
