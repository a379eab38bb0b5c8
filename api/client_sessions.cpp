#include "api/client_sessions.hpp"

#include <algorithm>

namespace lockstep::api {

namespace {

constexpr std::string_view token_prefix = "seam_cst1_";
constexpr std::size_t sessions_max = 10'000;  // live ones of a workspace: whoever makes more has lost count

template <class T>
void add_once(std::vector<T>& list, T item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

}  // namespace

void ClientSession::grant(engine::AccountId account) { add_once(accounts, account); }
void ClientSession::add_webview(std::uint64_t webview) { add_once(webviews, webview); }

std::optional<std::uint64_t> ClientSessions::add(ClientSession session, Instant real_now) {
    auto const count = [&] {
        return static_cast<std::size_t>(std::count_if(
            all_.begin(), all_.end(), [&](auto const& one) { return one.second.workspace == session.workspace; }));
    };
    if (all_.size() >= sessions_max && count() >= sessions_max) {
        std::erase_if(all_, [&](auto const& one) { return !one.second.live(real_now); });
        if (count() >= sessions_max) return std::nullopt;
    }
    all_.emplace(++last_, std::move(session));
    return last_;
}

ClientSession* ClientSessions::find(std::uint64_t number) {
    auto const found = all_.find(number);
    return found == all_.end() ? nullptr : &found->second;
}

ClientSession const* ClientSessions::find(std::uint64_t number) const {
    auto const found = all_.find(number);
    return found == all_.end() ? nullptr : &found->second;
}

ClientSession const* ClientSessions::of_user(WorkspaceNumber workspace, std::string_view key, Instant real_now,
                                             std::uint64_t& number) const {
    for (auto at = all_.rbegin(); at != all_.rend(); ++at) {
        auto const& session = at->second;
        if (session.workspace != workspace || session.user_identifier_key != key || !session.live(real_now)) continue;
        number = at->first;
        return &session;
    }
    return nullptr;
}

void ClientSessions::erase_all_of(WorkspaceNumber workspace) {
    std::erase_if(all_, [&](auto const& one) { return one.second.workspace == workspace; });
}

std::string session_token(Identity const& identity, std::uint64_t number) {
    auto text = identity.session_secret(number).text();
    std::erase(text, '-');
    return std::string{token_prefix} + text;
}

std::optional<std::uint64_t> session_of_token(Identity const& identity, std::string_view token) {
    if (!token.starts_with(token_prefix)) return std::nullopt;
    std::string text{token.substr(token_prefix.size())};
    if (text.size() != 32) return std::nullopt;
    for (std::size_t const at : {8u, 13u, 18u, 23u})
        text.insert(at, 1, '-');
    auto const secret = Uuid::parse(text);
    auto const number = secret ? identity.as_session_secret(*secret) : std::nullopt;
    // One spelling of a token only.
    if (number && session_token(identity, *number) != token) return std::nullopt;
    return number;
}

}  // namespace lockstep::api
