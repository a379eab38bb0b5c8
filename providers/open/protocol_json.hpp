// Reading and writing the JSON of message bodies, without a tree in between: any bytes end in values or in `false`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/time.hpp"

namespace lockstep::providers::open {

// What stands at one place of a body. `text` may be moved from.
struct JsonValue {
    enum class Kind : std::uint8_t { null, boolean, integer, real, text, object, list };
    Kind kind = Kind::null;
    bool boolean = false;
    std::int64_t integer = 0;
    std::string* text = nullptr;
};

// Told about every value in the order written, objects and lists when they begin. Places are written
// `access_codes[].name`; a key that itself holds `.` or `[` becomes `?`, a name that nobody looks for.
// Answering false ends the reading: the body is not what it should be. Unknown places are to be answered true.
class JsonVisitor {
  public:
    virtual ~JsonVisitor() = default;
    virtual bool take(std::string_view place, JsonValue const& value) = 0;
};

// False when the text is not one JSON object, is nested too deep, or the visitor said so.
bool visit_json(std::string_view text, JsonVisitor& visitor);

// Strict about types: true when the value is what the target holds. `null` is nothing, where that is allowed.
bool take_text(JsonValue const& value, std::string& into);
bool take_optional_text(JsonValue const& value, std::optional<std::string>& into);
bool take_instant(JsonValue const& value, Instant& into, Instant when_null);

// Writes one body from front to back.
class JsonWriter {
  public:
    // Room for about so many bytes, so that the text need not grow.
    explicit JsonWriter(std::size_t bytes_expected = 128) { text_.reserve(bytes_expected); }

    JsonWriter& begin_object();                      // the body itself, or an element of a list
    JsonWriter& begin_object(std::string_view key);  // a member
    JsonWriter& end_object();
    JsonWriter& begin_list(std::string_view key);
    JsonWriter& end_list();
    JsonWriter& text(std::string_view key, std::string_view value);
    JsonWriter& number(std::string_view key, std::int64_t value);
    JsonWriter& boolean(std::string_view key, bool value);
    JsonWriter& null(std::string_view key);
    JsonWriter& instant(std::string_view key, Instant value);  // the sentinels are null

    std::string take() { return std::move(text_); }

  private:
    bool wants_comma() const;
    void member(std::string_view key);
    void quoted(std::string_view value);

    std::string text_;
};

}  // namespace lockstep::providers::open
