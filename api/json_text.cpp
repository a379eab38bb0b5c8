#include "api/json_text.hpp"

#include <algorithm>
#include <chrono>

#include "runtime/time_text.hpp"

namespace lockstep::api {

namespace {

// Nothing in it has to be escaped. Looks at all of it, without a jump, so that many characters are judged at once.
bool is_plain(std::string_view text) {
    unsigned odd = 0;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        odd |= static_cast<unsigned>(byte < 0x20) | static_cast<unsigned>(byte >= 0x7f) |
               static_cast<unsigned>(c == '"') | static_cast<unsigned>(c == '\\');
    }
    return odd == 0;
}

}  // namespace

void JsonText::add(Json const& value) {
    if (value.is_array() && value.empty())
        out_.add("[]");
    else
        out_.add(text_of(value));
}

void JsonText::add(std::vector<Json> const& values) {
    out_.add('[');
    for (auto const& value : values) {
        if (&value != &values.front()) out_.add(',');
        add(value);
    }
    out_.add(']');
}

void JsonText::add(std::string_view value) {
    if (!is_plain(value)) {
        out_.add(text_of(Json(value)));
        return;
    }
    char* const at = out_.room(value.size() + 2);
    at[0] = '"';
    value.copy(at + 1, value.size());
    at[value.size() + 1] = '"';
}

void JsonText::add_or_null(std::string_view value) {
    if (value.empty())
        out_.add("null");
    else
        add(value);
}

void JsonText::add(Named value) {
    out_.add(R"({"name":)");
    add_or_null(value.name);
    out_.add('}');
}

void JsonText::add(Uuid value) {
    char* const at = out_.room(Uuid::text_length + 2);
    at[0] = '"';
    value.write_to(at + 1);
    at[Uuid::text_length + 1] = '"';
}

void JsonText::add(Instant value) {
    if (!is_finite(value)) return out_.add("null");
    auto const text = usual_text(std::chrono::floor<std::chrono::milliseconds>(value));
    if (!text) return add(std::string_view{time_text(value)});
    char* const at = out_.room(text->size() + 2);
    at[0] = '"';
    std::copy(text->begin(), text->end(), at + 1);
    at[text->size() + 1] = '"';
}

}  // namespace lockstep::api
