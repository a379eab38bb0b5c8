// The road that HTTP messages take between the engine's side and the vendors: what comes out at the other end.
//
// The world decides when a message arrives; the carrier only brings it across, at that instant of simulated time and
// while nothing else moves. Without a carrier messages cross as they are. A carrier is never part of a world's state:
// copies of a world travel without one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/message.hpp"
#include "providers/contract.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

class Carrier {
  public:
    virtual ~Carrier() = default;

    // The request as the vendor's end has read it. Its exchange stays open until answer() or lose().
    virtual http::Request request(providers::ExchangeId exchange, http::Request request) = 0;
    // The answer as our end has read it, or how the exchange broke. `broken`: what is to befall it on the way.
    virtual Result<http::Response, providers::Broken> answer(providers::ExchangeId exchange, http::Response response,
                                                             std::optional<providers::Broken> broken) = 0;
    // No answer will come.
    virtual void lose(providers::ExchangeId exchange) = 0;
    // A push as our end has read it; push_answered() says what we replied.
    virtual http::Request push(http::Request request) = 0;
    virtual void push_answered(int status) = 0;

    // Set when the road itself failed, which is nobody's fault in the simulation: the run cannot be judged.
    std::string const& trouble() const { return trouble_; }

  protected:
    void failed(std::string why) {
        if (trouble_.empty()) trouble_ = std::move(why);
    }

  private:
    std::string trouble_;
};

}  // namespace lockstep::harness
