#include "http/target.hpp"

#include <algorithm>

#include "http/limits.hpp"

namespace lockstep::http {

namespace {

constexpr int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr bool is_unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, Plus plus) {
    if (text.find_first_of("%+") == std::string_view::npos) return std::string{text};
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::space) {
            decoded += ' ';
        } else if (text[i] != '%') {
            decoded += text[i];
        } else {
            if (text.size() - i < 3) return std::nullopt;
            auto const high = hex_value(text[i + 1]);
            auto const low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return decoded;
}

std::string percent_encoded(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    if (std::all_of(text.begin(), text.end(), is_unreserved)) return std::string{text};
    std::string encoded;
    encoded.reserve(text.size());
    for (char const c : text) {
        if (is_unreserved(c)) {
            encoded += c;
        } else {
            auto const byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += digits[byte >> 4];
            encoded += digits[byte & 15];
        }
    }
    return encoded;
}

std::optional<Query> Query::parse(std::string_view text) {
    Query query;
    while (!text.empty()) {
        auto const part = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        if (part.empty()) continue;
        if (query.parameters_.size() == limits::query_parameters) return std::nullopt;
        auto const equals = part.find('=');
        auto name = percent_decoded(part.substr(0, equals), Plus::space);
        auto value = percent_decoded(equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1),
                                     Plus::space);
        if (!name || !value) return std::nullopt;
        query.add(std::move(*name), std::move(*value));
    }
    return query;
}

std::optional<std::string_view> Query::find(std::string_view name) const {
    for (auto const& parameter : parameters_)
        if (parameter.name == name) return parameter.value;
    return std::nullopt;
}

std::vector<std::string_view> Query::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (auto const& parameter : parameters_)
        if (parameter.name == name) values.emplace_back(parameter.value);
    return values;
}

std::string Query::text() const {
    std::string text;
    for (auto const& parameter : parameters_) {
        if (!text.empty()) text += '&';
        text += percent_encoded(parameter.name);
        text += '=';
        text += percent_encoded(parameter.value);
    }
    return text;
}

SplitTarget split_target(std::string_view target) {
    target = target.substr(0, target.find('#'));
    auto const query_mark = target.find('?');
    auto path = target.substr(0, query_mark);
    auto const query = query_mark == std::string_view::npos ? std::string_view{} : target.substr(query_mark + 1);
    if (path.empty() || path.front() != '/') {
        auto const scheme = path.find("://");
        if (scheme != std::string_view::npos) {
            auto const slash = path.find('/', scheme + 3);
            path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
        }
    }
    if (path.empty()) path = "/";
    return {path, query};
}

}  // namespace lockstep::http
