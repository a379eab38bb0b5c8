// What a served world counts: requests and how long they took, beside what the world itself knows about its codes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/serve/exposition.hpp"
#include "harness/serve/faces.hpp"
#include "harness/serve/served_world.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

std::string_view name_of(Faced::Face face);

class Metrics {
  public:
    // A request was answered with this status, so long in real time after it had come.
    void answered(Faced::Face face, int status, Duration took);
    void connections(std::size_t open) { connections_ = open; }

    // All of it as Prometheus text.
    std::string text(ServedWorld const& served) const;

  private:
    static constexpr std::size_t face_count = 5;
    static constexpr std::size_t class_count = 5;  // 1xx ... 5xx

    std::array<std::array<std::uint64_t, class_count>, face_count> answers_{};
    std::array<Histogram, face_count> durations_;
    std::size_t connections_ = 0;
};

}  // namespace lockstep::harness
