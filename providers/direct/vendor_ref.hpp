// The id that the direct vendor gives a code, and the cloud's number in it: key 17 is "k17".
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "sim/record.hpp"

namespace lockstep::providers::direct {

inline std::string vendor_ref_of(sim::Key key) { return "k" + std::to_string(key); }

// Nothing for a text that vendor_ref_of() would never write.
inline std::optional<sim::Key> key_of(std::string_view vendor_ref) {
    if (vendor_ref.size() < 2 || vendor_ref[0] != 'k' || vendor_ref[1] == '0') return std::nullopt;
    sim::Key key = 0;
    auto const* const end = vendor_ref.data() + vendor_ref.size();
    auto const [stopped, error] = std::from_chars(vendor_ref.data() + 1, end, key);
    return error == std::errc{} && stopped == end ? std::optional{key} : std::nullopt;
}

}  // namespace lockstep::providers::direct
