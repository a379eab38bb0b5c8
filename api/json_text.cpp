#include "api/json_text.hpp"

#include <algorithm>

namespace lockstep::api {

namespace {

bool is_plain(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\';
}

}  // namespace

void JsonText::add(Json const& value) {
    if (value.is_array() && value.empty())
        out_ += "[]";
    else
        out_ += text_of(value);
}

void JsonText::add(std::string_view value) {
    if (!std::all_of(value.begin(), value.end(), is_plain)) {
        out_ += text_of(Json(value));
        return;
    }
    out_ += '"';
    out_ += value;
    out_ += '"';
}

void JsonText::add_or_null(std::string_view value) {
    if (value.empty())
        out_ += "null";
    else
        add(value);
}

void JsonText::add(Named value) {
    out_ += R"({"name":)";
    add_or_null(value.name);
    out_ += '}';
}

void JsonText::add(Uuid value) {
    out_ += '"';
    value.append_to(out_);
    out_ += '"';
}

void JsonText::add(Instant value) {
    if (!is_finite(value)) {
        out_ += "null";
        return;
    }
    out_ += '"';
    out_ += time_text(value);
    out_ += '"';
}

}  // namespace lockstep::api
