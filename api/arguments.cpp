#include "api/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "runtime/hash.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t pin_digits_min = 4;
constexpr std::size_t pin_digits_max = 12;
constexpr std::size_t text_bytes_max = 1024;
constexpr std::size_t list_length_max = 10'000;

std::string_view kind_of(Fields const& json) {
    switch (json.type()) {
        case Fields::value_t::null:
            return "null";
        case Fields::value_t::object:
            return "an object";
        case Fields::value_t::array:
            return "a list";
        case Fields::value_t::string:
            return "a string";
        case Fields::value_t::boolean:
            return "a boolean";
        default:
            return "a number";
    }
}

std::string choices_text(std::span<std::string_view const> choices) {
    std::string text;
    for (auto const choice : choices)
        text += fmt::format("{}`{}`", text.empty() ? "" : ", ", choice);
    return text;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// An instant as `parse_instant` knows it, from what else clients write: a date alone is its midnight in UTC; a blank
// stands for the T, or for the plus that a query did not encode; an offset may lack its colon; what is finer than a
// microsecond is dropped.
std::string usual_form_of_instant(std::string text) {
    constexpr std::size_t date_size = 10;
    constexpr std::size_t fraction_digits = 6;
    if (text.size() == date_size) return text + "T00:00:00Z";
    if (text.size() < date_size) return text;
    if (text[date_size] == ' ') text[date_size] = 'T';
    if (auto const blank = text.rfind(' '); blank != std::string::npos) text[blank] = '+';
    auto const sign = text.find_last_of("+-");
    if (sign > date_size && text.size() == sign + 5 &&
        std::all_of(text.begin() + static_cast<std::ptrdiff_t>(sign) + 1, text.end(), is_digit))
        text.insert(sign + 3, ":");
    auto const point = text.find('.');
    if (point == std::string::npos) return text;
    auto const end =
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(point) + 1, text.end(), is_digit) - text.begin();
    if (auto const finest = point + 1 + fraction_digits; static_cast<std::size_t>(end) > finest)
        text.erase(finest, static_cast<std::size_t>(end) - finest);
    return text;
}

}  // namespace

// One field against one row of the table: the value, or what is wrong with it.
class ArgumentCheck {
  public:
    using Value = Arguments::Value;
    using Checked = Result<Value, std::string>;

    static Checked field(Fields const& json, Parameter const& parameter) {
        switch (parameter.kind) {
            case ParameterKind::texts:
                return list<std::string>(json, parameter);
            case ParameterKind::numbers:
                return list<std::int64_t>(json, parameter);
            case ParameterKind::uuids:
                return list<Uuid>(json, parameter);
            case ParameterKind::instants:
                return list<Instant>(json, parameter);
            default:
                return single(json, parameter);
        }
    }

  private:
    static Checked single(Fields const& json, Parameter const& parameter) {
        switch (parameter.kind) {
            case ParameterKind::flag:
                if (!json.is_boolean()) return failure(expected("true or false", json));
                return Value{json.get<bool>()};
            case ParameterKind::number:
            case ParameterKind::numbers:
                return number(json, parameter);
            case ParameterKind::object:
                if (!json.is_object()) return failure(expected("an object", json));
                return Value{json.dump(-1, ' ', false, Fields::error_handler_t::replace)};
            default:
                break;
        }
        if (!json.is_string()) return failure(expected("a string", json));
        auto const& text = json.get_ref<std::string const&>();
        if (text.size() > text_bytes_max) return failure(fmt::format("is longer than {} bytes", text_bytes_max));
        switch (parameter.kind) {
            case ParameterKind::uuid:
            case ParameterKind::uuids:
                return uuid(text);
            case ParameterKind::instant:
            case ParameterKind::instants:
                return instant(text);
            case ParameterKind::pin:
                return pin(text);
            case ParameterKind::choice:
                return choice(text, parameter);
            default:
                return Value{text};
        }
    }

    template <class T>
    static Checked list(Fields const& json, Parameter const& parameter) {
        if (!json.is_array()) return failure(expected("a list", json));
        if (json.size() > list_length_max) return failure(fmt::format("has more than {} items", list_length_max));
        std::vector<T> items;
        for (std::size_t at = 0; at < json.size(); ++at) {
            auto checked = single(json[at], parameter);
            if (!checked) return failure(fmt::format("item {}: {}", at, checked.error()));
            items.push_back(std::get<T>(std::move(checked).value()));
        }
        return Value{std::move(items)};
    }

    static Checked number(Fields const& json, Parameter const& parameter) {
        if (!json.is_number()) return failure(expected("a number", json));
        auto const whole = whole_number(json);
        if (!whole) return failure(std::string{"must be a whole number"});
        if (*whole < parameter.least) return failure(fmt::format("must be {} or more", parameter.least));
        if (*whole > parameter.most) return failure(fmt::format("must be {} or less", parameter.most));
        return Value{*whole};
    }

    // Clients in languages with typed numbers write 10 as 10.0.
    static std::optional<std::int64_t> whole_number(Fields const& json) {
        constexpr double exact_max = 9'007'199'254'740'992.0;  // 2^53: up to here every whole number is itself
        if (json.is_number_float()) {
            auto const number = json.get<double>();
            bool const is_whole = std::abs(number) <= exact_max && std::trunc(number) == number;
            return is_whole ? std::optional{static_cast<std::int64_t>(number)} : std::nullopt;
        }
        bool const too_large = json.is_number_unsigned() && json.get<std::uint64_t>() >> 63;
        return too_large ? std::nullopt : std::optional{json.get<std::int64_t>()};
    }

    static Checked uuid(std::string_view text) {
        auto const uuid = Uuid::parse(text);
        if (!uuid) return failure(std::string{"is not a uuid"});
        return Value{*uuid};
    }

    static Checked instant(std::string_view text) {
        auto const instant = parse_instant(usual_form_of_instant(std::string{text}));
        if (!instant)
            return failure(
                fmt::format("is not an ISO 8601 time with `Z` or an offset: {}", message(instant.error().problem)));
        return Value{*instant};
    }

    static Checked pin(std::string_view text) {
        auto const pin = engine::Pin::parse(text);
        if (!pin || pin->size() < pin_digits_min || pin->size() > pin_digits_max)
            return failure(fmt::format("must have {} to {} digits and nothing else", pin_digits_min, pin_digits_max));
        return Value{*pin};
    }

    static Checked choice(std::string const& text, Parameter const& parameter) {
        for (auto const choice : parameter.choices)
            if (text == choice) return Value{text};
        return failure(fmt::format("must be one of {}", choices_text(parameter.choices)));
    }

    static std::string expected(std::string_view wanted, Fields const& got) {
        return fmt::format("must be {}, not {}", wanted, kind_of(got));
    }
};

Outcome<Arguments> Arguments::check(Fields const& fields, std::span<Parameter const> table) {
    Arguments arguments{table};
    auto refusal = problem(ProblemType::invalid_input, "");
    for (std::size_t at = 0; at < table.size(); ++at) {
        auto const& parameter = table[at];
        auto const found = fields.find(parameter.name);
        bool const is_null = found != fields.end() && found->is_null();
        if (is_null && parameter.null_means == NullMeans::null) {
            arguments.values_[at] = Null{};
        } else if (found == fields.end() || is_null) {
            if (parameter.need == Need::required) refusal.add(parameter.name, "is required");
        } else if (auto checked = ArgumentCheck::field(*found, parameter); checked.ok()) {
            arguments.values_[at] = std::move(checked).value();
        } else {
            refusal.add(parameter.name, checked.error());
        }
    }
    if (!refusal.field_messages.empty()) return failure(std::move(refusal));
    return arguments;
}

Arguments::Value const& Arguments::value(std::string_view name) const {
    std::size_t at = 0;
    while (at < table_.size() && table_[at].name != name)
        ++at;
    assert(at < table_.size() && "the route's table has no such parameter");
    return values_[at];
}

bool Arguments::has(std::string_view name) const { return !std::holds_alternative<Absent>(value(name)); }
bool Arguments::is_null(std::string_view name) const { return std::holds_alternative<Null>(value(name)); }

std::optional<std::vector<std::string>> Arguments::texts(std::string_view name) const {
    return get<std::vector<std::string>>(name);
}

std::optional<std::vector<Instant>> Arguments::instants(std::string_view name) const {
    return get<std::vector<Instant>>(name);
}

namespace {

void add_value(StateHash& hash, bool value) { hash.add(value); }
void add_value(StateHash& hash, std::int64_t value) { hash.add(value); }
void add_value(StateHash& hash, std::string const& value) { hash.add(std::string_view{value}); }
void add_value(StateHash& hash, Uuid const& value) { hash.add(value.high, value.low); }
void add_value(StateHash& hash, Instant value) { hash.add(value); }
void add_value(StateHash& hash, engine::Pin value) { hash.add(value.packed()); }
template <class T>
void add_value(StateHash& hash, std::vector<T> const& values) {
    hash.add(values.size());
    for (auto const& value : values)
        add_value(hash, value);
}

}  // namespace

std::uint64_t Arguments::hash_without(std::span<std::string_view const> names) const {
    StateHash hash;
    for (std::size_t at = 0; at < table_.size(); ++at) {
        if (std::find(names.begin(), names.end(), table_[at].name) != names.end()) continue;
        auto const& value = values_[at];
        hash.add(value.index());
        std::visit(
            [&](auto const& held) {
                using Held = std::decay_t<decltype(held)>;
                if constexpr (!std::is_same_v<Held, Absent> && !std::is_same_v<Held, Null>) add_value(hash, held);
            },
            value);
    }
    return hash.value();
}

}  // namespace lockstep::api
