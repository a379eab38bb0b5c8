#include "harness/serve/cors.hpp"

#include <algorithm>

namespace lockstep::harness {

namespace {

constexpr std::string_view allowed_methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
constexpr std::string_view allowed_headers =
    "authorization, content-type, client-session-token, seam-client-session-token, seam-publishable-key, "
    "seam-workspace, seam-sdk-name, seam-sdk-version, seam-lts-version";
constexpr std::string_view exposed_headers = "seam-request-id, retry-after";
constexpr std::string_view preflight_seconds = "600";

}  // namespace

bool Cors::is_origin(std::string_view text) {
    auto const scheme_ends = text.find("://");
    if (scheme_ends == std::string_view::npos || scheme_ends == 0) return false;
    auto const host = text.substr(scheme_ends + 3);
    return !host.empty() && host.find_first_of("/?#@*, ") == std::string_view::npos;
}

std::optional<std::string> Cors::allowed_origin(http::Request const& request) const {
    auto const origin = request.headers.find("origin");
    if (!origin || std::find(origins_.begin(), origins_.end(), *origin) == origins_.end()) return std::nullopt;
    return std::string{*origin};
}

std::optional<http::Response> Cors::preflight(http::Request const& request) const {
    bool const asks = request.method == http::Method::options && request.headers.has("access-control-request-method");
    if (!asks || !allowed_origin(request)) return std::nullopt;
    http::Response response{204, {}, {}};
    permit(request, response);
    response.headers.set("access-control-allow-methods", allowed_methods);
    response.headers.set("access-control-allow-headers", allowed_headers);
    response.headers.set("access-control-max-age", preflight_seconds);
    return response;
}

void Cors::permit(http::Request const& request, http::Response& response) const {
    if (origins_.empty()) return;
    response.headers.add("vary", "origin");
    auto const origin = allowed_origin(request);
    if (!origin) return;
    response.headers.set("access-control-allow-origin", *origin);
    response.headers.set("access-control-allow-credentials", "true");
    response.headers.set("access-control-expose-headers", exposed_headers);
}

}  // namespace lockstep::harness
