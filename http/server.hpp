// An HTTP/1.1 server: connections in, requests to one handler, answers out in the order of the requests.
//
// Everything happens in the loop's thread. A request may be answered later, or never; the answers of one connection
// leave in the order its requests came. What a stranger sends is bounded in bytes and in time, and a message that is
// none is answered with 400, 413, 414 or 431 and the end of the connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/framing.hpp"
#include "http/loop.hpp"
#include "http/message.hpp"
#include "http/tls.hpp"
#include "runtime/result.hpp"
#include "runtime/time.hpp"

namespace lockstep::http {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    FramingLimits limits;
    Duration message_time = std::chrono::seconds{10};  // real time from a request's first byte to its last
    Duration idle_time = std::chrono::seconds{75};     // between requests
    Duration linger_time = std::chrono::seconds{2};    // how long we listen to one who has been told that it is over
    std::size_t connections_max = 12'000;
    std::size_t pipelined_max = 32;  // more requests than this wait unread until answers have left
    std::optional<TlsIdentity> tls;
};

// How an answer is put on the wire; everything default: well.
struct Delivery {
    bool chunked = false;
    bool reset = false;                    // no byte of it: the connection is reset
    std::optional<std::size_t> cut_after;  // only so many bytes of it, then the connection ends
    std::optional<Duration> dribble;       // byte by byte, this far apart
};

// Where one request's answer goes. The first answer counts; none matters once the client has gone. A client that has
// said its last word is waited for as long as somebody keeps where its answer goes; nobody may keep it beyond the loop.
class Reply {
  public:
    class Sink;
    explicit Reply(std::shared_ptr<Sink> sink, std::uint64_t number) : sink_(std::move(sink)), number_(number) {}

    void send(Response response, Delivery delivery = {}) const;
    // An answer of which more follows, piece by piece until end(). A client that does not keep up is let go.
    void begin(Response response) const;
    void more(std::string_view body) const;
    void end() const;
    bool wanted() const;  // the client is still there

  private:
    std::shared_ptr<Sink> sink_;
    std::uint64_t number_ = 0;
};

using Handler = std::function<void(Request&& request, Reply reply)>;

class Server {
  public:
    // Listens at once. Fails with a sentence that says why: an address in use, a port that is not ours to take.
    static Result<std::unique_ptr<Server>, std::string> start(Loop& loop, ServerOptions options, Handler handler);
    ~Server();  // ends every connection where it stands

    std::uint16_t port() const;
    std::size_t connections() const;
    // Takes no new connections, answers what was asked, and lets go of each connection after that.
    void shut_down();

    class Impl;
    explicit Server(std::unique_ptr<Impl> impl);

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::http
