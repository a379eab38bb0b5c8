#include "http/headers.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace lockstep::http {

namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The characters of an HTTP token (RFC 9110, section 5.6.2).
constexpr auto token_characters = [] {
    std::array<bool, 256> table{};
    for (char const c : std::string_view{"!#$%&'*+-.^_`|~0123456789"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

constexpr auto is_token = [](char c) { return token_characters[static_cast<unsigned char>(c)]; };

constexpr auto ends_a_field = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };

constexpr std::string_view separator = ": ";
constexpr std::size_t room_for_a_head = 128;  // bytes: most messages' fields fit

}  // namespace

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

void Headers::add(std::string_view name, std::string_view value) {
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_token)) return;
    fields_.reserve(std::max(room_for_a_head, fields_.size() + name.size() + separator.size() + value.size() + 1));
    fields_ += name;
    fields_ += separator;
    auto const start = fields_.size();
    fields_ += value;
    std::replace_if(fields_.begin() + static_cast<std::ptrdiff_t>(start), fields_.end(), ends_a_field, ' ');
    fields_ += '\n';
}

void Headers::set(std::string_view name, std::string_view value) {
    if (has(name)) {
        // `value` may point into the fields that remove() is about to move.
        std::string const kept{value};
        remove(name);
        add(name, kept);
    } else {
        add(name, value);
    }
}

void Headers::remove(std::string_view name) {
    std::size_t at = 0;
    while (at < fields_.size()) {
        auto const end = fields_.find('\n', at) + 1;
        auto const colon = fields_.find(separator, at);
        if (equal_ignoring_case(std::string_view{fields_}.substr(at, colon - at), name))
            fields_.erase(at, end - at);
        else
            at = end;
    }
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (auto const field : *this)
        if (equal_ignoring_case(field.name, name)) return field.value;
    return std::nullopt;
}

std::size_t Headers::size() const { return static_cast<std::size_t>(std::count(fields_.begin(), fields_.end(), '\n')); }

Header Headers::Iterator::operator*() const {
    auto const colon = rest_.find(separator);
    auto const value = colon + separator.size();
    return {rest_.substr(0, colon), rest_.substr(value, rest_.find('\n', value) - value)};
}

Headers::Iterator& Headers::Iterator::operator++() {
    rest_.remove_prefix(rest_.find('\n') + 1);
    return *this;
}

}  // namespace lockstep::http
