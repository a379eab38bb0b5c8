// A value or the reason why there is none: how expected failures travel. Asking for the wrong one is a bug.
#pragma once

#include <cassert>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace lockstep {

// What a function returns when it fails: `return failure(ZoneError::unknown_zone);`
template <class E>
struct Failure {
    E error;
};
template <class E>
constexpr Failure<std::decay_t<E>> failure(E&& error) {
    return {std::forward<E>(error)};
}

template <class T, class E>
class [[nodiscard]] Result {
  public:
    using value_type = T;
    using error_type = E;

    // Anything that makes a T makes a success, so `return value;` reads as it should.
    template <class U = T>
    requires(std::is_convertible_v<U&&, T> &&
             !std::is_same_v<std::remove_cvref_t<U>, Result>) constexpr Result(U&& value)
        : held_(std::in_place_index<0>, std::forward<U>(value)) {}
    template <class F>
    requires(std::is_convertible_v<F, E>) constexpr Result(Failure<F> reason)
        : held_(std::in_place_index<1>, std::move(reason.error)) {}

    constexpr bool ok() const { return held_.index() == 0; }
    constexpr explicit operator bool() const { return ok(); }

    constexpr T const& value() const& { return *get<0>(&held_); }
    constexpr T& value() & { return *get<0>(&held_); }
    constexpr T&& value() && { return std::move(*get<0>(&held_)); }
    constexpr E const& error() const& { return *get<1>(&held_); }
    constexpr E&& error() && { return std::move(*get<1>(&held_)); }

    constexpr T const& operator*() const& { return value(); }
    constexpr T& operator*() & { return value(); }
    constexpr T&& operator*() && { return std::move(*this).value(); }
    constexpr T const* operator->() const { return &value(); }
    constexpr T* operator->() { return &value(); }

    template <class U>
    constexpr T value_or(U&& otherwise) const& {
        return ok() ? value() : static_cast<T>(std::forward<U>(otherwise));
    }

    friend constexpr bool operator==(Result const&, Result const&) = default;

  private:
    template <std::size_t Index, class Variant>
    static constexpr auto get(Variant* held) {
        auto* const found = std::get_if<Index>(held);
        assert(found != nullptr);
        return found;
    }

    std::variant<T, E> held_;
};

// Nothing to hand over, only whether it worked: `return success;` or `return failure(...)`.
struct Success {
    friend constexpr bool operator==(Success, Success) = default;
};
inline constexpr Success success{};

template <class E>
class [[nodiscard]] Result<void, E> {
  public:
    using value_type = void;
    using error_type = E;

    constexpr Result(Success) {}
    template <class F>
    requires(std::is_convertible_v<F, E>) constexpr Result(Failure<F> reason) : reason_(std::move(reason.error)) {}

    constexpr bool ok() const { return !reason_.has_value(); }
    constexpr explicit operator bool() const { return ok(); }
    constexpr E const& error() const {
        assert(reason_.has_value());
        return *reason_;
    }

    friend constexpr bool operator==(Result const&, Result const&) = default;

  private:
    std::optional<E> reason_;
};

}  // namespace lockstep
