// The arguments of one request after checking: each has the type that its route's table promises.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/identity.hpp"
#include "api/parameters.hpp"
#include "api/problem.hpp"
#include "engine/pin.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

class Arguments {
  public:
    // Checks a request's fields against the table. All wrong fields are reported at once; fields that the table does
    // not know are left alone, because older and newer clients send more than we read.
    static Outcome<Arguments> check(Fields const& fields, std::span<Parameter const> table);

    // Asking for a name or a type that the table does not have is a bug.
    bool has(std::string_view name) const;      // given, be it null
    bool is_null(std::string_view name) const;  // given as null, where the table lets null mean something
    std::optional<std::string> text(std::string_view name) const { return get<std::string>(name); }
    std::optional<bool> flag(std::string_view name) const { return get<bool>(name); }
    std::optional<std::int64_t> number(std::string_view name) const { return get<std::int64_t>(name); }
    std::optional<Uuid> uuid(std::string_view name) const { return get<Uuid>(name); }
    std::optional<Instant> instant(std::string_view name) const { return get<Instant>(name); }
    std::optional<engine::Pin> pin(std::string_view name) const { return get<engine::Pin>(name); }
    std::optional<std::vector<std::string>> texts(std::string_view name) const;
    std::optional<std::vector<std::int64_t>> numbers(std::string_view name) const {
        return get<std::vector<std::int64_t>>(name);
    }
    std::optional<std::vector<Uuid>> uuids(std::string_view name) const { return get<std::vector<Uuid>>(name); }
    std::optional<std::vector<Instant>> instants(std::string_view name) const;

    // A hash of everything given except the named ones: pages of one listing share it.
    std::uint64_t hash_without(std::span<std::string_view const> names) const;

  private:
    struct Absent {};
    struct Null {};
    using Value =
        std::variant<Absent, Null, bool, std::int64_t, std::string, Uuid, Instant, engine::Pin,
                     std::vector<std::string>, std::vector<std::int64_t>, std::vector<Uuid>, std::vector<Instant>>;

    explicit Arguments(std::span<Parameter const> table) : table_(table), values_(table.size()) {}

    Value const& value(std::string_view name) const;

    template <class T>
    std::optional<T> get(std::string_view name) const {
        auto const* const found = std::get_if<T>(&value(name));
        return found != nullptr ? std::optional<T>{*found} : std::nullopt;
    }

    friend class ArgumentCheck;

    std::span<Parameter const> table_;  // static data: tables are written in the source
    std::vector<Value> values_;
};

}  // namespace lockstep::api
