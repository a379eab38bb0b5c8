// One way over real sockets on loopback, both ends in one thread: a request goes in at the client's end and comes out
// as the server's end has read it, and its answer comes back the same way. Real resets and real cuts.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/client.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

class SocketRoad {
  public:
    // One exchange: what the client's end has heard, and where the server's end replies.
    struct Crossing {
        std::optional<http::Reply> reply;
        std::optional<Result<http::Response, http::Trouble>> heard;
    };

    explicit SocketRoad(http::Loop& loop);

    // The request as the server's end has read it; fails with a sentence when the road itself is broken.
    Result<http::Request, std::string> carry(http::Request request, std::shared_ptr<Crossing> crossing);
    // The answer as the client's end has heard it; nothing when it never came.
    std::optional<Result<http::Response, http::Trouble>> answer(Crossing& crossing, http::Response response,
                                                                http::Delivery delivery = {});

  private:
    template <class Holds>
    bool turn_until(Holds holds);

    http::Loop& loop_;
    std::string trouble_;  // why there is no road at all
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<http::Client> client_;
    std::optional<http::Request> arrived_;
    std::optional<http::Reply> reply_;
};

}  // namespace lockstep::harness
