#include "providers/smartthings/protocol_json.hpp"

#include <limits>

#include "http/limits.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::providers::smartthings {

std::optional<Json> read_json(std::string_view text) {
    bool too_deep = false;
    auto const look = [&](int depth, Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > static_cast<int>(http::limits::json_depth);
        return !too_deep;
    };
    auto value = Json::parse(text.begin(), text.end(), look, false);
    if (too_deep || value.is_discarded()) return std::nullopt;
    return value;
}

std::string write_json(Json const& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json const* member(Json const& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    auto const found = object.find(std::string{key});
    return found == object.end() ? nullptr : &*found;
}

std::string const* text_member(Json const& object, std::string_view key) {
    auto const* const found = member(object, key);
    return found == nullptr ? nullptr : found->get_ptr<std::string const*>();
}

std::optional<std::int64_t> integer_of(Json const& value) {
    if (value.is_number_unsigned()) {
        auto const number = value.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    if (value.is_number_integer()) return value.get<std::int64_t>();
    return std::nullopt;
}

std::optional<Instant> instant_member(Json const& object, std::string_view key) {
    auto const* const text = text_member(object, key);
    if (text == nullptr) return std::nullopt;
    auto const instant = parse_instant(*text);
    return instant ? std::optional{*instant} : std::nullopt;
}

}  // namespace lockstep::providers::smartthings
