// The header fields of a message, in order, names compared without regard to case.
//
// All fields live in one string (`name: value\n` each), so that copying a message in flight costs one allocation for
// its head, and a message without fields costs none.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::http {

// ASCII only, as field names and media types are.
bool equal_ignoring_case(std::string_view left, std::string_view right);

struct Header {
    std::string_view name;
    std::string_view value;
};

class Headers {
  public:
    // Bytes that would end the field early (CR, LF, NUL) become spaces: a value can never smuggle in a second field.
    // A name that is not an HTTP token adds nothing.
    void add(std::string_view name, std::string_view value);
    void set(std::string_view name, std::string_view value);  // replaces every field of that name
    void remove(std::string_view name);

    // The first field of that name. The view holds until the fields change.
    std::optional<std::string_view> find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }

    bool empty() const { return fields_.empty(); }
    std::size_t size() const;
    std::string_view bytes() const { return fields_; }

    class Iterator {
      public:
        explicit Iterator(std::string_view rest) : rest_(rest) {}
        Header operator*() const;
        Iterator& operator++();
        bool operator==(Iterator const& other) const { return rest_.size() == other.rest_.size(); }

      private:
        std::string_view rest_;
    };
    Iterator begin() const { return Iterator{fields_}; }
    Iterator end() const { return Iterator{std::string_view{}}; }

    friend bool operator==(Headers const&, Headers const&) = default;

  private:
    std::string fields_;
};

}  // namespace lockstep::http
