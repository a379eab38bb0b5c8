// Messages from bytes and back: HTTP/1.1 framing without a socket.
//
// A reader is fed whatever has arrived and stops at the end of one message, so pipelined messages come out one by one.
// What only frames a message (content-length, chunks, connection, expect) is used here and not handed on; a length or
// a trailer that lies is a flaw, never a guess. Stands on Beast's parser; nobody else includes Beast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/limits.hpp"
#include "http/message.hpp"

namespace lockstep::http {

// Names of the fields that frame a message.
namespace field {
inline constexpr std::string_view connection = "connection";
inline constexpr std::string_view content_length = "content-length";
inline constexpr std::string_view expect = "expect";
inline constexpr std::string_view host = "host";
inline constexpr std::string_view keep_alive = "keep-alive";
inline constexpr std::string_view trailer = "trailer";
inline constexpr std::string_view transfer_encoding = "transfer-encoding";
inline constexpr std::string_view upgrade = "upgrade";
}  // namespace field

struct FramingLimits {
    std::size_t header_bytes = limits::header_bytes;  // of the start line and all fields
    std::size_t body_bytes = limits::body_bytes;
};

enum class Flaw : std::uint8_t {
    none,
    malformed,  // no HTTP/1 message
    headers_too_large,
    body_too_large,
    target_too_long,
    cut_short,  // the stream ended inside the message
};
std::string_view name_of(Flaw flaw);
// What a server answers to a request with this flaw: 400, 413, 414 or 431.
int status_of(Flaw flaw);

class RequestReader {
  public:
    explicit RequestReader(FramingLimits limits = {});
    ~RequestReader();
    RequestReader(RequestReader&&) noexcept;
    RequestReader& operator=(RequestReader&&) noexcept;

    // Takes as many bytes as belong to this message and can be used yet; the caller keeps the rest and comes again
    // with it and more. Takes nothing when the message is complete or flawed.
    std::size_t feed(std::string_view bytes);
    // The stream has ended. A message that had begun is cut short.
    void end();

    bool begun() const;  // some byte of the message has been taken
    bool complete() const;
    Flaw flaw() const;
    // The head has arrived and says `expect: 100-continue`, and none of the body has been taken: the sender waits.
    // True once a message.
    bool wants_continue();

    struct Received {
        Request request;
        bool keep_alive = true;   // the sender would like to go on with this connection
        bool old_sender = false;  // HTTP/1.0: knows no chunks, and has to be told that the connection goes on
    };
    // Hands over the complete message and starts with the next.
    Received take();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

class ResponseReader {
  public:
    explicit ResponseReader(FramingLimits limits = {});
    ~ResponseReader();
    ResponseReader(ResponseReader&&) noexcept;
    ResponseReader& operator=(ResponseReader&&) noexcept;

    // The answer to a HEAD has a length and no body: to be said before its first byte is fed.
    void expect_no_body();

    std::size_t feed(std::string_view bytes);
    void end();  // also completes a body that only the end of the stream delimits
    bool begun() const;
    bool complete() const;
    Flaw flaw() const;

    struct Received {
        Response response;
        bool keep_alive = true;
    };
    Received take();  // interim answers (1xx) have been skipped

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// How a message is put on the wire.
struct Framing {
    bool keep_alive = true;
    bool chunked = false;    // instead of a content-length
    bool head_only = false;  // the answer to a HEAD: the length of the body, and no body
    bool old_receiver = false;
};
// `host` becomes the host field unless the request brings its own.
std::string bytes_of(Request const& request, std::string_view host, Framing framing = {});
std::string bytes_of(Response const& response, Framing framing = {});
// What stands before the body, where the body follows as it is; nothing where it does not.
std::optional<std::string> head_of(Response const& response, Framing framing = {});

// The pieces of a chunked answer whose end is not known yet: its head with the body so far, one more piece, the end.
std::string first_chunk_of(Response const& response, bool keep_alive);
std::string chunk_of(std::string_view body);  // nothing for an empty one, which would be the end
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace lockstep::http
