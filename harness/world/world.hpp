// The simulated world: one engine with its API, the vendors' clouds and locks, and everything that happens between
// them.
//
// A value: a copy lives on by itself, and two worlds that stand alike hash alike. It plays one case, one thing at a
// time, always the earliest; at one instant the order of Turn, and within a turn the order in which things were set
// going. Whoever plays it decides how far:
//
//     World world{the_case, seed, {}};
//     while (world.next_instant(watch) <= until && world.play_instant(watch)) {}
//     RunRecord record = world.finish(until, watch);
//
// The parts, one file each: world.cpp (setting up, the loop), world_engine.cpp (what an engine step leads to),
// world_traffic.cpp (messages and vendors), world_steps.cpp and world_calls.cpp (what the scenario does, and what it
// asks of the API), world_outside.cpp (what others do to a world that is served), world_doors.cpp (bolts, and what is
// heard of doors), world_restart.cpp (crashes, and what follows), world_heal.cpp (the end of trouble). The API reaches
// into it by hands.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "api/api.hpp"
#include "engine/effects.hpp"
#include "engine/engine.hpp"
#include "harness/run/record.hpp"
#include "harness/scenario/model.hpp"
#include "harness/world/calls.hpp"
#include "harness/world/fault_book.hpp"
#include "harness/world/marks.hpp"
#include "harness/world/observer.hpp"
#include "harness/world/outside.hpp"
#include "harness/world/post.hpp"
#include "harness/world/state.hpp"
#include "harness/world/trace.hpp"
#include "harness/world/trouble.hpp"
#include "harness/world/watch.hpp"
#include "harness/world/world_options.hpp"
#include "providers/contract.hpp"
#include "runtime/random.hpp"
#include "sim/cloud.hpp"

namespace lockstep::harness {

// Devices stand in the scenario, the engine and the clouds in one order.
inline engine::DeviceId device_id(std::size_t index) { return engine::DeviceId{static_cast<std::uint32_t>(index)}; }

class World {
  public:
    // `the_case` has to outlive the world and its copies. Every vendor must be known: see unknown_vendor().
    World(Case const& the_case, std::uint64_t seed, WorldOptions options);

    // The first vendor of the case's providers that nobody has registered; empty when all are there.
    static std::string unknown_vendor(Scenario const& scenario);

    // --- playing ---

    Instant now() const { return now_; }
    // When the next thing happens, never before now; `never` when nothing ever will.
    Instant next_instant() const;
    Instant next_instant(Watch const& watch) const { return std::min(next_instant(), watch.next_check()); }
    // Plays everything of the next instant at which something happens or somebody wants to look. False when the world
    // has stalled: see stall().
    bool play_instant(Watch& watch);
    // Plays only the one thing that comes next. Ends an instant by itself when that was the last of it.
    bool play_next(Watch& watch);
    std::string const& stall() const { return record_.stall; }
    // Takes the last looks and hands over what the run leaves behind. The world must not be played any further.
    RunRecord finish(Instant until, Watch& watch);

    // Ends whatever ails the world (outages, faults, lost links and accounts) and all that the case still had in store.
    void heal(Watch& watch);

    // --- from outside: what others do to a world that is served, at the instant at which it stands ---

    // Time has come this far, and everything due by then has been played.
    void stand_at(Instant now) { now_ = std::max(now_, now); }
    http::Response call_api(http::Request const& request, Instant real_now, Watch& watch);
    // A client of the vendor's own. The answers to such requests wait in outside_answers(), now or later.
    providers::ExchangeId call_vendor(std::size_t provider, http::Request request, Instant credential_now,
                                      Watch& watch);
    // The client has waited long enough in real time: what its parked request is answered with, if anything.
    void release(providers::ExchangeId exchange, Watch& watch);
    std::vector<OutsideAnswer> take_outside_answers() { return std::exchange(outside_answers_, {}); }
    // More of those answers that are event streams.
    std::vector<providers::StreamPiece> take_outside_stream() { return std::exchange(outside_stream_, {}); }
    // Pushes to those who subscribed from outside, and what their end answered (0: nobody was there).
    std::vector<OutsidePush> take_outside_pushes() { return std::exchange(outside_pushes_, {}); }
    void outside_push_answered(OutsidePush const& push, int status, Watch& watch);
    // Events for those who have webhooks, and what their end answered.
    std::vector<api::DueDelivery> take_outside_deliveries() { return std::exchange(outside_deliveries_, {}); }
    bool has_outside_deliveries() const { return !outside_deliveries_.empty(); }
    void outside_delivery_answered(api::DeliveryId delivery, api::DeliveryAnswer answer, Watch& watch);
    void clear_webhook_log(api::WebhookId webhook) { api_.clear_webhook_log(webhook); }
    void set_link(DeviceIndex device, bool online, Watch& watch);
    void set_account(AccountIndex account, bool connected, Watch& watch);
    void set_outage(std::size_t provider, bool out, Watch& watch);
    bool edit(EditByHand const& change, Watch& watch);  // false: the lock stores no such code, or has no room
    sim::Pressed press(DeviceIndex device, std::string const& pin, Watch& watch);
    void replace_faults(std::vector<Fault> const& faults, Watch& watch);
    FaultBook const& faults() const { return faults_; }
    providers::Mock const& mock(std::size_t provider) const { return *vendors_[provider].mock; }
    bool connected(AccountIndex account) const { return !clients_[account].cut_off; }
    bool out(std::size_t provider) const { return vendors_[provider].cloud.outage(); }
    // Nothing is under way, and no code is being set or removed.
    bool idle() const;

    // Of all that can still matter to the future.
    void hash(StateHash& hash) const;

    // --- looking ---

    Case const& the_case() const { return *case_; }
    Scenario const& scenario() const { return case_->scenario; }
    std::uint64_t seed() const { return seed_; }
    engine::Engine const& engine() const { return engine_; }
    api::Api const& api() const { return api_; }
    RunNames const& names() const { return record_.names; }
    Trace const& trace() const { return record_.trace; }
    RunRecord const& record() const { return record_; }  // so far
    Duration lateness() const { return options_.lateness; }

    sim::Cloud const& cloud_of(engine::DeviceId device) const { return vendors_[provider_of(device)].cloud; }
    sim::Lock const& lock(engine::DeviceId device) const { return cloud_of(device).lock(device.value); }
    std::size_t provider_of(engine::DeviceId device) const { return scenario().devices[device.value].provider; }
    ProviderSettings const& provider_settings(engine::DeviceId device) const {
        return scenario().providers[provider_of(device)];
    }
    Trouble trouble(engine::DeviceId device) const;

    // The engine's number of a code and the run's. A code keeps its CodeNumber when it is gone.
    CodeNumber number_of(engine::CodeId code) const;
    engine::CodeId code_id(CodeNumber code) const { return codes_[code].id; }  // none while it was never accepted
    std::size_t code_count() const { return codes_.size(); }
    engine::Pin const& last_pin_of(CodeNumber code) const { return codes_[code].pin; }
    // Whose code a lock's slot holds, by the cloud's key; nobody for a stranger's.
    CodeNumber owner_of(engine::DeviceId device, sim::Key key) const;

    // Calls that the engine waits for, and messages that may still do something to a lock.
    OpenCalls const& open_calls() const { return calls_; }
    std::uint32_t writes_under_way(CodeNumber code) const { return codes_[code].writes_under_way; }
    bool was_ever_stored(CodeNumber code) const { return codes_[code].was_stored; }
    std::size_t messages_under_way() const { return post_.size(); }
    std::size_t requests_parked() const { return parked_.size(); }  // at a vendor, answered when the lock is done

    // What the API answers to a request that changes nothing. Leaves no trace.
    http::Response ask(http::Request const& request) const;
    std::string id_of(CodeNumber code) const;  // access_code_id; an id that names nothing while it was never accepted

    // What the API has ordered of vendors, and they have not answered.
    std::size_t orders_under_way() const;

  private:
    class Hands;  // what the API's requests do to it

    // Its parts: state.hpp.
    using Vendor = world_parts::Vendor;
    using Client = world_parts::Client;
    using Door = world_parts::Door;
    using DoorJob = world_parts::DoorJob;
    using Code = world_parts::Code;
    using Parked = world_parts::Parked;
    using Switch = world_parts::Switch;
    using Booking = world_parts::Booking;
    using Letter = world_parts::Letter;
    using Undelivered = world_parts::Undelivered;
    using Checkpoint = world_parts::Checkpoint;
    using Unsynced = world_parts::Unsynced;
    using About = world_parts::About;
    using Wanted = world_parts::Wanted;

    // --- world.cpp ---
    void add_vendors();
    void add_names();
    void add_switches();
    void add_bookings();
    void add_wanted_looks();
    Instant next_of(Turn turn) const;
    void play(Turn turn);
    void play_fault_switch();
    void play_device();
    void play_message();
    void play_timer();
    void end_instant();
    bool out_of_bounds();
    TraceId note(TraceEvent event);
    TraceEvent event(TraceKind kind, TraceId cause) const;
    void touch(engine::DeviceId device);
    void touch(engine::CodeId code);
    void take_snapshot(std::uint32_t device);
    void take_wanted_snapshots();

    // --- world_engine.cpp ---
    bool commits_slowly() const { return scenario().engine.commit > Duration{}; }
    void keep_checkpoint();
    TraceId carry_out(TraceId cause, About const& about);
    TraceId note_step(TraceId cause, About const& about);
    void note_transition(engine::Transition const& transition, TraceId step);
    void note_attempt(engine::AttemptChange const& change, TraceId step);
    void fill_attempt_result(engine::AttemptId attempt, AttemptEntry& entry) const;
    void note_issues(TraceId step);
    void note_shown_issues(CodeNumber code, TraceId step);
    void note_event(engine::Event const& happened, TraceId step);
    void register_code(engine::CodeId code);
    void change_hands();
    Letter& put_letter(TraceId cause);
    void open_letters();
    void read_letter(Letter& letter);
    void sync_due();
    void let_go(Unsynced& decision);
    template <class Input>
    void log_input(Input const& input) {
        if (options_.log != nullptr) options_.log->takes(EngineInput{input}, now_);
    }

    // --- world_restart.cpp ---
    void crash(bool lose_unsynced, TraceId cause);
    void undo_decisions();
    void make_engine_again(bool lose_unsynced);
    void broke(std::string why);

    // --- world_traffic.cpp ---
    void send_call(engine::ProviderCall const& call, TraceId step);
    void give_up(engine::CallId call, TraceId step);
    void collect_from_adapter(engine::AccountId account, TraceId cause);
    void send_request(providers::Outgoing& outgoing, TraceId cause);
    void request_arrives(Parcel& parcel);
    void answer_arrives(Parcel& parcel);
    void push_arrives(Parcel& parcel);
    void collect_from_mock(std::uint32_t vendor, TraceId cause, Parked* current);
    void lose_answer(ExchangeFacts const& facts);
    void send_answer(std::uint32_t vendor, Parked& exchange, providers::Message message, TraceId cause);
    void send_push(std::uint32_t vendor, providers::PushedMessage& push, TraceId cause);
    void complete(std::uint32_t vendor, sim::Completion const& completion);
    void note_fired_faults(providers::Op op, std::uint32_t device, TraceId cause);
    TraceEvent exchange_event(TraceKind kind, ExchangeFacts const& facts, TraceId cause) const;

    // --- world_outside.cpp ---
    void play_deliveries();
    template <class Work>
    auto from_outside(Watch& watch, Work work);
    TraceId asked() { return note(event(TraceKind::asked, 0)); }
    engine::DeviceId device_named_in(std::uint32_t vendor, http::Request const& request) const;

    // --- world_doors.cpp ---
    bool can_tell(engine::DeviceId device) const;
    std::optional<api::DoorNews> heard_now(api::DoorNews news);
    void tell(api::DoorNews news);
    void tell_untold();
    void hear(api::DoorNews const& news);
    CodeNumber opener(engine::DeviceId device, std::string const& pin, sim::Pressed const& pressed) const;
    api::DoorNews news_of_press(engine::DeviceId device, std::string const& pin, sim::Pressed const& pressed) const;
    void bolt_has_moved(engine::DeviceId device, bool locked);
    api::DoorNews turn_bolt(engine::DeviceId device, bool locked, providers::BoltMover mover, TraceId cause);
    void bolt_moved_outside(providers::BoltMoved const& moved);
    void add_door_job(DoorJob job);
    void give_order(api::DoorOrder const& order, TraceId cause);
    std::optional<api::AttemptFailure> refusal_of(api::DoorOrder const& order) const;
    void play_door_job();
    std::optional<std::vector<engine::ListedCode>> listing_of(engine::DeviceId device) const;

    // --- world_steps.cpp ---
    void play_step();
    void play_booking();
    void act(CreateCode const& action, Step const& step, TraceId trace);
    void act(UpdateCode const& action, Step const& step, TraceId trace);
    void act(DeleteCode const& action, Step const& step, TraceId trace);
    void act(GetCode const& action, Step const& step, TraceId trace);
    void act(ListCodes const& action, Step const& step, TraceId trace);
    void act(HttpCall const& action, Step const& step, TraceId trace);
    void act(LinkDown const& action, Step const& step, TraceId trace);
    void act(LinkUp const& action, Step const& step, TraceId trace);
    void act(Disconnect const& action, Step const& step, TraceId trace);
    void act(Reconnect const& action, Step const& step, TraceId trace);
    void act(Outage const& action, Step const& step, TraceId trace);
    void act(EditByHand const& action, Step const& step, TraceId trace);
    void act(PressKeys const& action, Step const& step, TraceId trace);
    void act(RemoveDevice const& action, Step const& step, TraceId trace);
    void act(ResetDevice const& action, Step const& step, TraceId trace);
    void act(ForgetDevice const& action, Step const& step, TraceId trace);
    void act(ForgetAccount const& action, Step const& step, TraceId trace);
    void act(RestartEngine const& action, Step const& step, TraceId trace);
    void act(SetClock const& action, Step const& step, TraceId trace);
    void act(ReplaceFaults const& action, Step const& step, TraceId trace);
    void act(Note const& action, Step const& step, TraceId trace);
    bool edit_by_hand(EditByHand const& action);
    bool add_by_hand(engine::DeviceId device, sim::Record record);
    void edited_by_hand(engine::DeviceId device);
    void set_back(engine::DeviceId device, TraceId cause);
    void note_forgotten();
    void disown_codes(engine::DeviceId device);
    struct Press {
        sim::Pressed pressed;
        TraceId trace = 0;
        api::DoorNews news;
    };
    Press press_keys(DeviceIndex device, std::string const& pin, std::uint32_t step, TraceId cause);
    void call_api(http::Request const& request, CodeNumber subject, Step const& step, TraceId trace);
    http::Request in_workspace_of(DeviceIndex device, http::Request request) const;
    void ask_as_client(std::size_t provider, http::Request request, Step const& step);
    providers::ExchangeId serve_client(std::size_t provider, http::Request request, Instant credential_now);
    bool order_gets_through(DoorJob& job);
    void outage_is_over(std::size_t provider);
    void set_faults(std::vector<Fault> const& faults, TraceId cause);
    void label_attempt(std::string const& label, CodeNumber code, nlohmann::json const& envelope);
    void forget_label(std::string const& label);
    void judge_reply(Undelivered const& reply);
    void lose_replies(Unsynced const& decision);
    void fail_step(std::uint32_t step, Place place, std::string what, std::string want, std::string got, TraceId trace);
    void give_notice(engine::Notice::What what, engine::AccountId account, engine::DeviceId device, TraceId cause);
    bool cut_off(engine::AccountId account) const;
    std::optional<std::string> id_called(std::string_view name) const;
    std::vector<std::string> device_ids() const;

    // --- state ---

    Case const* case_;  // read only, shared by all copies
    std::uint64_t seed_ = 1;
    WorldOptions options_;
    Instant now_{};
    Turn turn_ = Turn::step;

    engine::Engine engine_;
    api::Api api_;
    std::vector<Vendor> vendors_;
    std::vector<Client> clients_;
    std::vector<Door> doors_;
    FaultBook faults_;
    std::optional<std::vector<FaultCount>> counts_of_file_;  // of the rules that stood first, once others stand

    Post post_;
    OpenCalls calls_;
    std::map<std::uint64_t, Parked> parked_;
    std::uint64_t last_exchange_ = 0;
    std::deque<Unsynced> unsynced_;
    std::vector<engine::CallId> withdrawn_;  // given up by a decision before the one that made them was durable
    std::optional<Checkpoint> checkpoint_;   // the engine before the running step
    std::vector<Letter> letters_;            // empty between two plays
    std::vector<DoorJob> door_jobs_;         // in order of `due`, then as they were added
    std::map<std::string, api::DeviceAttemptId> device_attempts_;  // by the labels of steps
    std::vector<OutsideAnswer> outside_answers_;
    std::vector<providers::StreamPiece> outside_stream_;
    std::vector<OutsidePush> outside_pushes_;
    std::vector<api::DueDelivery> outside_deliveries_;

    std::uint32_t next_step_ = 0;
    std::vector<Booking> bookings_;
    std::size_t next_booking_ = 0;
    std::vector<Switch> switches_;  // sorted
    std::size_t next_switch_ = 0;

    std::vector<Code> codes_;
    std::vector<CodeNumber> by_serial_;
    std::unordered_map<std::string, CodeNumber> by_vendor_name_;  // looked up, never walked
    CodeNumber first_stay_ = nobody;
    CodeNumber creating_ = nobody;       // whose creation is being asked for
    std::deque<CodeNumber> to_be_made_;  // names for codes that come of a call some other way

    std::vector<std::vector<Wanted>> wanted_;            // by device
    std::set<std::pair<Instant, std::uint32_t>> looks_;  // when and where a snapshot has to be taken, come what may

    RunRecord record_;
    Marks marks_;
    Touched touched_;
    std::uint64_t turns_in_instant_ = 0;
    bool instant_open_ = false;
    bool observes_for_api_ = true;

    // Scratch, without meaning between two plays.
    engine::Effects effects_;
    providers::AdapterEffects adapter_effects_;
    providers::MockEffects mock_effects_;
    std::vector<sim::Completion> completions_;
    Watch* watch_ = nullptr;
    Hands* hands_ = nullptr;  // of the request that is being answered
};

}  // namespace lockstep::harness
