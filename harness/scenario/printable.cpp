#include "harness/scenario/printable.hpp"

#include <fmt/format.h>

#include "harness/scenario/source.hpp"

namespace lockstep::harness {
namespace {

constexpr unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }

// U+202A to U+202E, U+2066 to U+2069.
bool turns_direction(std::string_view character) {
    if (character.size() != 3 || byte_of(character[0]) != 0xe2) return false;
    auto const second = byte_of(character[1]);
    auto const third = byte_of(character[2]);
    return (second == 0x80 && third >= 0xaa && third <= 0xae) || (second == 0x81 && third >= 0xa6 && third <= 0xa9);
}

}  // namespace

std::string_view first_character(std::string_view text) {
    std::size_t length = 1;
    while (length < 4 && length < text.size() && (byte_of(text[length]) & 0xc0u) == 0x80u)
        ++length;
    std::string_view const whole = text.substr(0, length);
    return utf8_valid_length(whole) == whole.size() ? whole : whole.substr(0, 1);
}

bool is_unprintable(std::string_view character) {
    auto const first = byte_of(character[0]);
    if (first < 0x20 || first == 0x7f) return true;
    if (first < 0x80) return false;
    bool const second_set = first == 0xc2 && character.size() == 2 && byte_of(character[1]) < 0xa0u;
    return second_set || turns_direction(character) || utf8_valid_length(character) != character.size();
}

std::string printable(std::string_view text, LineEnds ends) {
    std::string made;
    made.reserve(text.size());
    while (!text.empty()) {
        std::string_view const character = first_character(text);
        text.remove_prefix(character.size());
        if (!is_unprintable(character) || (character == "\n" && ends == LineEnds::kept))
            made += character;
        else if (character == "\n")
            made += "\\n";
        else if (character == "\t")
            made += "\\t";
        else
            for (char const c : character)
                made += fmt::format("\\x{:02x}", byte_of(c));
    }
    return made;
}

}  // namespace lockstep::harness
