// The JSON body of a control call: a few known keys, each looked at once, and every mistake named.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/problem.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

class ControlBody {
  public:
    // An object with no other keys than these; an empty body is an empty object.
    static api::Outcome<ControlBody> read(std::string_view text, std::initializer_list<std::string_view> known);
    static api::Outcome<ControlBody> read(api::Fields object, std::string_view within,
                                          std::initializer_list<std::string_view> known);

    bool has(std::string_view key) const { return object_.contains(key); }
    // What must be given.
    api::Outcome<bool> boolean(std::string_view key) const;
    api::Outcome<std::string> text(std::string_view key) const;
    api::Outcome<api::Fields> object(std::string_view key) const;
    api::Outcome<std::uint64_t> integer(std::string_view key) const;
    api::Outcome<Instant> instant(std::string_view key) const;    // ISO 8601 with its zone
    api::Outcome<Duration> duration(std::string_view key) const;  // "1h30m"

  private:
    explicit ControlBody(api::Fields object, std::string_view within) : object_(std::move(object)), within_(within) {}
    api::Problem wrong(std::string_view key, std::string_view wanted) const;
    api::Fields const* find(std::string_view key) const;

    api::Fields object_;
    std::string within_;  // "to.": where this object stands in the body
};

}  // namespace lockstep::harness
