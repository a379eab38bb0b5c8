// Figures as Prometheus reads them (its text format, version 0.0.4): family by family, each with its help and its type.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "runtime/time.hpp"

namespace lockstep::harness {

// How long things took, in buckets.
class Histogram {
  public:
    static constexpr std::array<Duration, 9> bounds{
        std::chrono::milliseconds{1},    std::chrono::milliseconds{5},    std::chrono::milliseconds{10},
        std::chrono::milliseconds{50},   std::chrono::milliseconds{100},  std::chrono::milliseconds{500},
        std::chrono::milliseconds{1000}, std::chrono::milliseconds{5000}, std::chrono::milliseconds{10'000}};

    void add(Duration took);

    std::uint64_t count() const { return count_; }
    Duration sum() const { return sum_; }
    std::uint64_t up_to(std::size_t bound) const { return up_to_[bound]; }  // no longer than bounds[bound]

  private:
    std::array<std::uint64_t, bounds.size()> up_to_{};
    std::uint64_t count_ = 0;
    Duration sum_{};
};

class Exposition {
  public:
    struct Label {
        std::string_view name;
        std::string_view value;
    };
    using Labels = std::initializer_list<Label>;

    // The samples that follow belong to it. Names get `lockstep_` before them.
    void counter(std::string_view name, std::string_view help) { family(name, "counter", help); }
    void gauge(std::string_view name, std::string_view help) { family(name, "gauge", help); }
    void histogram(std::string_view name, std::string_view help) { family(name, "histogram", help); }

    void sample(std::uint64_t value, Labels labels = {});
    void sample(double value, Labels labels = {});
    void sample(Histogram const& value, std::string_view label, std::string_view label_value);  // in seconds

    std::string const& text() const { return text_; }

  private:
    void family(std::string_view name, std::string_view type, std::string_view help);
    void line(std::string_view suffix, Labels labels, std::string_view value);

    std::string name_;
    std::string text_;
};

}  // namespace lockstep::harness
