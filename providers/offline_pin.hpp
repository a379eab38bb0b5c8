// The algorithm by which a vendor makes the PIN of an offline code; a lock of that vendor goes the way back.
//
// A PIN is the image, under a permutation that the lock's secret keys, of a number that tells kind, start, length and
// variant. Whole hours only.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/offline_codes.hpp"
#include "engine/pin.hpp"

namespace lockstep::providers {

engine::Pin offline_pin(std::uint64_t secret, engine::OfflinePinRequest const& request);

// A provider's secret, and that of one of its locks.
std::uint64_t offline_secret(std::string_view provider);
std::uint64_t offline_secret_of_lock(std::uint64_t secret, std::uint32_t lock);

}  // namespace lockstep::providers
