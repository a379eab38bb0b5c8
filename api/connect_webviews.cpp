#include "api/connect_webviews.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t webviews_max = 10'000;

}  // namespace

std::uint64_t ConnectWebviews::add(ConnectWebview webview) {
    if (all_.size() >= webviews_max) all_.erase(all_.begin());
    all_.emplace(++last_, std::move(webview));
    return last_;
}

ConnectWebview const* ConnectWebviews::find(std::uint64_t number) const {
    auto const found = all_.find(number);
    return found == all_.end() ? nullptr : &found->second;
}

void ConnectWebviews::erase_all_of(WorkspaceNumber workspace) {
    std::erase_if(all_, [&](auto const& one) { return one.second.workspace == workspace; });
}

}  // namespace lockstep::api
