#include "api/json.hpp"

#include "http/limits.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::api {

namespace {

// Brackets outside strings. Checked first, because a parsed tree is freed and written by recursion.
bool nests_too_deep(std::string_view text) {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > http::limits::json_depth) return true;
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return false;
}

}  // namespace

std::optional<Fields> parse_json(std::string_view text) {
    if (nests_too_deep(text)) return std::nullopt;
    auto parsed = Fields::parse(text, nullptr, false);
    if (parsed.is_discarded()) return std::nullopt;
    return parsed;
}

std::string text_of(Json const& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        std::size_t const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || text.size() - i < length) return false;
        for (std::size_t at = 1; at < length; ++at)
            if ((static_cast<unsigned char>(text[i + at]) & 0xc0) != 0x80) return false;
        // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
        auto const second = static_cast<unsigned char>(text[i + 1]);
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
            (lead == 0xf4 && second > 0x8f))
            return false;
        i += length;
    }
    return true;
}

std::string time_text(Instant instant) {
    return format_instant(std::chrono::floor<std::chrono::milliseconds>(instant));
}

Json time_or_null(Instant instant) { return is_finite(instant) ? Json(time_text(instant)) : Json(nullptr); }

Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

}  // namespace lockstep::api
