#include "providers/open/protocol_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "http/limits.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::providers::open {

using namespace std::string_view_literals;

namespace {

// What may not stand in a JSON string as it is.
constexpr auto special_characters = [] {
    std::array<bool, 256> table{};
    std::fill_n(table.begin(), 0x20, true);
    table['"'] = table['\\'] = true;
    return table;
}();
constexpr auto is_special = [](char c) { return special_characters[static_cast<unsigned char>(c)]; };

// Listens to nlohmann's parser and keeps the place. Answering false stops the parser, which then reports failure.
class Listener {
  public:
    explicit Listener(JsonVisitor& visitor) : visitor_(visitor) { place_.reserve(48); }

    bool null() { return scalar({}); }
    bool boolean(bool value) { return scalar({.kind = JsonValue::Kind::boolean, .boolean = value}); }
    bool number_integer(std::int64_t value) { return scalar({.kind = JsonValue::Kind::integer, .integer = value}); }
    bool number_unsigned(std::uint64_t value) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return scalar({.kind = JsonValue::Kind::real});
        return number_integer(static_cast<std::int64_t>(value));
    }
    bool number_float(double, std::string const&) { return scalar({.kind = JsonValue::Kind::real}); }
    bool string(std::string& value) { return scalar({.kind = JsonValue::Kind::text, .text = &value}); }
    bool binary(nlohmann::json::binary_t&) { return false; }

    bool start_object(std::size_t) { return open(JsonValue::Kind::object, ""); }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return open(JsonValue::Kind::list, "[]"); }
    bool end_array() { return close(); }

    bool key(std::string& name) {
        place_.resize(bases_.back());
        if (!place_.empty()) place_ += '.';
        if (name.find_first_of(".[") == std::string::npos)
            place_ += name;
        else
            place_ += '?';
        return true;
    }

    bool parse_error(std::size_t, std::string const&, nlohmann::json::exception const&) { return false; }

  private:
    bool scalar(JsonValue const& value) {
        if (bases_.empty()) return false;  // a body is an object
        return visitor_.take(place_, value);
    }

    bool open(JsonValue::Kind kind, std::string_view suffix) {
        if (bases_.empty() && kind != JsonValue::Kind::object) return false;
        if (bases_.size() == http::limits::json_depth) return false;
        if (!visitor_.take(place_, {.kind = kind})) return false;
        starts_.push_back(place_.size());
        place_ += suffix;
        bases_.push_back(place_.size());
        return true;
    }

    bool close() {
        place_.resize(starts_.back());
        starts_.pop_back();
        bases_.pop_back();
        return true;
    }

    JsonVisitor& visitor_;
    std::string place_;
    std::vector<std::size_t> starts_;  // of each open object or list: the length of its own place
    std::vector<std::size_t> bases_;   // and of what its members' places begin with
};

}  // namespace

bool visit_json(std::string_view text, JsonVisitor& visitor) {
    Listener listener{visitor};
    return nlohmann::json::sax_parse(text.begin(), text.end(), &listener);
}

bool take_text(JsonValue const& value, std::string& into) {
    if (value.kind != JsonValue::Kind::text) return false;
    into = std::move(*value.text);
    return true;
}

bool take_optional_text(JsonValue const& value, std::optional<std::string>& into) {
    if (value.kind == JsonValue::Kind::null) {
        into.reset();
        return true;
    }
    return take_text(value, into.emplace());
}

bool take_instant(JsonValue const& value, Instant& into, Instant when_null) {
    if (value.kind == JsonValue::Kind::null) {
        into = when_null;
        return true;
    }
    if (value.kind != JsonValue::Kind::text) return false;
    auto const instant = parse_instant(*value.text);
    if (!instant) return false;
    into = *instant;
    return true;
}

JsonWriter& JsonWriter::begin_object() {
    text_ += wants_comma() ? ",{"sv : "{"sv;
    return *this;
}

JsonWriter& JsonWriter::begin_object(std::string_view key) {
    member(key);
    text_ += '{';
    return *this;
}

JsonWriter& JsonWriter::end_object() {
    text_ += '}';
    return *this;
}

JsonWriter& JsonWriter::begin_list(std::string_view key) {
    member(key);
    text_ += '[';
    return *this;
}

JsonWriter& JsonWriter::end_list() {
    text_ += ']';
    return *this;
}

JsonWriter& JsonWriter::text(std::string_view key, std::string_view value) {
    member(key);
    quoted(value);
    return *this;
}

JsonWriter& JsonWriter::number(std::string_view key, std::int64_t value) {
    member(key);
    text_ += std::to_string(value);
    return *this;
}

JsonWriter& JsonWriter::boolean(std::string_view key, bool value) {
    member(key);
    text_ += value ? "true"sv : "false"sv;
    return *this;
}

JsonWriter& JsonWriter::null(std::string_view key) {
    member(key);
    text_ += "null"sv;
    return *this;
}

JsonWriter& JsonWriter::instant(std::string_view key, Instant value) {
    return is_finite(value) ? text(key, format_instant(value)) : null(key);
}

// A comma goes before everything that does not open its object or list.
bool JsonWriter::wants_comma() const { return !text_.empty() && text_.back() != '{' && text_.back() != '['; }

// Keys are ours, and plain.
void JsonWriter::member(std::string_view key) {
    text_.append(wants_comma() ? ",\""sv : "\""sv).append(key).append("\":"sv);
}

void JsonWriter::quoted(std::string_view value) {
    text_ += '"';
    for (;;) {
        auto const special = std::find_if(value.begin(), value.end(), is_special);
        text_.append(value.begin(), special);
        if (special == value.end()) break;
        if (*special == '"' || *special == '\\')
            text_.append({'\\', *special});
        else
            fmt::format_to(std::back_inserter(text_), "\\u{:04x}", static_cast<unsigned>(*special));
        value.remove_prefix(static_cast<std::size_t>(special - value.begin()) + 1);
    }
    text_ += '"';
}

}  // namespace lockstep::providers::open
