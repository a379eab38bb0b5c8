#include "harness/serve/faces.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/serve/page.hpp"
#include "http/framing.hpp"
#include "http/headers.hpp"
#include "http/target.hpp"
#include "providers/contract.hpp"

namespace lockstep::harness {

namespace {

constexpr std::string_view vendors_prefix = "/vendors/";
constexpr std::string_view control_prefix = "/lockstep/";

// Without its origin and its fragment, if a client sent them.
void keep_path_and_query(std::string& target) {
    if (target.starts_with('/') && target.find('#') == std::string::npos) return;
    auto const [path, query] = http::split_target(target);
    target = query.empty() ? std::string(path) : fmt::format("{}?{}", path, query);
}

// `*.example.com` stands for one label before the rest.
bool is_named(std::string_view host, std::string_view name) {
    if (name.starts_with("*.")) {
        host.remove_prefix(std::min(host.find('.'), host.size()));
        name.remove_prefix(1);
    }
    return http::equal_ignoring_case(host, name);
}

}  // namespace

std::string_view host_name(std::string_view host_field) {
    if (host_field.starts_with('[')) return host_field.substr(0, host_field.find(']') + 1);
    return host_field.substr(0, host_field.find(':'));
}

Faces::Faces(Scenario const& scenario, std::string_view scheme) : scheme_(scheme) {
    for (std::size_t i = 0; i < scenario.providers.size(); ++i) {
        providers_.push_back({scenario.providers[i].name, i});
        auto const* const vendor = providers::find_vendor(scenario.providers[i].vendor);
        if (vendor == nullptr) continue;
        for (auto const host : vendor->hosts)
            hosts_.push_back({host, i});
    }
}

Faces::Name const* Faces::by_host(http::Request const& request, std::string_view host, Expects const& expects) const {
    Name const* first = nullptr;
    for (auto const& one : hosts_) {
        if (!is_named(host, one.name)) continue;
        if (!expects || expects(one.provider, request)) return &one;
        if (first == nullptr) first = &one;
    }
    return first;
}

Faced Faces::of(http::Request& request, Expects const& expects) const {
    request.headers.remove(http::field::base);
    keep_path_and_query(request.target);
    auto& target = request.target;
    std::string const host{request.headers.find(http::field::host).value_or("")};
    if (auto const* const looked_for = by_host(request, host_name(host), expects)) {
        request.headers.add(http::field::base, "https://" + host);
        return {Faced::Face::vendor, looked_for->provider};
    }
    if (target.starts_with(control_prefix)) return {Faced::Face::control, 0};
    if (asks_for_page(request)) return {Faced::Face::page, 0};
    if (!target.starts_with(vendors_prefix)) return {};

    auto const name_ends = std::min(target.find_first_of("/?", vendors_prefix.size()), target.size());
    auto const name = http::percent_decoded(
        std::string_view{target}.substr(vendors_prefix.size(), name_ends - vendors_prefix.size()));
    auto const called = std::find_if(providers_.begin(), providers_.end(),
                                     [&name](Name const& one) { return name && one.name == *name; });
    if (called == providers_.end()) return {Faced::Face::unknown_vendor, 0};
    auto base = scheme_ + "://" + host;
    base.append(target, 0, name_ends);
    request.headers.add(http::field::base, base);
    target.erase(0, name_ends);
    if (!target.starts_with('/')) target.insert(0, 1, '/');
    return {Faced::Face::vendor, called->provider};
}

}  // namespace lockstep::harness
