// What the API reaches for behind its engine: hands in the simulated world, and orders that go to a vendor without the
// engine. Whoever runs the world implements it.
//
// Everything happens at the instant of the request; what the engine learns of it, it learns as it always does, so that
// its steps come after the request's own. Calls must not step the engine before they return.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/device_attempts.hpp"
#include "api/door_news.hpp"
#include "engine/ids.hpp"
#include "engine/pin.hpp"
#include "engine/port.hpp"
#include "runtime/result.hpp"

namespace lockstep::api {

// An order for a door. Its attempt is ended by Api::attempt_ended when the vendor has answered.
struct DoorOrder {
    enum class What : std::uint8_t { lock, unlock, configure_auto_lock };
    What what = What::lock;
    engine::DeviceId device;
    DeviceAttemptId attempt;
    AutoLock auto_lock;
};

enum class NotAdded : std::uint8_t {
    no_room,      // every slot of the lock is taken, or it is gone
    unreachable,  // the vendor could not be asked what it calls the new code
};

class Simulation {
  public:
    virtual void set_online(engine::DeviceId device, bool online) = 0;
    virtual void set_connected(engine::AccountId account, bool connected) = 0;
    // Gone from its account, as if somebody had taken it out in the vendor's app.
    virtual void remove_device(engine::DeviceId device) = 0;

    // As new: in its account and with its link, and nothing of strangers on it.
    virtual void set_back(engine::DeviceId device) = 0;

    // Somebody stands at the door. What is heard of it at once; a lock without a link tells by itself when it has one.
    virtual std::optional<DoorNews> press(engine::DeviceId device, std::string const& pin, DeviceAttemptId attempt) = 0;
    virtual std::optional<DoorNews> lock_by_hand(engine::DeviceId device, DeviceAttemptId attempt) = 0;
    // Somebody adds a code in the vendor's app: as the vendor lists it from now on.
    virtual Result<engine::ListedCode, NotAdded> add_code(engine::DeviceId device, engine::Pin pin,
                                                          std::string const& name) = 0;

    virtual void order(DoorOrder const& order) = 0;

  protected:
    ~Simulation() = default;
};

}  // namespace lockstep::api
