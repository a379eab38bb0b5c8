#include "providers/august/protocol_json.hpp"

#include "http/limits.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::providers::august {

std::optional<Tree> parse_object(std::string_view text) {
    bool too_deep = false;
    auto const bounded = [&](int depth, Tree::parse_event_t, Tree&) {
        too_deep = too_deep || depth > static_cast<int>(http::limits::json_depth);
        return !too_deep;
    };
    auto json = Tree::parse(text.begin(), text.end(), bounded, false);
    if (too_deep || !json.is_object()) return std::nullopt;
    return json;
}

bool read_text(Tree const& object, std::string_view key, std::string& into) {
    auto const found = object.find(key);
    if (found == object.end() || found->is_null()) return true;
    if (!found->is_string()) return false;
    into = found->get<std::string>();
    return true;
}

std::int64_t integer_at(Tree const& object, std::string_view key) {
    auto const found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::string stamp(Instant instant) {
    using std::chrono::milliseconds;
    return format_instant(is_finite(instant) ? std::chrono::floor<milliseconds>(instant) : instant);
}

std::string text_of(Json const& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace lockstep::providers::august
