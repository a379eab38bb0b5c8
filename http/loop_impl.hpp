// Asio's side of the loop. Only this room's own sources include it: Asio's headers are dear to compile.
#pragma once

#include <boost/asio/io_context.hpp>

#include "http/loop.hpp"

namespace lockstep::http {

class Loop::Impl {
  public:
    // One thread: Asio may leave out its locks, but for post() and stop() from outside.
    boost::asio::io_context context{1};
};

}  // namespace lockstep::http
