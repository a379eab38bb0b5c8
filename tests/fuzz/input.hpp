// How fuzz targets read their bytes: parts apart by lines of `---`, requests as text.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace lockstep::fuzz {

inline void require(bool holds) {
    if (!holds) std::abort();
}

inline void replace_all(std::string& text, std::string_view what, std::string const& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

// Up to and without `end`, which is taken off as well.
inline std::string_view take(std::string_view& text, std::string_view end) {
    auto const at = text.find(end);
    auto const part = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
    return part;
}

inline std::string_view take_part(std::string_view& text) { return take(text, "\n---\n"); }

// `VERB target`, then header lines, an empty line and the body.
inline http::Request request_of(std::string_view text) {
    http::Request request;
    auto first = take(text, "\n");
    request.method = http::method_from(take(first, " "));
    request.target = first;
    while (!text.empty()) {
        auto line = take(text, "\n");
        if (line.empty()) break;
        auto const name = take(line, ": ");
        request.headers.add(name, line);
    }
    request.body = text;
    return request;
}

}  // namespace lockstep::fuzz
