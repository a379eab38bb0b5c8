// A table of routes: method and path pattern to whatever the caller wants to be told (an enum, an index).
//
//     static constexpr std::array table{
//         Route<Call>{Method::get, "/locks/{id}/access_codes", Call::list},
//         Route<Call>{Method::delete_, "/access_codes/{id}", Call::erase},
//     };
//     auto const found = match(table, request.method, split_target(request.target).path);
//
// Tables are small and scanned in order; the first route that fits wins. A `{name}` stands for one whole segment that
// is not empty, and matches what the segment decodes to. Whoever answers GET answers HEAD; servers leave the body out.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace lockstep::http {

inline constexpr std::size_t route_parameters_max = 4;

template <class Handler>
struct Route {
    Method method = Method::get;
    std::string_view pattern;
    Handler handler{};
};

enum class Routed : std::uint8_t {
    found,
    wrong_method,  // the path is known, for other verbs
    unknown_path,
};

template <class Handler>
struct Match {
    Routed routed = Routed::unknown_path;
    Handler handler{};
    std::array<std::string, route_parameters_max> parameters;  // in the pattern's order, decoded
};

// The parameters' values when `path` (still encoded) fits `pattern`. One trailing slash makes no difference.
std::optional<std::array<std::string, route_parameters_max>> fit(std::string_view pattern, std::string_view path);

template <class Handler>
Match<Handler> match(std::span<Route<Handler> const> table, Method method, std::string_view path) {
    Match<Handler> answer;
    auto const wanted = method == Method::head ? Method::get : method;
    for (auto const& route : table) {
        if (route.method != wanted && answer.routed == Routed::wrong_method) continue;
        auto parameters = fit(route.pattern, path);
        if (!parameters) continue;
        if (route.method == wanted) return {Routed::found, route.handler, std::move(*parameters)};
        answer.routed = Routed::wrong_method;
    }
    return answer;
}

template <class Handler, std::size_t size>
Match<Handler> match(std::array<Route<Handler>, size> const& table, Method method, std::string_view path) {
    return match(std::span<Route<Handler> const>{table}, method, path);
}

// "GET, HEAD, POST": what an answer 405 must name.
template <class Handler>
std::string allowed_methods(std::span<Route<Handler> const> table, std::string_view path) {
    std::vector<std::string_view> names;
    for (auto const& route : table) {
        auto const name = name_of(route.method);
        if (!fit(route.pattern, path) || std::find(names.begin(), names.end(), name) != names.end()) continue;
        names.push_back(name);
        if (route.method == Method::get) names.push_back(name_of(Method::head));
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

template <class Handler, std::size_t size>
std::string allowed_methods(std::array<Route<Handler>, size> const& table, std::string_view path) {
    return allowed_methods(std::span<Route<Handler> const>{table}, path);
}

}  // namespace lockstep::http
