// How a provider is to be checked: where it is, what its maker says of it, and how patient we are.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/conform/check.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// What the maker of a provider claims, each to be verified before it is believed. Nothing: find out.
struct ConformClaims {
    std::optional<bool> native_scheduling;
    std::optional<bool> idempotency_keys;
    std::optional<bool> push;
    std::optional<std::string> edit;     // in_place, recreate
    std::optional<std::string> reads;    // pins, names, nothing
    std::optional<std::string> confirm;  // answer, later
    std::optional<std::uint32_t> length_min, length_max;
    std::optional<std::uint32_t> slots;

    bool empty() const {
        return !native_scheduling && !idempotency_keys && !push && !edit && !reads && !confirm && !length_min && !slots;
    }
};

struct ConformOptions {
    std::string vendor;
    std::string url;
    std::string token = "lockstep-conform";
    std::string refresh_token;
    std::map<std::string, std::string> login;  // what is good there, by the words of login_words()
    std::string lock;                          // empty: the first that the provider lists
    std::string press;        // URL with {lock} and {pin}; empty: ask a served world, else the door is not seen
    std::string certificate;  // PEM
    ConformClaims claims;

    std::vector<ConformProfile> profiles;  // empty: all that the provider has, push only where it is claimed
    std::vector<std::string> checks;       // numbers, or beginnings that end in `*`; empty: all
    bool safe = false;
    bool sweep = false;

    Duration timeout = std::chrono::seconds{10};   // of one request
    Duration deadline = std::chrono::seconds{30};  // from taken to done
    Duration poll = std::chrono::milliseconds{250};
    Duration lead = std::chrono::seconds{5};         // from now to the start of a window, and to its end again
    Duration redelivery = std::chrono::seconds{20};  // in which a push that was not taken comes again
    std::string listen = "127.0.0.1";                // where pushes are heard
    std::uint16_t listen_port = 0;
    std::string webhook_url;      // what to tell the provider instead of our own address
    std::uint32_t fill_max = 64;  // codes written at most to fill a lock
    std::uint64_t seed = 1;       // of PINs and names

    std::atomic<bool> const* stop = nullptr;  // somebody wants this to end, in order
};

}  // namespace lockstep::harness
