// How long something is waited for. What a provider's quota takes of that time is given back: it says nothing of a
// lock.
#pragma once

#include <memory>

#include "harness/conform/server_line.hpp"

namespace lockstep::harness {

class Patience {
  public:
    Patience(ServerLine& wire, Duration length);
    bool over() const { return state_->over; }

  private:
    struct State {
        ServerLine& wire;
        Duration quota_waits;  // those that have been given back
        bool over = false;
    };
    static void wait(std::shared_ptr<State> const& state, Duration length);

    std::shared_ptr<State> state_;
};

}  // namespace lockstep::harness
