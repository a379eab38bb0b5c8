// A value that most owners never need: it costs them one pointer, is made when it is first written to, and is copied
// with its owner.
#pragma once

#include <memory>

namespace lockstep {

template <class T>
class OnDemand {
  public:
    OnDemand() = default;
    OnDemand(OnDemand const& other) : value_{other.value_ ? std::make_unique<T>(*other.value_) : nullptr} {}
    OnDemand(OnDemand&&) noexcept = default;
    OnDemand& operator=(OnDemand const& other) { return *this = OnDemand{other}; }
    OnDemand& operator=(OnDemand&&) noexcept = default;
    ~OnDemand() = default;

    // What it is, or a T as it is when new.
    T const& operator*() const {
        static T const as_new{};
        return value_ ? *value_ : as_new;
    }
    T const* operator->() const { return &**this; }
    // Makes it where it is not there yet.
    T& to_write() {
        if (!value_) value_ = std::make_unique<T>();
        return *value_;
    }

  private:
    std::unique_ptr<T> value_;
};

}  // namespace lockstep
