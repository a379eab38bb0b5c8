// The pushes that the virtual lock maker still has to send: failed ones again with back-off, and late copies.
//
// A first try leaves at once and is not kept. It comes back here only when the other side answers with anything but
// 2xx; silence counts as delivered. A push waits behind an earlier one about the same code that is here, so that the
// order per code is kept as far as it can be.
#pragma once

#include <string>
#include <vector>

#include "providers/contract.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::open {

inline constexpr Duration redelivery_base{5s};
inline constexpr Duration redelivery_cap{std::chrono::hours{1}};
inline constexpr Duration redelivery_ends_after{std::chrono::hours{24}};  // since the event happened

class Outbox {
  public:
    // Sends now, or queues behind what is waiting for the same code.
    void send(PushedMessage push, std::vector<PushedMessage>& leaving);
    // Sends an unchanged copy later, whatever becomes of the original.
    void send_copy(PushedMessage push, Instant at);
    // The other side did not want it.
    void failed(PushedMessage const& push, Instant now);

    Instant next_due() const;
    void run_due(Instant now, std::vector<PushedMessage>& leaving);

    std::size_t size() const { return waiting_.size(); }
    void hash(StateHash& hash) const;

  private:
    struct Waiting {
        Instant due;
        bool copy = false;  // copies keep nobody waiting
        PushedMessage push;
    };
    std::vector<Waiting> waiting_;  // in the order they came
};

}  // namespace lockstep::providers::open
