#include "api/replays.hpp"

#include <algorithm>

#include "runtime/hash.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t kept_max = 256;

}  // namespace

std::uint64_t Replays::key_of(http::Request const& request) {
    StateHash hash;
    hash.add(request.method, std::string_view{request.target}, std::string_view{request.body});
    for (auto const field : {http::field::authorization, std::string_view{"seam-workspace"},
                             std::string_view{"client-session-token"}, std::string_view{"seam-client-session-token"}})
        hash.add(request.headers.find(field).value_or(""));
    return hash.value();
}

http::Response const* Replays::find(std::uint64_t key, Instant real_now) const {
    auto const found = kept_.find(key);
    if (found == kept_.end() || later_by(found->second.at, kept_for) <= real_now) return nullptr;
    return &found->second.response;
}

void Replays::keep(std::uint64_t key, http::Response response, Instant real_now) {
    std::erase_if(kept_, [&](auto const& one) { return later_by(one.second.at, kept_for) <= real_now; });
    if (kept_.size() >= kept_max) {
        auto const older = [](auto const& left, auto const& right) { return left.second.at < right.second.at; };
        kept_.erase(std::min_element(kept_.begin(), kept_.end(), older));
    }
    kept_.insert_or_assign(key, Kept{std::move(response), real_now});
}

}  // namespace lockstep::api
