// One thread's turn at sockets and timers: servers and clients of one loop never run at the same time.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "runtime/time.hpp"

namespace lockstep::http {

class Loop {
  public:
    Loop();
    ~Loop();
    Loop(Loop const&) = delete;
    Loop& operator=(Loop const&) = delete;

    // Works until stop() is called or nothing is left to wait for.
    void run();
    // Does what is ready now, and nothing else; returns how many things that were.
    std::size_t poll();
    // Waits for one thing to happen, but no longer than this real time, and does it; 0 when nothing came.
    std::size_t wait_one(Duration at_most);
    // Ends run(); what was not done stays to be done. May be called from any thread and from a signal's handler.
    void stop();
    // Does this in the loop's own thread, soon. May be called from any thread.
    void post(std::function<void()> work);
    // Does this after some real time has passed.
    void after(Duration delay, std::function<void()> work);

    class Impl;
    Impl& impl() { return *impl_; }

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::http
