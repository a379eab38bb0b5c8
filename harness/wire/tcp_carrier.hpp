// Messages over real sockets on loopback, both ends in one thread: a message is on its way only while everything waits
// for it, so simulated time never moves with a byte in flight.
//
// Every open exchange has a connection of its own, as it would in a client's pool; a connection whose exchange has
// ended well is used again. Resets and cut answers are real ones.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "harness/wire/socket_road.hpp"
#include "harness/world/carrier.hpp"
#include "http/loop.hpp"

namespace lockstep::harness {

class TcpCarrier final : public Carrier {
  public:
    http::Request request(providers::ExchangeId exchange, http::Request request) override;
    Result<http::Response, providers::Broken> answer(providers::ExchangeId exchange, http::Response response,
                                                     std::optional<providers::Broken> broken) override;
    void lose(providers::ExchangeId exchange) override;
    http::Request push(http::Request request) override;
    void push_answered(int status) override;

  private:
    using Crossing = SocketRoad::Crossing;
    http::Request carry(SocketRoad& road, http::Request request, std::shared_ptr<Crossing> crossing);

    http::Loop loop_;
    SocketRoad to_vendors_{loop_};
    SocketRoad to_us_{loop_};
    std::map<std::uint64_t, std::shared_ptr<Crossing>> open_;  // by exchange
    std::shared_ptr<Crossing> open_push_;
};

}  // namespace lockstep::harness
