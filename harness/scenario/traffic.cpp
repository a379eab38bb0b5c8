#include "harness/scenario/traffic.hpp"

#include <array>

namespace lockstep::harness {
namespace {

constexpr std::array<std::string_view, 10> names{"write", "remove", "read", "push",  "login",
                                                 "GET",   "POST",   "PUT",  "PATCH", "DELETE"};

}  // namespace

std::string_view name_of(TrafficKind kind) { return names.at(static_cast<std::size_t>(kind)); }

std::optional<TrafficKind> traffic_kind_from(std::string_view name) {
    for (std::size_t index = 0; index < names.size(); ++index)
        if (names.at(index) == name) return static_cast<TrafficKind>(index);
    return std::nullopt;
}

}  // namespace lockstep::harness
