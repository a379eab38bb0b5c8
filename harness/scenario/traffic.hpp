// The kinds of vendor traffic that faults select and expectations count.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lockstep::harness {

enum class TrafficKind : std::uint8_t {
    write,   // a logical create or in-place edit
    remove,  // a logical removal
    read,    // one logical read-back, however many pages
    push,
    login,
    http_get,  // single HTTP requests, by method
    http_post,
    http_put,
    http_patch,
    http_delete,
};

// "write", ..., "GET"; and back, nothing for any other word.
std::string_view name_of(TrafficKind kind);
std::optional<TrafficKind> traffic_kind_from(std::string_view name);
constexpr bool is_http_method(TrafficKind kind) { return kind >= TrafficKind::http_get; }

}  // namespace lockstep::harness
