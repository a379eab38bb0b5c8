// A world that is kept alive: with its clock, its standing faults, and what is told about it.
//
// Does no IO. Time moves when somebody says how far: play() runs a bounded piece of what is due, so that whoever drives
// it can look after others in between.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "harness/clock/simulated_clock.hpp"
#include "harness/scenario/model.hpp"
#include "harness/serve/outside_input.hpp"
#include "harness/world/watch.hpp"
#include "harness/world/world.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

// Hears of every input before it acts, and what the trace's hash is until then.
class InputListener {
  public:
    virtual ~InputListener() = default;
    virtual void heard(OutsideInput const& input, std::uint64_t state) = 0;
    // How many codes there had been when it was heard.
    virtual void stood(std::size_t) {}
    // What came of the input that was heard last.
    virtual void answered(http::Response const&) {}
    virtual void pressed(sim::Pressed const&) {}
    virtual void edited(bool /*done*/) {}
};

class ServedWorld {
  public:
    // A vendor's message to somebody who subscribed from outside: the n-th that left the world.
    struct NumberedPush {
        std::uint64_t number = 0;
        OutsidePush push;
    };

    ServedWorld(Case the_case, std::uint64_t seed, ClockMode mode, Instant real_now,
                api::Receivers receivers = api::Receivers::this_machine);

    Scenario const& scenario() const { return case_->scenario; }
    World const& world() const { return *world_; }
    SimulatedClock const& clock() const { return clock_; }
    std::uint64_t seed() const { return seed_; }

    // Plays instants that are due by `until`, at most so many things; true when all of them have been. Stops at an
    // instant at which subscribers have to be told something.
    bool play(Instant until, std::uint64_t things_max);
    std::uint64_t things_played() const { return world_->record().totals.world_events; }

    // The one way in for whatever changes the world: listeners hear of it, then it acts.
    template <class Action>
    auto apply(Action action, Instant real_now) {
        if (listeners_.empty() || !matters(action)) return act(std::move(action), real_now);
        tell(action, real_now);
        if constexpr (has_result<Action>) {
            auto const result = act(std::move(action), real_now);
            for (auto* const listener : listeners_)
                tell_result(*listener, result);
            return result;
        } else {
            return act(std::move(action), real_now);
        }
    }
    void listen(InputListener& listener) { listeners_.push_back(&listener); }

    // Who watches from the start on, a reset's too. To be said before anything has happened.
    using Watchers = std::function<std::vector<std::unique_ptr<Observer>>()>;
    void watch(Watchers watchers);
    // What they have found, after a last look: how it all would end, were everything healed now.
    std::vector<Breach> const& last_look();

    // As it was when somebody heard it: plays up to there and acts. Fails when the world stands otherwise than it did.
    Result<void, std::string> replay(OutsideInput input, std::uint64_t state);
    // Clients who waited for a vendor's answer when what was replayed came to its end. Nobody waits any more.
    std::vector<providers::ExchangeId> left_waiting();
    // Something has happened since the last input, at another instant than its own.
    bool has_moved_on() const { return things_played() != things_settled_; }

    std::vector<OutsideAnswer> take_answers() { return world_->take_outside_answers(); }
    std::vector<providers::StreamPiece> take_stream() { return world_->take_outside_stream(); }
    // Those that nobody has taken yet. After a replay these are all that were never answered.
    std::vector<NumberedPush> take_pushes();
    // Events that webhooks have to be told now. After a replay these are all that were never answered.
    std::vector<api::DueDelivery> take_deliveries();
    bool has_deliveries() const { return world_->has_outside_deliveries(); }
    std::size_t deliveries_under_way() const { return world_->api().webhooks().under_way(); }

    // How often it has begun anew: what was asked of an earlier one means nothing to this.
    std::uint64_t generation() const { return generation_; }

    // The standing faults: a list in the scenario language, as JSON. Fails with what is wrong with it.
    Result<bool, std::string> set_faults(nlohmann::json const& rules, Instant real_now);
    nlohmann::json faults() const;

    std::optional<DeviceIndex> device_called(std::string_view name_or_id) const;  // its id, or its vendor's for it
    std::optional<AccountIndex> account_called(std::string_view name_or_id) const;
    std::optional<std::size_t> provider_called(std::string_view name) const;
    std::string device_id_text(DeviceIndex device) const;
    std::string account_id_text(AccountIndex account) const;

  private:
    void build();
    void begin_watching();
    void play_checks(Instant until);
    Result<std::vector<Fault>, std::string> read_faults(nlohmann::json const& rules) const;

    template <class Action>
    static constexpr bool has_result =
        std::is_same_v<Action, ApiCall> || std::is_same_v<Action, KeysPressed> || std::is_same_v<Action, HandEdit>;
    template <class Action>
    void act_again(Action action, Instant real_at);

    static void tell_result(InputListener& listener, http::Response const& response) { listener.answered(response); }
    static void tell_result(InputListener& listener, sim::Pressed const& pressed) { listener.pressed(pressed); }
    static void tell_result(InputListener& listener, bool edited) { listener.edited(edited); }
    template <class Action>
    static bool matters(Action const&) {
        return true;
    }
    static bool matters(ApiCall const& call);
    void tell(OutsideAction action, Instant real_now);

    http::Response act(ApiCall call, Instant real_now);
    providers::ExchangeId act(VendorCall call, Instant real_now);
    void act(PollReleased released, Instant real_now);
    void act(PushAnswered answered, Instant real_now);
    void act(EventAnswered answered, Instant real_now);
    void act(WebhookLogCleared cleared, Instant real_now);
    void act(LinkSet set, Instant real_now);
    void act(AccountSet set, Instant real_now);
    void act(OutageSet set, Instant real_now);
    bool act(HandEdit edit, Instant real_now);
    sim::Pressed act(KeysPressed keys, Instant real_now);
    void act(FaultsReplaced replaced, Instant real_now);
    void act(ClockSet set, Instant real_now);
    void act(WorldReset reset, Instant real_now);
    void number_pushes();
    void forget_answered();

    std::unique_ptr<Case> case_;  // outlives the world
    std::uint64_t seed_;
    api::Receivers receivers_;
    Watchers watchers_;
    Watch watch_;
    std::unique_ptr<World> world_;
    SimulatedClock clock_;
    nlohmann::json fault_rules_;
    std::uint64_t generation_ = 0;

    std::vector<InputListener*> listeners_;
    Instant last_input_at_{};
    std::uint64_t things_settled_ = 0;  // played up to the last input, or at its instant
    std::map<std::uint64_t, OutsidePush> unanswered_;
    std::uint64_t pushes_ = 0;                        // numbered
    std::uint64_t pushes_taken_ = 0;                  // of those
    std::set<providers::ExchangeId> replayed_calls_;  // of vendors' clients, not answered yet
};

}  // namespace lockstep::harness
