// The August cloud: its API over a sim::Cloud, and what it believes in between. One mock serves every brand.
//
// A pure handler: a request and an instant in, a response out, or later for a remote operation and a long poll. Which
// quirks it has is told by the profile (see the README); chaos is wrapped around it from outside.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/august/mock_channel.hpp"
#include "providers/august/mock_pins.hpp"
#include "providers/august/mock_tokens.hpp"
#include "providers/august/protocol_messages.hpp"
#include "providers/contract.hpp"

namespace lockstep::providers::august {

// How long the motor of a lock takes, all told, when it is asked to through its bridge.
inline constexpr Duration operation_time{3100ms};
inline constexpr Duration operation_jitter{1500ms};  // awkward: at most this much to either side
// Awkward: the cloud hears of a lock's work up to this much later, and of one job in eight much later.
inline constexpr Duration hearing_delay_max{12s};
inline constexpr Duration hearing_delay_tail{90s};
// Awkward: on a lock with more PINs than this, some that were loaded are said to be only created for a while.
inline constexpr std::size_t crowd = 5;
inline constexpr Duration doubt_after{20min};  // since the PIN was loaded
inline constexpr Duration doubt_lasts{60s};
inline constexpr std::size_t diary_max = 500;
inline constexpr std::size_t letters_max = 1000;

class AugustMock final : public Mock {
  public:
    AugustMock(Brand brand, VendorSetup const& setup);

    std::unique_ptr<Mock> clone() const override { return std::make_unique<AugustMock>(*this); }
    void hash(StateHash& hash) const override;

    void handle(ExchangeId exchange, Message const& request, Handling const& handling, sim::Cloud& cloud, Instant now,
                MockEffects& effects) override;
    void completed(sim::Completion const& completion, sim::Cloud& cloud, Instant now, MockEffects& effects) override;
    Instant next_due() const override { return due_; }
    void run_due(sim::Cloud& cloud, Instant now, MockEffects& effects) override;
    void pressed(sim::LockNumber lock, std::string_view pin, bool opened, Instant now, MockEffects& effects) override;
    void bolt_moved(BoltMoved const& moved, BoltMover mover, Instant now, MockEffects& effects) override;

    Op op_of(Message const& request) const override;
    std::string device_id(sim::LockNumber lock) const override;
    unsigned battery(sim::LockNumber) const override { return 62; }
    std::vector<Login> logins() const override;
    std::optional<Message> released(ExchangeId exchange) override;

    Message error(Message const& request, int status, std::optional<Duration> retry_after) const override;
    Message refusal(Message const& request, engine::Refusal reason) const override;
    void empty_list(Message& read_response) const override;
    Message malformed(Message const& response) const override;
    bool expects(http::Request const& request) const override;

  private:
    // One request on its way through the handler.
    struct Visit {
        ExchangeId exchange;
        http::Request const& request;
        Handling const& handling;
        sim::Cloud& cloud;
        Instant now;
        MockEffects& effects;
        std::array<std::string, http::route_parameters_max> parameters;
        std::uint32_t account = 0;
        sim::LockNumber lock = 0;
        TokenClaims claims;
        bool has_deleted = false;  // an earlier command of the same request took a PIN away
        bool from_outside() const { return handling.credential_now.has_value(); }
    };
    using Reply = std::optional<http::Response>;  // nothing: it is parked

    struct LockState {
        sim::LockNumber lock = 0;
        std::uint32_t account = 0;
        std::string name;
        engine::PinRules rules;
        std::uint32_t slots = 0;
        PinBook pins;
        bool locked = true;  // the bolt, as the cloud sees it
        Instant bolt_at{};   // when it last moved
    };
    enum class Operation : std::uint8_t { lock, unlock, unlatch, status };
    // A motor at work, or a bolt being looked at.
    struct Running {
        ExchangeId exchange;
        bool answered = false;  // asynchronous: only the channel tells of its end
        sim::LockNumber lock = 0;
        std::uint32_t account = 0;
        Operation operation = Operation::status;
        Instant since{};
        Instant due = never;
    };
    struct DiaryEntry {
        std::uint64_t number = 0;
        Instant at{};
        sim::LockNumber lock = 0;
        std::uint32_t account = 0;
        std::string action;
        std::string user_id;
        PersonName person;
    };
    struct Arrivals {  // of one account, at one gate
        std::uint32_t account = 0;
        std::vector<Instant> recent;
        Instant blocked_until = always;
    };
    struct Guest {  // made by the app before it has a PIN
        std::string user_id;
        sim::LockNumber lock = 0;
        PersonName person;
    };
    struct Hook {  // one a lock and account: a new one takes the place of the old
        sim::LockNumber lock = 0;
        std::uint32_t account = 0;
        HookRequest wish;
        bool from_outside = false;
    };
    struct Reserved {
        sim::LockNumber lock = 0;
        std::string pin;
        Instant until{};
    };

    Reply serve(Visit& visit);
    Reply serve_account(Call call, Visit& visit);
    Reply serve_lock(Call call, Visit& visit);
    bool identify(Visit& visit, ErrorCode& refused) const;
    void hand_out_token(Visit const& visit, http::Response& response) const;

    Reply session(Visit& visit);
    Reply send_code(Visit const& visit);
    Reply validate_code(Visit& visit);
    Reply oauth_token(Visit const& visit) const;

    Reply me(Visit const& visit) const;
    Reply houses(Visit const& visit) const;
    Reply activities(Visit const& visit) const;
    Reply list_locks(Visit const& visit) const;
    Reply bridges(Visit const& visit) const;
    Reply lock_detail(Visit const& visit) const;
    Reply lock_status(Visit const& visit) const;
    Reply capabilities(Visit& visit) const;

    Reply list_pins(Visit& visit);
    Reply pin_commands(Visit& visit);
    Reply user_pin(Visit& visit);
    Reply new_guest(Visit& visit);
    Reply reserve_pin(Visit& visit);
    Reply sync_pins(Visit& visit);

    struct Outcome {
        ErrorCode error = ErrorCode::other;
        bool accepted = true;
    };
    struct Schedule {
        AccessType access = AccessType::always;
        std::string times;
        std::string recurrence;
        std::optional<Recurrence> weekly;
        Bounds bounds;
    };
    Outcome run(PinCommand const& command, std::string const& webhook, Visit& visit);
    Outcome load(PinCommand const& command, std::string const& webhook, Visit& visit);
    Outcome update(PinRecord& record, PinCommand const& command, std::string const& webhook, Visit& visit);
    Outcome remove(PinRecord& record, std::string const& webhook, Visit& visit);
    Outcome disable(PinRecord& record, std::string const& webhook, Visit& visit);
    Outcome enable(PinRecord& record, std::string const& webhook, Visit& visit);
    Outcome hand_to_lock(PinRecord& record, Stage stage, LockState const& state, Handling const& handling,
                         sim::Cloud& cloud, Instant now);
    void hand_over_what_waited(LockState& state, sim::Cloud& cloud, Instant now, MockEffects& effects);
    std::optional<Schedule> schedule_of(PinCommand const& command, Visit const& visit) const;
    bool accepts_pin(LockState const& state, std::string_view pin) const;

    void follow(LockState& state, sim::Cloud& cloud, Instant now, MockEffects& effects);
    void tell_of(std::vector<PinRecord> const& heard, LockState& state, sim::Cloud& cloud, Instant now,
                 MockEffects& effects);
    Duration hearing_delay(std::uint64_t job) const;
    bool in_doubt(LockState const& state, PinRecord const& record, Instant now) const;
    PinBody body_of(LockState const& state, PinRecord const& record, sim::Record const& stored, Group group) const;
    void add_present(LockState const& state, sim::Cloud const& cloud, Instant now, PinGroups& groups) const;
    void add_past(LockState const& state, sim::Cloud const& cloud, Instant as_of, PinGroups& groups) const;
    void push_result(LockState const& state, PinRecord const& record, sim::Record const& stored, bool succeeded,
                     MockEffects& effects) const;

    Reply set_hook(Visit const& visit);
    Reply forget_hook(Visit const& visit);
    void tell_hooks(LockState const& state, DiaryEntry const& entry);

    Reply remote_operation(Visit& visit);
    http::Response finish(Running const& running, sim::Cloud const* cloud, Instant now);
    Reply channel(Visit const& visit);
    void write_down(LockState const& state, Instant now, std::string_view action, std::string_view user_id,
                    PersonName const& person);

    std::optional<Duration> over_quota(Visit const& visit);
    std::optional<Duration> flooded(Visit const& visit);
    static Arrivals& arrivals_of(std::vector<Arrivals>& all, std::uint32_t account);
    LockState* state_of(sim::LockNumber lock);
    LockState const* state_of(sim::LockNumber lock) const;
    void plan();

    Brand brand_;
    Profile profile_;
    engine::Capabilities capabilities_;
    std::uint64_t seed_ = 0;
    std::vector<std::uint32_t> accounts_;
    TokenOffice tokens_;
    std::vector<LockState> locks_;  // in order of number
    Channels channels_;
    std::vector<Running> running_;
    std::vector<DiaryEntry> diary_;  // oldest first
    std::vector<Arrivals> quota_;
    std::vector<Arrivals> floods_;
    std::vector<Guest> guests_;
    std::vector<Reserved> reserved_;
    std::vector<Hook> hooks_;
    std::vector<PushedMessage> letters_;  // to hooks, not sent yet
    std::vector<BoltMoved> moved_;        // by clients, not told to the world yet
    std::uint64_t last_number_ = 0;       // of ids that the cloud gives away
    bool pins_have_timers_ = false;
    Instant due_ = never;
};

http::Response error_response(ErrorCode error);
http::Response too_many(Duration wait);

}  // namespace lockstep::providers::august
