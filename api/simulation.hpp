// What the simulate calls of the API reach for: hands in the simulated world. Whoever runs the world implements it.
//
// Everything happens at the instant of the request; what the engine learns of it, it learns as it always does, so that
// its steps come after the request's own. Calls must not step the engine before they return.
#pragma once

#include <string>

#include "engine/ids.hpp"
#include "engine/pin.hpp"

namespace lockstep::api {

class Simulation {
  public:
    virtual void set_online(engine::DeviceId device, bool online) = 0;
    virtual void set_connected(engine::AccountId account, bool connected) = 0;
    // Gone from its account, as if somebody had taken it out in the vendor's app.
    virtual void remove_device(engine::DeviceId device) = 0;

  protected:
    ~Simulation() = default;
};

}  // namespace lockstep::api
