// The target of a request taken apart: a path and a query, percent-encoding undone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::http {

// `+` stands for a space in queries and form bodies, and for itself in paths.
enum class Plus : bool { literal, space };

// Undoes percent-encoding; nothing when a `%` is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text, Plus plus = Plus::literal);
// Encodes every byte that is not an unreserved character (letters, digits, `-._~`): safe in any part of a target.
std::string percent_encoded(std::string_view text);

struct Parameter {
    std::string name;
    std::string value;
    friend bool operator==(Parameter const&, Parameter const&) = default;
};

// Parameters in the order written; the same name may come more than once. A name without `=` has an empty value.
class Query {
  public:
    // Nothing when the encoding is broken or the query is absurdly long (see http/limits.hpp).
    static std::optional<Query> parse(std::string_view text);

    std::optional<std::string_view> find(std::string_view name) const;  // the first of that name
    std::vector<std::string_view> all(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }
    std::vector<Parameter> const& parameters() const { return parameters_; }
    bool empty() const { return parameters_.empty(); }

    void add(std::string name, std::string value) { parameters_.push_back({std::move(name), std::move(value)}); }
    std::string text() const;  // encoded, without the `?`

  private:
    std::vector<Parameter> parameters_;
};

// Views of the target's two halves, still encoded. An absolute target (`http://host/path`) loses its origin, a fragment
// is dropped, and an empty path is `/`.
struct SplitTarget {
    std::string_view path;
    std::string_view query;
};
SplitTarget split_target(std::string_view target);

}  // namespace lockstep::http
