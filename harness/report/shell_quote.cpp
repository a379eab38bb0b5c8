#include "harness/report/shell_quote.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/printable.hpp"

namespace lockstep::harness {
namespace {

// In the notation that shells know for bytes which nobody can type.
std::string spelt_out(std::string_view word) {
    std::string out = "$'";
    for (char const c : word) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7f)
            out += fmt::format("\\x{:02x}", byte);
        else if (c == '\'' || c == '\\')
            out += fmt::format("\\{}", c);
        else
            out += c;
    }
    return out + "'";
}

}  // namespace

std::string always_quoted(std::string_view word) {
    if (printable(word) != word) return spelt_out(word);
    std::string out = "'";
    for (char const c : word) {
        // A quote ends the quoted part, stands escaped by itself, and begins the next one.
        if (c == '\'')
            out += "'\\''";
        else
            out += c;
    }
    return out + "'";
}

std::string shell_quoted(std::string_view word) {
    auto const plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_-./:,=+@%").find(c) != std::string_view::npos;
    };
    if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return std::string{word};
    return always_quoted(word);
}

}  // namespace lockstep::harness
