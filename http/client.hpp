// An HTTP/1.1 client: requests to one origin, over connections that are kept and used again.
//
// Everything happens in the loop's thread. Each request has a connection to itself while it waits for its answer. A
// kept connection that turns out to be dead before a byte of the answer came is replaced once, when the request may be
// repeated without harm (GET, HEAD, PUT, DELETE, OPTIONS).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/framing.hpp"
#include "http/loop.hpp"
#include "http/message.hpp"
#include "runtime/result.hpp"
#include "runtime/time.hpp"

namespace lockstep::http {

// Where requests go: `http://127.0.0.1:4300/vendors/open`. The path goes before every request's target.
struct Origin {
    bool tls = false;
    std::string host;
    std::uint16_t port = 80;
    std::string path;  // without a slash at the end; empty for none

    std::string authority() const;  // host and, unless it goes without saying, port
};
// Fails with a sentence that names what is wrong.
Result<Origin, std::string> parse_origin(std::string_view url);

enum class Trouble : std::uint8_t {
    cannot_connect,
    reset,      // the connection ended before a byte of the answer
    truncated,  // in the middle of it
    no_http,    // what came is no answer
    timed_out,
};
std::string_view name_of(Trouble trouble);

struct ClientOptions {
    Origin origin;
    std::string host_header;  // instead of the origin's authority
    FramingLimits limits;
    Duration timeout = std::chrono::seconds{30};  // real time from sending to the last byte of the answer
    std::size_t idle_max = 64;                    // connections that are kept for what comes next
    bool repeats = true;                          // a request that a dead connection swallowed, as described above
    std::string trusted_certificate;              // PEM; empty: no server's certificate is checked
};

class Client {
  public:
    using Answered = std::function<void(Result<Response, Trouble>)>;

    Client(Loop& loop, ClientOptions options);
    ~Client();  // whoever still waits hears nothing more

    void send(Request request, Answered answered);

    class Impl;

  private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace lockstep::http
