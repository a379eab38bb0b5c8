// A polymorphic value: owns one object and copies it by its clone(), so that a world full of them is still a value.
#pragma once

#include <memory>
#include <utility>

namespace lockstep::harness {

template <class T>
class Cloned {
  public:
    Cloned() = default;
    Cloned(std::unique_ptr<T> owned) : owned_(std::move(owned)) {}
    Cloned(Cloned const& other) : owned_(other.owned_ ? other.owned_->clone() : nullptr) {}
    Cloned(Cloned&&) noexcept = default;
    Cloned& operator=(Cloned const& other) {
        if (this != &other) owned_ = other.owned_ ? other.owned_->clone() : nullptr;
        return *this;
    }
    Cloned& operator=(Cloned&&) noexcept = default;
    ~Cloned() = default;

    explicit operator bool() const { return owned_ != nullptr; }
    T const& operator*() const { return *owned_; }
    T& operator*() { return *owned_; }
    T const* operator->() const { return owned_.get(); }
    T* operator->() { return owned_.get(); }

  private:
    std::unique_ptr<T> owned_;
};

}  // namespace lockstep::harness
