#include "http/router.hpp"

#include "http/target.hpp"

namespace lockstep::http {

namespace {

// Takes the next segment off `path`, which starts with a slash.
std::string_view next_segment(std::string_view& path) {
    path.remove_prefix(1);
    auto const segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

constexpr bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

}  // namespace

std::optional<std::array<std::string, route_parameters_max>> fit(std::string_view pattern, std::string_view path) {
    std::array<std::string, route_parameters_max> parameters;
    std::size_t count = 0;
    while (!pattern.empty() && !path.empty()) {
        if (pattern.front() != '/' || path.front() != '/') return std::nullopt;
        auto const wanted = next_segment(pattern);
        auto const got = next_segment(path);
        if (!is_parameter(wanted)) {
            if (wanted != got) return std::nullopt;
            continue;
        }
        auto decoded = percent_decoded(got);
        if (!decoded || decoded->empty() || count == parameters.size()) return std::nullopt;
        parameters[count++] = std::move(*decoded);
    }
    if (!pattern.empty() || !(path.empty() || path == "/")) return std::nullopt;
    return parameters;
}

}  // namespace lockstep::http
