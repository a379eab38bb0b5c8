// What one receiver of events still has to be told: deliveries, each tried again on a schedule until it is taken.
//
// Deliveries that speak of the same thing (an access code, above all) leave in order, the next when the one before has
// been taken or given up; those of different things do not wait for each other. Does no IO and reads no clock: whoever
// delivers takes what is due and says what became of it. Memory is bounded: what does not fit is dropped and counted.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "runtime/time.hpp"

namespace lockstep::api {

// Deliveries of one topic stay in order.
struct Topic {
    enum class Kind : std::uint8_t { code, unmanaged_code, device, account };
    Kind kind = Kind::code;
    std::uint32_t first = 0;
    std::uint64_t second = 0;

    friend auto operator<=>(Topic const&, Topic const&) = default;
};

struct Delivery {
    std::uint64_t number = 0;  // 1, 2, 3 ... within the outbox; the same for every attempt
    std::uint64_t event = 0;   // its place in the event log
    std::uint32_t attempts = 0;
    Instant due{};
    Instant sent{};
};

// What came back.
struct DeliveryAnswer {
    int status = 0;       // 0: no answer
    std::string trouble;  // why there was none

    bool taken() const { return status >= 200 && status < 300; }
};

struct DeliveryAttempt {
    Delivery delivery;
    DeliveryAnswer answer;
    Instant next = never;  // when it is tried again
};

class Outbox {
  public:
    // How long after one failed attempt the next is made.
    static constexpr std::array<Duration, 7> retry_delays{
        std::chrono::seconds{5}, std::chrono::minutes{5}, std::chrono::minutes{30}, std::chrono::hours{2},
        std::chrono::hours{5},   std::chrono::hours{10},  std::chrono::hours{10}};
    static constexpr std::size_t waiting_max = 10'000;
    static constexpr std::size_t under_way_max = 32;
    static constexpr std::size_t log_max = 1'000;

    struct Counts {
        std::uint64_t delivered = 0;
        std::uint64_t failed = 0;    // attempts that were not taken
        std::uint64_t given_up = 0;  // deliveries whose last attempt failed
        std::uint64_t dropped = 0;   // events for which there was no room

        Counts& operator+=(Counts const& other);
    };

    void put(std::uint64_t event, Topic const& topic, Instant due);
    // When something can be sent next; `never` while as much is under way as may be.
    Instant next_due() const;
    // What is due by now, in order; each is under way until somebody says what became of it.
    std::vector<Delivery> take_due(Instant now);
    // False when no such delivery is under way.
    bool answered(std::uint64_t number, DeliveryAnswer answer, Instant now);

    // Which attempt at this delivery waits for its answer; 0: none.
    std::uint32_t attempt_under_way(std::uint64_t number) const;
    std::size_t waiting() const { return waiting_; }  // those under way included
    std::size_t under_way() const { return under_way_.size(); }
    Counts const& counts() const { return counts_; }
    std::deque<DeliveryAttempt> const& log() const { return log_; }  // the last attempts
    void clear_log() { log_.clear(); }

  private:
    using Queue = std::deque<Delivery>;

    std::map<Topic, Queue> queues_;                                // none is empty; only fronts are sent
    std::map<std::pair<Instant, std::uint64_t>, Topic> schedule_;  // fronts that are not under way
    std::map<std::uint64_t, Topic> under_way_;                     // by number
    std::deque<DeliveryAttempt> log_;
    Counts counts_;
    std::size_t waiting_ = 0;
    std::uint64_t last_number_ = 0;
};

}  // namespace lockstep::api
