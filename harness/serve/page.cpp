#include "harness/serve/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "harness/serve/page_files.hpp"
#include "http/target.hpp"

namespace lockstep::harness {

namespace {

constexpr std::string_view page_path = "/ui";
constexpr std::string_view page_file = "index.html";

std::string_view type_of_file(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> types{{
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
    }};
    for (auto const& [ending, type] : types)
        if (name.ends_with(ending)) return type;
    return "application/octet-stream";
}

// Everything comes from here, nothing is inline, nobody frames it, and its address goes nowhere.
void guard(http::Response& response) {
    response.headers.set("content-security-policy",
                         "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    response.headers.set("x-content-type-options", "nosniff");
    response.headers.set("referrer-policy", "no-referrer");
}

http::Response plain(int status, std::string text) {
    http::Response response{status, {}, std::move(text)};
    response.headers.set(http::field::content_type, "text/plain; charset=utf-8");
    guard(response);
    return response;
}

// `if-none-match: "a", W/"b"` or `*`.
bool names_version(std::string_view field, std::string_view tag) {
    return field == "*" || field.find(tag) != std::string_view::npos;
}

http::Response file_response(http::Request const& request, PageFile const& file) {
    http::Response response;
    auto const tag = fmt::format("\"{}\"", file.version);
    guard(response);
    response.headers.set("etag", tag);
    response.headers.set("cache-control", "no-cache");
    if (names_version(request.headers.find("if-none-match").value_or(""), tag)) {
        response.status = 304;
        return response;
    }
    response.headers.set(http::field::content_type, type_of_file(file.name));
    if (request.method != http::Method::head) response.body = file.content;
    return response;
}

}  // namespace

bool asks_for_page(http::Request const& request) {
    auto const path = http::split_target(request.target).path;
    if (path == page_path || path.starts_with("/ui/")) return true;
    return path == "/" && (request.method == http::Method::get || request.method == http::Method::head) &&
           request.headers.find("accept").value_or("").find("text/html") != std::string_view::npos;
}

http::Response answer_page(http::Request const& request) {
    if (request.method != http::Method::get && request.method != http::Method::head) {
        auto refused = plain(405, "The page answers GET and HEAD.\n");
        refused.headers.set(http::field::allow, "GET, HEAD");
        return refused;
    }
    auto const path = http::split_target(request.target).path;
    if (path == "/" || path == "/ui/") {
        auto elsewhere = plain(302, {});
        elsewhere.headers.set("location", page_path);
        return elsewhere;
    }
    auto const name = path == page_path ? page_file : path.substr(page_path.size() + 1);
    auto const files = embedded_page_files();
    auto const found =
        std::find_if(files.begin(), files.end(), [&](PageFile const& file) { return file.name == name; });
    if (found == files.end()) {
        auto missing = plain(404, "The page has no such file.\n");
        if (request.method == http::Method::head) missing.body.clear();
        return missing;
    }
    return file_response(request, *found);
}

}  // namespace lockstep::harness
