// The push service behind the August cloud: one channel a lock, read by long polls. A poll names the point up to which
// it has read; it is answered at once when there is more, and else when something happens or its time is up.
//
// A client that gets errors or instant empty answers polls without a pause, so a poll that names a point is never
// answered empty before its time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/contract.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::august {

inline constexpr Duration poll_patience{280s};

// 17 digits: units of 100 ns since 1970.
using TimeToken = std::uint64_t;

std::string channel_of(std::uint32_t lock);
// Of channels with commas between them; those that are no lock's are left out.
std::vector<std::uint32_t> locks_of_channels(std::string_view channels);

class Channels {
  public:
    // Answers now, or keeps the exchange. `channels` are separated by commas; strangers' channels stay silent.
    std::optional<http::Response> poll(ExchangeId exchange, std::string_view key, std::string_view channels,
                                       TimeToken since, Instant now);
    // Something happened at a lock: polls that wait for it are answered when run_due() is called next.
    void tell(std::uint32_t lock, std::string payload, Instant now);

    Instant next_due() const;  // `always` while there is something to tell
    void run_due(Instant now, std::vector<MockReply>& replies);
    // The empty answer to a poll that has waited long enough; nothing when no such poll waits.
    std::optional<http::Response> release(ExchangeId exchange);

    // Where the stream is. What happens from now on has a later place, be it in the same instant.
    TimeToken now_token(Instant now);
    void hash(StateHash& hash) const;

  private:
    struct Event {
        TimeToken token = 0;
        std::uint32_t lock = 0;
        std::string payload;  // JSON
    };
    struct Poll {
        ExchangeId exchange;
        std::string key;
        std::vector<std::uint32_t> locks;
        TimeToken since = 0;
        Instant due = never;
    };

    std::optional<http::Response> news_for(Poll const& poll) const;

    std::vector<Event> events_;  // oldest first
    std::vector<Poll> polls_;    // in order of arrival
    TimeToken last_ = 0;         // the latest place that anybody was told
    bool news_ = false;          // somebody waits for what has happened
};

}  // namespace lockstep::providers::august
