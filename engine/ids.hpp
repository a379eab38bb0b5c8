// Names of things inside one engine: small numbers that cannot be mixed up with one another.
//
// The engine never sees a uuid or a vendor's id as a key; the API room turns these into uuids, deterministically.
#pragma once

#include <compare>
#include <cstdint>

namespace lockstep::engine {

// A position in a table of the engine. `none` is what a field holds before it names anything.
template <class Tag>
struct Id {
    static constexpr std::uint32_t none = 0xffff'ffffu;
    std::uint32_t value = none;

    constexpr explicit operator bool() const { return value != none; }
    friend constexpr auto operator<=>(Id, Id) = default;
};

using AccountId = Id<struct AccountTag>;
using DeviceId = Id<struct DeviceTag>;
using AttemptId = Id<struct AttemptTag>;

// An access code. Slots of deleted codes are used again, serials never: an id that has answered 404 stays 404.
struct CodeId {
    std::uint32_t slot = 0xffff'ffffu;
    std::uint32_t serial = 0;  // 1, 2, 3 ... in order of creation; 0 names nothing

    constexpr explicit operator bool() const { return serial != 0; }
    friend constexpr auto operator<=>(CodeId, CodeId) = default;
};

// A provider call, numbered in the order in which the engine decided to make them; 0 names nothing.
struct CallId {
    std::uint64_t value = 0;

    constexpr explicit operator bool() const { return value != 0; }
    friend constexpr auto operator<=>(CallId, CallId) = default;
};

}  // namespace lockstep::engine
