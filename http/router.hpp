// A table of routes: method and path pattern to whatever the caller wants to be told (an enum, an index).
//
//     static constexpr std::array table{
//         Route<Call>{Method::get, "/locks/{id}/access_codes", Call::list},
//         Route<Call>{Method::delete_, "/access_codes/{id}", Call::erase},
//     };
//     auto const found = match(table, request.method, split_target(request.target).path);
//
// Tables are small and scanned in order; the first route that fits wins. A `{name}` stands for one whole segment that
// is not empty, and matches what the segment decodes to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

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

// The parameters' values when `path` (still encoded) fits `pattern`. A trailing slash makes another path.
std::optional<std::array<std::string, route_parameters_max>> fit(std::string_view pattern, std::string_view path);

template <class Handler>
Match<Handler> match(std::span<Route<Handler> const> table, Method method, std::string_view path) {
    Match<Handler> answer;
    for (auto const& route : table) {
        if (route.method != method && answer.routed == Routed::wrong_method) continue;
        auto parameters = fit(route.pattern, path);
        if (!parameters) continue;
        if (route.method == method) return {Routed::found, route.handler, std::move(*parameters)};
        answer.routed = Routed::wrong_method;
    }
    return answer;
}

template <class Handler, std::size_t size>
Match<Handler> match(std::array<Route<Handler>, size> const& table, Method method, std::string_view path) {
    return match(std::span<Route<Handler> const>{table}, method, path);
}

// "GET, POST": what an answer 405 must name.
template <class Handler>
std::string allowed_methods(std::span<Route<Handler> const> table, std::string_view path) {
    std::string names;
    for (auto const& route : table) {
        if (!fit(route.pattern, path)) continue;
        if (!names.empty()) names += ", ";
        names += name_of(route.method);
    }
    return names;
}

template <class Handler, std::size_t size>
std::string allowed_methods(std::array<Route<Handler>, size> const& table, std::string_view path) {
    return allowed_methods(std::span<Route<Handler> const>{table}, path);
}

}  // namespace lockstep::http
