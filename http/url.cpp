#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/headers.hpp"

namespace lockstep::http {

namespace {

// Anything else could end the line that it is written in.
bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

}  // namespace

Result<Url, std::string> parse_url(std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), is_visible))
        return failure(std::string{"an address is written in visible ASCII; encode the rest with %XX"});
    text = text.substr(0, text.find('#'));
    auto const scheme_ends = text.find("://");
    auto const host_begins = scheme_ends == std::string_view::npos ? 0 : scheme_ends + 3;
    auto const target_begins = std::min(text.find_first_of("/?", host_begins), text.size());
    auto origin = parse_origin(text.substr(0, target_begins));
    if (!origin) return failure(origin.error());
    std::string target{text.substr(target_begins)};
    if (!target.starts_with('/')) target.insert(0, "/");
    return Url{std::move(*origin), std::move(target)};
}

bool is_loopback(std::string_view host) {
    auto const is_numeric = [](char c) { return c == '.' || (c >= '0' && c <= '9'); };
    if (host.starts_with("127.")) return std::all_of(host.begin(), host.end(), is_numeric);
    return host == "::1" || equal_ignoring_case(host, "localhost");
}

}  // namespace lockstep::http
