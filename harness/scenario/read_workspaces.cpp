// Reads `workspaces:`, `api_keys:` and `access_tokens:` of a world.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/scenario/reading.hpp"

namespace lockstep::harness {
namespace {

// Clients tell keys from tokens by how they begin, and refuse others before they ask.
constexpr std::string_view key_prefix = "seam_";
// Of client sessions, access tokens and publishable keys.
constexpr std::array<std::string_view, 3> other_prefixes{"seam_cst", "seam_at", "seam_pk"};
constexpr std::array<std::string_view, 2> token_prefixes{"seam_at", "ey"};

template <std::size_t Count>
bool begins_with_one_of(std::string_view text, std::array<std::string_view, Count> const& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](auto prefix) { return text.starts_with(prefix); });
}

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

void read_api_keys(Node const& keys, NameTable const& workspaces, Reading& reading) {
    for (Entry const& entry : keys.entries) {
        if (entry.key->bad || entry.value->bad) continue;
        auto const& key = entry.key->text;
        if (!key.starts_with(key_prefix))
            reading.complaints.error(
                *entry.key, "api-key",
                fmt::format("`{}` is no API key: clients want one that begins with `{}`", key, key_prefix),
                {"", fmt::format("write {}test_{}", key_prefix, key)});
        else if (begins_with_one_of(key, other_prefixes))
            reading.complaints.error(*entry.key, "api-key",
                                     fmt::format("`{}` begins as a token of another kind, so no client sends it", key),
                                     {"", "begin it with `seam_test_`; tokens of people stand under `access_tokens`"});
        else if (auto const workspace = reading.lookup(workspaces, *entry.value))
            reading.out.api_keys.push_back({key, *workspace});
    }
}

void read_access_tokens(Node const& tokens, NameTable const& workspaces, Reading& reading) {
    for (Entry const& entry : tokens.entries) {
        if (entry.key->bad || entry.value->bad) continue;
        auto const& text = entry.key->text;
        if (!begins_with_one_of(text, token_prefixes)) {
            reading.complaints.error(*entry.key, "access-token",
                                     fmt::format("`{}` is no access token: it begins with `seam_at`, or is a JSON web "
                                                 "token and begins with `ey`",
                                                 text),
                                     {"", fmt::format("write seam_at1_{}", text)});
            continue;
        }
        auto& token = reading.out.access_tokens.emplace_back();
        token.token = text;
        for (NodePtr const& item : items_of(entry.value))
            if (auto const workspace = reading.lookup(workspaces, *item)) token.workspaces.push_back(*workspace);
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
    if (Node const* const keys = reading.usable(root, "api_keys")) read_api_keys(*keys, names, reading);
    if (Node const* const tokens = reading.usable(root, "access_tokens")) read_access_tokens(*tokens, names, reading);
}

}  // namespace lockstep::harness
