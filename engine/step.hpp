// One step of the engine: what happened, worked into the records, and the effects that follow. Private to this room.
//
// Every entry of Engine makes one Step, lets it work, and ends it. The parts, one file each:
//   step_commands.cpp  what callers ask              step_settle.cpp    facts to status, events, attempts, timers
//   step_calls.cpp     calls, quota, looks, retries  step_readback.cpp  a listing against the records
//   step_pins.cpp      who may hold a PIN, and who waits for it
//   step_devices.cpp   devices released, adopted, read when somebody asks
//   step_outcomes.cpp  how calls and pushes end      step_links.cpp     offline, cut off, forgotten, restarted
//   step_shared.cpp    codes that share one PIN      step_strangers.cpp codes that change hands
//   step_pool.cpp      spare codes kept ready
//   step_offline.cpp   codes that locks work out by themselves
#pragma once

#include <optional>
#include <string>

#include "engine/belief.hpp"
#include "engine/engine.hpp"
#include "engine/next_step.hpp"

namespace lockstep::engine {

class Step {
  public:
    Step(Engine& engine, Instant now, Effects& effects, Because because);
    ~Step();
    Step(Step const&) = delete;
    Step& operator=(Step const&) = delete;

    // step_commands.cpp
    CommandReply create(CreateCode const& command);
    CommandReply update(UpdateCode const& command);
    CommandReply remove(DeleteCode const& command);

    // step_shared.cpp
    CommandsReply create(CreateCodes const& command);
    CommandsReply update(UpdateCodes const& command);

    // step_pool.cpp
    CommandReply pull_backup(PullBackup const& command);

    // step_strangers.cpp
    CommandReply release(ReleaseCode const& command);
    CommandReply convert(ConvertUnmanaged const& command);
    CommandReply remove(RemoveUnmanaged const& command);

    // step_outcomes.cpp
    void answered(Answer const& answer);
    void pushed(Push const& push);

    // step_links.cpp
    void noticed(Notice const& notice);
    void forget_device(DeviceId device);
    void forget_account(AccountId account);
    void restart();

    // step_devices.cpp
    void release_device(DeviceId device);
    void adopt_device(DeviceId device);
    void report_pin_lengths(DeviceId device, std::uint32_t lengths);
    void set_pool(DeviceId device, bool open);
    void sync_account(AccountId account);
    void stranger_seen(DeviceId device, ListedCode const& entry);

    // step_timers.cpp
    void code_due(std::uint32_t slot);
    void device_due(DeviceId device);
    void account_due(AccountId account);
    void resync_due();

  private:
    // Access.
    CodeRecord& code(CodeId id) { return engine_.codes_[id.slot]; }
    ColdCode& cold(CodeId id) { return engine_.cold_[id.slot]; }
    RareFacts const& rare(CodeId id) { return *cold(id).rare; }
    RareFacts& rare_to_write(CodeId id) { return cold(id).rare.to_write(); }
    DeviceRecord& device(DeviceId id) { return engine_.devices_[id.value]; }
    AccountRecord& account(AccountId id) { return engine_.accounts_[id.value]; }
    Capabilities const& capabilities(DeviceId id) const { return engine_.capabilities(id); }
    Belief belief(CodeId id);
    bool connected(DeviceId id) { return account(device(id).account).connected; }
    bool may_call(CodeId id);
    bool mutant(Mutation mutation) const { return engine_.settings_.mutation == mutation; }
    template <class Visit>
    void for_each_code(DeviceId id, Visit visit);  // in order of creation; `visit` may end the code it is given
    template <class Visit>
    void for_each_device(AccountId id, Visit visit);
    void touch(CodeId id);
    void touch(DeviceId id);
    void touch(AccountId id);
    Event& emit(EventType type, CodeId id);
    Event& emit(EventType type, DeviceId id);
    Event& emit(EventType type, AccountId id);

    // step_devices.cpp
    void read_now(DeviceId id);

    // step_settle.cpp
    void settle(CodeId id);
    void end_attempts_of_ended_window(CodeId id);
    void end_cycle_if_absent(CodeId id, Status next);
    void move_to(CodeId id, Status next);
    void warn_of_delay(CodeId id);
    void drop_outlived_issues(CodeId id);
    void finish_attempts(CodeId id);
    void end_code(CodeId id);
    void erase_record(CodeId id);
    void finish(AttemptId attempt, AttemptState state, AttemptError error);
    void raise(CodeId id, Issue issue);
    void drop(CodeId id, Issue issue);
    void drop_put_issues(CodeId id);
    void set_timer(CodeId id);
    void set_timer(DeviceId id);
    void set_timer(AccountId id);
    void set_resync_timer();

    // step_calls.cpp
    void pursue(CodeId id);
    bool drop_obsolete_operation(CodeId id, NextStep wanted);
    void issue_put(CodeId id);
    void issue_removal(CodeId id, bool recreate);
    CallId send(ProviderCall call, bool owned_by_code);
    void dispatch(ProviderCall call);
    bool account_has_room(AccountId id);
    bool device_has_room(DeviceId id);
    void drain(AccountId id);
    void close(CallId id);
    void abandon(CallId id);
    void await_answer(CodeId id);
    Engine::OpenCall* open_call(CallId id);
    CallId read_device(DeviceId id, CodeId asker);
    void read_on_own_account(DeviceId id);
    void look(CodeId id);
    void ask(CodeId id);
    void wait_for_confirmation(CodeId id);
    void look_failed(CodeId id, Duration floor);
    void fail(CodeId id, Duration floor);
    void count_failure(CodeId id);
    Duration next_backoff(std::uint16_t& steps, Duration floor);
    void clear_operation(CodeId id);

    // step_pins.cpp
    // The first six are the only ways to other PINs of a record, so that the engine's indexes keep up.
    void want_pin(CodeId id, Pin pin);
    void hold_pin(CodeId id, Pin pin);
    void send_pin(CodeId id, Pin pin);
    void doubt_pin(CodeId id, Pin pin);
    void doubt_sent_pin(CodeId id);
    std::vector<Pin> take_doubted_pins(CodeId id);
    CodeId pin_holder(CodeId id);
    CodeId pin_holder_among_all(CodeId id);
    bool another_may_hold(CodeId id, Pin pin);
    bool may_hold(CodeId id, Pin pin);
    bool has_to_yield(CodeId id, CodeId holder);
    void release_sent_pin(CodeId id);
    void wake_neighbours(DeviceId id, CodeId self, std::optional<Pin> freed_pin, bool freed_slot);
    void wake_neighbours(DeviceId id, CodeId self, std::vector<Pin> const& freed_pins);

    // step_outcomes.cpp
    void put_ended(CodeId id, Answer const& answer);
    void removal_ended(CodeId id, Answer const& answer);
    void read_ended(DeviceId id, CallId call, Answer const& answer);
    void put_refused(CodeId id, Refusal refusal, Duration retry_after);
    void wanted_is_held(CodeId id);
    void confirm_stored(CodeId id, StoredRecord const& record, bool pin_known);
    void confirm_absent(CodeId id);
    void own_read_failed(DeviceId id, Duration floor);
    void let_go_of(CodeId id);
    void park(CodeId id, Refusal refusal, Issue issue);
    CodeId code_of_push(Push const& push);
    bool matches_sent(CodeId id, StoredRecord const& record, bool pin_known);
    bool matches_held(CodeId id, StoredRecord const& record, bool pin_known);

    // step_readback.cpp
    void read_back(DeviceId id, CallId call, std::vector<ListedCode> const& listed);
    bool resolve(CodeId id, ListedCode const* entry, bool asked, bool after_cut, bool dubious);
    CodeId rightful(CodeId own, std::string const& name);
    bool contradicts_itself(DeviceId id, std::vector<ListedCode> const& listed);
    bool compare_at_rest(CodeId id, ListedCode const* entry, bool after_cut);
    bool doubt(CodeId id, bool after_cut);
    void erased_outside(CodeId id);
    void modified_outside(CodeId id, StoredRecord const& found);
    void see_strangers(DeviceId id, CallId read, std::vector<ListedCode> const& listed, std::vector<bool> const& ours);
    void wake_parked(DeviceId id, std::vector<ListedCode> const& listed);

    // step_links.cpp
    void account_lost(AccountId id);
    void account_back(AccountId id);
    void device_read_again(DeviceId id);
    void end_calls_of(DeviceId id);
    void device_back(DeviceId id);
    void tell_connected(DeviceId id);
    void tell_disconnected(DeviceId id, Issue why);
    void try_now(CodeId id);

    // step_timers.cpp
    void operation_due(CodeId id);
    void give_up_read(CodeId id);
    bool has_live_code(DeviceId id);

    // step_shared.cpp
    void set_common_key(CodeId id, std::string const& key);
    // In order of their slots; nobody may get or lose the key meanwhile.
    template <class Visit>
    void for_each_sharer(std::string const& key, Visit visit);
    CodeId code_with_key(std::string const& key);
    bool shares_pin(CodeId id);
    std::optional<Pin> shared_pin(CreateCodes const& command);
    bool pin_free_on_all(std::vector<DeviceId> const& devices, Pin pin) const;
    CommandReply check_shared_update(UpdateCode const& command);
    void share_new_pin(CodeId id);

    // step_pool.cpp
    void open_pool(DeviceId id);
    void close_pool(DeviceId id);
    void look_after_pool(DeviceId id);
    void fill_pool(DeviceId id);
    void add_spare_code(DeviceId id, Pin pin);
    bool is_ready(CodeId id);
    void spare_code_ended(DeviceId id, CodeId backup);
    void raise(DeviceId id, Issue issue);
    void drop(DeviceId id, Issue issue);

    // step_offline.cpp
    CommandReply create_offline(CreateCode const& command);
    CodeId add_offline_code(CreateCode const& command, Window const& window, Pin pin, std::uint32_t variant);
    bool variant_taken(DeviceId id, Window const& window, OfflinePinRequest const& request);
    void look_after_offline_code(CodeId id);

    // step_strangers.cpp
    UnmanagedCode* stranger(DeviceId id, std::string const& vendor_ref);
    CommandReply check_conversion(DeviceId id, UnmanagedCode const& code);
    void decide_conversions(DeviceId id);
    bool awaits_conversion(DeviceId id) const;
    CodeId adopt(DeviceId id, UnmanagedCode const& code);
    void failed_to_convert(DeviceId id, UnmanagedCode& code);
    CodeId being_taken_off(DeviceId id, std::string const& vendor_ref);
    void stranger_gone(DeviceId id, std::string const& vendor_ref);
    Event& emit(EventType type, DeviceId id, UnmanagedCode const& code);

    // step_commands.cpp
    CommandReply check_terms(CreateCode const& command);
    CommandReply check_given_pin(CreateCode const& command, Pin pin);
    CommandReply add_code(CreateCode const& command, Pin pin);
    CodeId new_code(DeviceId id);
    struct Terms {
        Window window;
        Pin pin;
        std::string name;
    };
    Terms terms_after(UpdateCode const& command);
    CommandReply check_update(UpdateCode const& command);
    CommandReply apply_update(UpdateCode const& command);
    CommandError check_window(Window const& window, bool ends_must_be_ahead) const;
    CommandReply check_pin(DeviceId id, Pin pin, bool given);
    CommandError check_name(DeviceId id, CodeId self, std::string const& name);
    bool pin_taken(DeviceId id, CodeId self, Pin pin, Window const& window);
    std::string unique_name(DeviceId id, std::uint32_t serial, std::string const& name) const;
    AttemptId add_attempt(AttemptKind kind, CodeId id);
    void announce_changes(CodeId id, Pin pin, Window const& window, std::string const& name);

    Engine& engine_;
    Instant now_;
    Effects& effects_;
    AccountId being_cut_off_;        // the account whose loss this step is about to notice
    Instant read_left_at_ = always;  // when the read that is being worked in was decided
};

template <class Visit>
void Step::for_each_code(DeviceId id, Visit visit) {
    for (std::uint32_t slot = device(id).first_code; slot != Id<struct None>::none;) {
        std::uint32_t const next = engine_.codes_[slot].next;
        visit(engine_.id_at(slot));
        slot = next;
    }
}

template <class Visit>
void Step::for_each_sharer(std::string const& key, Visit visit) {
    for (std::uint32_t const slot : engine_.slots_with_key(key))
        visit(engine_.id_at(slot));
}

template <class Visit>
void Step::for_each_device(AccountId id, Visit visit) {
    for (std::uint32_t i = 0; i < engine_.devices_.size(); ++i)
        if (engine_.devices_[i].account == id && engine_.devices_[i].exists) visit(DeviceId{i});
}

}  // namespace lockstep::engine
