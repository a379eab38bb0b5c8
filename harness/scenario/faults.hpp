// Standing rules on vendor traffic: which calls a fault picks, and what happens to them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/scenario/moment.hpp"
#include "harness/scenario/traffic.hpp"
#include "runtime/distribution.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// The vendor's refusal that a fault plays.
enum class RejectKind : std::uint8_t { pin_conflict, invalid_pin, device_offline };
std::string_view name_of(RejectKind kind);

struct Fault {
    Place place;

    // Which calls: all that is given must match.
    std::optional<TrafficKind> op;
    std::optional<std::size_t> device;    // index into Scenario::devices
    std::optional<std::size_t> provider;  // index into Scenario::providers
    std::optional<CountRange> nth;        // of the calls that match the rest, from 1; max is UINT64_MAX for `2..`
    Instant from = always;                // from..to is half open
    Instant to = never;
    double chance = 1;
    double chance_max = 1;  // more than `chance`: drawn between the two, once a run

    // What happens.
    std::optional<Distribution> latency;  // added to the answer's way back
    bool drop_request = false;
    bool drop_response = false;
    bool drop_push = false;
    std::optional<int> reply;  // HTTP status
    bool commit = false;       // with reply: the side effect happened anyway
    std::optional<Duration> retry_after;
    bool lose_starts = false;  // partial write
    bool lose_ends = false;
    bool malformed = false;
    std::optional<std::string> content_type;  // what the answer says it is
    std::optional<Distribution> dribble;      // how long the answer takes from its first byte to its last
    std::optional<std::uint64_t> truncate;    // the answer's body is cut after so many bytes
    bool reset = false;                       // the connection breaks
    bool duplicate_push = false;
    std::optional<Distribution> delay_push;  // `delay: push` with `by`
    std::optional<Duration> stale;           // a read answers data this old
    bool poison_empty = false;               // a read answers success with nothing
    bool slots_full = false;
    std::optional<RejectKind> reject;

    bool optional = false;  // may stay unused
};

}  // namespace lockstep::harness
