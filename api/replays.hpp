// Answers kept for a minute, for clients that ask again because a connection broke before they heard.
//
// Only of routes that say so, and only of PUT, which clients repeat by themselves. The minute is real time: simulated
// time may stand still, or fly.
#pragma once

#include <cstdint>
#include <map>

#include "http/message.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

class Replays {
  public:
    static constexpr Duration kept_for = std::chrono::seconds{60};

    // Same path, same credential, same body.
    static std::uint64_t key_of(http::Request const& request);

    // Null when nothing was kept, or not lately.
    http::Response const* find(std::uint64_t key, Instant real_now) const;
    void keep(std::uint64_t key, http::Response response, Instant real_now);

  private:
    struct Kept {
        http::Response response;
        Instant at{};
    };
    std::map<std::uint64_t, Kept> kept_;
};

}  // namespace lockstep::api
