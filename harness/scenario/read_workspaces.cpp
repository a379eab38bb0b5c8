// Reads `workspaces:` and `api_keys:` of a world.
#include <fmt/format.h>

#include "harness/scenario/reading.hpp"

namespace lockstep::harness {
namespace {

// Clients tell keys from tokens by how they begin, and refuse others before they ask.
constexpr std::string_view key_prefix = "seam_";

void read_accounts_of(Node const& node, Workspace& workspace, std::vector<std::string>& owners, Reading& reading) {
    NodePtr const accounts = node.bad ? nullptr : node.find_shared("accounts");
    if (!accounts || accounts->bad) return;
    owners.resize(reading.out.accounts.size());
    for (NodePtr const& item : items_of(accounts)) {
        auto const account = reading.lookup(reading.accounts, *item);
        if (!account) continue;
        std::string& owner = owners[*account];
        if (!owner.empty()) {
            reading.complaints.error(*item, "account",
                                     fmt::format("account `{}` is in workspace `{}` already", item->text, owner));
            continue;
        }
        owner = workspace.name;
        workspace.accounts.push_back(*account);
    }
}

}  // namespace

void read_workspaces(Node const& root, Reading& reading) {
    NameTable names{"workspace"};
    std::vector<std::string> owners;
    if (Node const* const held = reading.usable(root, "workspaces"))
        for (Entry const& entry : held->entries) {
            if (entry.key->bad) continue;
            auto& workspace = reading.out.workspaces.emplace_back();
            workspace.name = entry.key->text;
            names.add(workspace.name, entry.key->spot, reading.out.workspaces.size() - 1);
            read_accounts_of(*entry.value, workspace, owners, reading);
        }
    Node const* const keys = reading.usable(root, "api_keys");
    if (!keys) return;
    for (Entry const& entry : keys->entries) {
        if (entry.key->bad || entry.value->bad) continue;
        if (!entry.key->text.starts_with(key_prefix))
            reading.complaints.error(
                *entry.key, "api-key",
                fmt::format("`{}` is no API key: clients want one that begins with `{}`", entry.key->text, key_prefix),
                {"", fmt::format("write {}test_{}", key_prefix, entry.key->text)});
        else if (auto const workspace = reading.lookup(names, *entry.value))
            reading.out.api_keys.push_back({entry.key->text, *workspace});
    }
}

}  // namespace lockstep::harness
