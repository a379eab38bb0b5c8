// Messages over real sockets on loopback, both ends in one thread: a message is on its way only while everything waits
// for it, so simulated time never moves with a byte in flight.
//
// Every open exchange has a connection of its own, as it would in a client's pool; a connection whose exchange has
// ended well is used again. Resets and cut answers are real ones.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "harness/world/carrier.hpp"
#include "http/client.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"

namespace lockstep::harness {

class TcpCarrier final : public Carrier {
  public:
    TcpCarrier();
    ~TcpCarrier() override;

    http::Request request(providers::ExchangeId exchange, http::Request request) override;
    Result<http::Response, providers::Broken> answer(providers::ExchangeId exchange, http::Response response,
                                                     std::optional<providers::Broken> broken) override;
    void lose(providers::ExchangeId exchange) override;
    http::Request push(http::Request request) override;
    void push_answered(int status) override;

  private:
    // One exchange: what the client's end has heard, and where the server's end replies.
    struct Open {
        std::optional<http::Reply> reply;
        std::optional<Result<http::Response, http::Trouble>> heard;
    };
    // Messages carried one way to one server; what has just arrived there.
    struct Road {
        std::unique_ptr<http::Server> server;
        std::unique_ptr<http::Client> client;
        std::optional<http::Request> arrived;
        std::optional<http::Reply> reply;
    };

    void build(Road& road);
    http::Request carry(Road& road, http::Request request, std::shared_ptr<Open> open);
    bool turn_until(bool (*holds)(Road const&, Open const&), Road const& road, Open const& open);

    http::Loop loop_;
    Road to_vendors_;
    Road to_us_;
    std::map<std::uint64_t, std::shared_ptr<Open>> open_;
    std::shared_ptr<Open> open_push_;
};

}  // namespace lockstep::harness
