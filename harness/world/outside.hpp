// What leaves a served world for those who are not part of it: answers of its vendors, and what they tell subscribers.
#pragma once

#include <cstdint>
#include <optional>

#include "http/message.hpp"
#include "providers/contract.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// What a vendor answers to a client of its own, and what befalls the answer on its way.
struct OutsideAnswer {
    providers::ExchangeId exchange;
    std::optional<http::Response> response;  // nothing: it will never come
    std::optional<providers::Broken> broken;
    std::uint64_t body_bytes = 0;  // of a truncated one: how much of its body arrives
    Duration delay{};
    Duration dribble{};  // from the first byte to the last
};

// What a vendor tells somebody who subscribed from outside.
struct OutsidePush {
    std::uint32_t vendor = 0;
    providers::PushedMessage push;
};

}  // namespace lockstep::harness
