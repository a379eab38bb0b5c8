#include "harness/serve/control_body.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/time_text.hpp"

namespace lockstep::harness {

api::Outcome<ControlBody> ControlBody::read(std::string_view text, std::initializer_list<std::string_view> known) {
    if (text.empty()) return ControlBody{api::Fields::object(), ""};
    auto parsed = api::parse_json(text);
    if (!parsed) return failure(api::invalid("", "The body is no JSON."));
    return read(std::move(*parsed), "", known);
}

api::Outcome<ControlBody> ControlBody::read(api::Fields object, std::string_view within,
                                            std::initializer_list<std::string_view> known) {
    if (!object.is_object()) return failure(api::invalid("", "The body is no JSON object."));
    for (auto const& [key, value] : object.items())
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            std::string listed;
            for (auto const name : known)
                listed += fmt::format("{}{}", listed.empty() ? "" : ", ", name);
            return failure(api::invalid(fmt::format("{}{}", within, key),
                                        fmt::format("Unknown key `{}`; known here: {}.", key, listed)));
        }
    return ControlBody{std::move(object), within};
}

api::Fields const* ControlBody::find(std::string_view key) const {
    auto const found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
}

api::Problem ControlBody::wrong(std::string_view key, std::string_view wanted) const {
    auto const* const held = find(key);
    return api::invalid(fmt::format("{}{}", within_, key), held == nullptr
                                                               ? fmt::format("`{}` is missing: {}.", key, wanted)
                                                               : fmt::format("`{}` is not {}.", key, wanted));
}

api::Outcome<bool> ControlBody::boolean(std::string_view key) const {
    auto const* const held = find(key);
    if (held == nullptr || !held->is_boolean()) return failure(wrong(key, "true or false"));
    return held->get<bool>();
}

api::Outcome<std::string> ControlBody::text(std::string_view key) const {
    auto const* const held = find(key);
    if (held == nullptr || !held->is_string()) return failure(wrong(key, "a text"));
    return held->get<std::string>();
}

api::Outcome<api::Fields> ControlBody::object(std::string_view key) const {
    auto const* const held = find(key);
    if (held == nullptr || !held->is_object()) return failure(wrong(key, "an object"));
    return *held;
}

api::Outcome<std::uint64_t> ControlBody::integer(std::string_view key) const {
    auto const* const held = find(key);
    if (held == nullptr || !held->is_number_unsigned()) return failure(wrong(key, "a whole number"));
    return held->get<std::uint64_t>();
}

api::Outcome<Instant> ControlBody::instant(std::string_view key) const {
    auto const* const held = find(key);
    auto const parsed = held != nullptr && held->is_string()
                            ? parse_instant(held->get_ref<std::string const&>())
                            : Result<Instant, TimeTextError>{failure(TimeTextError{TimeTextProblem::missing_zone})};
    if (!parsed) return failure(wrong(key, "an instant such as 2030-01-01T15:00:00Z"));
    return *parsed;
}

api::Outcome<Duration> ControlBody::duration(std::string_view key) const {
    auto const* const held = find(key);
    if (held != nullptr && held->is_string())
        if (auto const parsed = parse_duration(held->get_ref<std::string const&>()); parsed && *parsed <= hundred_years)
            return *parsed;
    return failure(wrong(key, "a duration such as 1h30m, of at most 100 years"));
}

}  // namespace lockstep::harness
