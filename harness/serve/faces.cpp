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

std::optional<std::size_t> provider_at(std::string_view host, Scenario const& scenario) {
    for (std::size_t i = 0; i < scenario.providers.size(); ++i) {
        auto const* const vendor = providers::find_vendor(scenario.providers[i].vendor);
        auto const is_it = [&](std::string_view name) { return http::equal_ignoring_case(name, host); };
        if (vendor != nullptr && std::any_of(vendor->hosts.begin(), vendor->hosts.end(), is_it)) return i;
    }
    return std::nullopt;
}

std::optional<std::size_t> provider_called(std::string_view name, Scenario const& scenario) {
    for (std::size_t i = 0; i < scenario.providers.size(); ++i)
        if (scenario.providers[i].name == name) return i;
    return std::nullopt;
}

// Without its origin, if a client sent one.
std::string path_and_query(std::string_view target) {
    auto const [path, query] = http::split_target(target);
    return query.empty() ? std::string(path) : fmt::format("{}?{}", path, query);
}

}  // namespace

std::string_view host_name(std::string_view host_field) {
    if (host_field.starts_with('[')) return host_field.substr(0, host_field.find(']') + 1);
    return host_field.substr(0, host_field.find(':'));
}

Faced face_of(http::Request& request, Scenario const& scenario, std::string const& scheme) {
    request.headers.remove(http::field::base);
    std::string const host{request.headers.find(http::field::host).value_or("")};
    std::string target = path_and_query(request.target);
    if (auto const provider = provider_at(host_name(host), scenario)) {
        request.headers.set(http::field::base, fmt::format("https://{}", host));
        request.target = std::move(target);
        return {Faced::Face::vendor, *provider};
    }
    if (target.starts_with(control_prefix)) return {Faced::Face::control, 0};
    if (asks_for_page(request)) return {Faced::Face::page, 0};
    if (!target.starts_with(vendors_prefix)) return {};

    auto const name_ends = std::min(target.find_first_of("/?", vendors_prefix.size()), target.size());
    auto const name = http::percent_decoded(target.substr(vendors_prefix.size(), name_ends - vendors_prefix.size()));
    auto const provider = name ? provider_called(*name, scenario) : std::nullopt;
    if (!provider) return {Faced::Face::unknown_vendor, 0};
    request.headers.set(http::field::base, fmt::format("{}://{}{}", scheme, host, target.substr(0, name_ends)));
    target.erase(0, name_ends);
    request.target = target.starts_with('/') ? target : "/" + target;
    return {Faced::Face::vendor, *provider};
}

}  // namespace lockstep::harness
