// Answers that go on: vendors' streams of events, and the trace for those who follow it.
//
// Whoever stands between takes a connection that says nothing for dead, and some clients do: while any stream is open,
// each gets a comment in every `silence` of real time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/serve/served_reply.hpp"
#include "harness/world/trace.hpp"
#include "http/loop.hpp"
#include "providers/contract.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

class OpenStreams {
  public:
    OpenStreams(http::Loop& loop, Duration silence) : loop_(loop), silence_(silence) {}
    ~OpenStreams() { *alive_ = false; }

    void begin_vendors(std::uint64_t exchange, ServedReply reply, http::Response first);
    // Pieces of streams that nobody follows any more are dropped.
    void go_on(std::vector<providers::StreamPiece> const& pieces);
    void end_vendors();

    // The trace as text after `seen`, which it moves on.
    using TraceText = std::function<std::string(TraceId& seen)>;
    void begin_trace(ServedReply reply, TraceId seen, TraceText const& text);
    void tell(TraceText const& text);

  private:
    struct Listener {
        ServedReply reply;
        TraceId seen = 0;
    };
    void comment_soon();

    http::Loop& loop_;
    Duration silence_;
    std::map<std::uint64_t, ServedReply> vendors_;  // by exchange
    std::vector<Listener> listeners_;
    bool comments_soon_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace lockstep::harness
