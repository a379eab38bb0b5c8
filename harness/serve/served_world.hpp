// A world that is kept alive: with its clock, its standing faults, and what is told about it.
//
// Does no IO. Time moves when somebody says how far: play() runs a bounded piece of what is due, so that whoever drives
// it can look after others in between.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "harness/clock/simulated_clock.hpp"
#include "harness/scenario/model.hpp"
#include "harness/world/watch.hpp"
#include "harness/world/world.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

class ServedWorld {
  public:
    ServedWorld(Case the_case, std::uint64_t seed, ClockMode mode, Instant real_now);

    Scenario const& scenario() const { return case_->scenario; }
    World& world() { return *world_; }
    World const& world() const { return *world_; }
    Watch& watch() { return watch_; }
    SimulatedClock& clock() { return clock_; }
    std::uint64_t seed() const { return seed_; }

    // Plays instants that are due by `until`, at most so many things; true when all of them have been.
    bool play(Instant until, std::uint64_t things_max);
    std::uint64_t things_played() const { return world_->record().totals.world_events; }

    // How often it has begun anew: what was asked of an earlier one means nothing to this.
    std::uint64_t generation() const { return generation_; }
    // As at the start, with another seed if one is given.
    void reset(std::optional<std::uint64_t> seed, Instant real_now);

    // The standing faults: a list in the scenario language, as JSON. Fails with what is wrong with it.
    Result<bool, std::string> set_faults(nlohmann::json const& rules);
    nlohmann::json faults() const;

    std::optional<DeviceIndex> device_called(std::string_view name_or_id) const;  // its id, or its vendor's for it
    std::optional<AccountIndex> account_called(std::string_view name_or_id) const;
    std::optional<std::size_t> provider_called(std::string_view name) const;
    std::string device_id_text(DeviceIndex device) const;
    std::string account_id_text(AccountIndex account) const;

  private:
    void build();

    std::unique_ptr<Case> case_;  // outlives the world
    std::uint64_t seed_;
    Watch watch_;
    std::unique_ptr<World> world_;
    SimulatedClock clock_;
    nlohmann::json fault_rules_;
    std::uint64_t generation_ = 0;
};

}  // namespace lockstep::harness
