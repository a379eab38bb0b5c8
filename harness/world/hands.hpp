// The world as the API reaches into it: what a request of its simulate and lock routes does to doors, links and clouds.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/simulation.hpp"
#include "harness/world/world.hpp"

namespace lockstep::harness {

class World::Hands final : public api::Simulation {
  public:
    // `cause`: the trace event of the request; 0: it gets one when it first does something.
    explicit Hands(World& world, TraceId cause = 0) : world_{&world}, cause_{cause} { world.hands_ = this; }
    ~Hands() { world_->hands_ = nullptr; }
    Hands(Hands const&) = delete;
    Hands& operator=(Hands const&) = delete;

    TraceId cause();
    bool acted() const { return acted_; }
    // What was heard of a door while they moved.
    void heard(api::DoorNews const& news) { moves_.back().heard.push_back(news); }
    std::vector<HandMove> take_moves() { return std::move(moves_); }

    void set_online(engine::DeviceId device, bool online) override;
    void set_connected(engine::AccountId account, bool connected) override;
    void remove_device(engine::DeviceId device) override;
    void set_back(engine::DeviceId device) override;
    std::optional<api::DoorNews> press(engine::DeviceId device, std::string const& pin,
                                       api::DeviceAttemptId attempt) override;
    std::optional<api::DoorNews> lock_by_hand(engine::DeviceId device, api::DeviceAttemptId attempt) override;
    Result<engine::ListedCode, api::NotAdded> add_code(engine::DeviceId device, engine::Pin pin,
                                                       std::string const& name) override;
    void order(api::DoorOrder const& order) override;

  private:
    TraceId moves();

    World* world_;
    TraceId cause_;
    bool acted_ = false;
    std::vector<HandMove> moves_;
};

}  // namespace lockstep::harness
