// The virtual SmartThings: the API of protocol.hpp over a sim::Cloud, hub radio and all, with every quirk a switch.
//
// A pure handler: a request and an instant in, a response out. Nothing is ever parked: commands are ACCEPTED at once,
// and what becomes of them is told by events, by the status, or by nobody. README.md lists the quirks and what turns
// them on; chaos is wrapped around the mock from outside.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/target.hpp"
#include "providers/contract.hpp"
#include "providers/smartthings/mock_slots.hpp"
#include "providers/smartthings/mock_tokens.hpp"
#include "providers/smartthings/protocol_messages.hpp"

namespace lockstep::providers::smartthings {

// What the radio takes where the lock itself has nothing to do: a refusal, or the erasure of an empty slot.
inline constexpr Duration radio_round_trip{1s};
// The second event about one write comes with the read-back.
inline constexpr Duration read_back_after{4s};
inline constexpr Duration read_back_per_slot{1s};
inline constexpr std::string_view opened_on = "2025-01-02T03:04:05.678Z";  // when homes and locks were set up
// Nobody is told that a lock is gone before it has been silent for so long (awkward).
inline constexpr Duration silence_before_offline{std::chrono::minutes{32}};
inline constexpr std::uint32_t requests_per_minute = 12;  // and device, unless `rate_limit` says otherwise
inline constexpr std::size_t page_size = 200;
inline constexpr std::size_t awkward_page_size = 3;
inline constexpr std::size_t subscriptions_max = 40;
inline constexpr std::size_t history_max = 1000;

class SmartThingsMock final : public Mock {
  public:
    explicit SmartThingsMock(VendorSetup const& setup);

    std::unique_ptr<Mock> clone() const override { return std::make_unique<SmartThingsMock>(*this); }
    void hash(StateHash& hash) const override;

    void handle(ExchangeId exchange, Message const& request, Handling const& handling, sim::Cloud& cloud, Instant now,
                MockEffects& effects) override;
    void completed(sim::Completion const& completion, sim::Cloud& cloud, Instant now, MockEffects& effects) override;
    Instant next_due() const override;
    void run_due(sim::Cloud& cloud, Instant now, MockEffects& effects) override;
    void bolt_moved(BoltMoved const& moved, BoltMover mover, Instant now, MockEffects& effects) override;
    void pressed(sim::LockNumber lock, std::string_view pin, bool opened, Instant now, MockEffects& effects) override;

    std::string device_id(sim::LockNumber lock) const override;
    std::vector<Login> logins() const override;

    Message error(Message const& request, int status, std::optional<Duration> retry_after) const override;
    Message refusal(Message const& request, engine::Refusal reason) const override;
    void empty_list(Message& read_response) const override;
    Message malformed(Message const& response) const override;

  private:
    // One request on its way through the handler.
    struct Visit {
        ExchangeId exchange;
        http::Request const& request;
        Handling const& handling;
        sim::Cloud& cloud;
        Instant now;
        MockEffects& effects;
        std::uint32_t account = TokenOffice::outsider;
        std::string base{vendor_origin};
        http::Query query;
        std::array<std::string, http::route_parameters_max> parameters;
    };
    struct Told {  // an event that has happened
        Instant at{};
        sim::LockNumber lock = 0;
        std::string capability, attribute, value;
        Json data = nullptr;
    };
    struct Later {  // one that will
        Instant due{};
        sim::LockNumber lock = 0;
        std::uint32_t slot = 0;
        Change change = Change::failed;
        std::string name;
    };
    struct KnownCode {  // on the lock, as its hub has told
        std::uint32_t slot = 0;
        std::string pin, name;
        bool being_renamed = false;
    };
    // One lock, with what its hub remembers of it.
    struct Hub {
        sim::LockNumber lock = 0;
        std::uint32_t account = 0;
        engine::PinRules pins;
        std::uint32_t codes_max = 30;
        std::string name;
        SlotMap slots;
        std::optional<Told> last_change;  // codeChanged
        Instant codes_changed_at{};       // lockCodes
        Instant scan_ends = never;        // of the read-back that is running
        bool scanned = true;              // its limits are known
        std::optional<std::uint32_t> code_length;
        bool unlocked = false;
        Told lock_changed;
        std::optional<Instant> silent_since;  // as far as anybody has looked
        std::vector<Instant> recent;          // arrivals of requests within the limit's period
        std::vector<KnownCode> known_codes;   // for who stands at the door
        KnownCode* known(std::uint32_t slot);
    };
    struct Subscription {
        std::string id;
        std::string app;
        Json body;
    };
    struct Sink {
        std::string id;
        std::uint32_t account = TokenOffice::outsider;
        Json filters;
        std::optional<ExchangeId> listener = {};
    };
    // What one command does: how it went, or the answer that ends the whole request.
    struct Outcome {
        CommandStatus status = CommandStatus::accepted;
        std::optional<http::Response> refused;
    };

    http::Response serve(Visit& visit);
    http::Response route(Call call, Visit& visit);
    http::Response about_device(Call call, Visit& visit);

    // mock_reads.cpp
    http::Response authorize(Visit const& visit) const;
    http::Response token(Visit const& visit);
    http::Response list_devices(Visit const& visit);
    http::Response device_status(Visit const& visit, Hub& hub);
    http::Response component_status(Visit const& visit, Hub& hub);
    http::Response capability_status(Visit const& visit, Hub& hub);
    http::Response health(Visit const& visit, Hub& hub);
    http::Response history(Visit const& visit) const;
    Json device_json(Hub const& hub) const;
    Json health_json(Visit const& visit, Hub& hub) const;
    Json status_json(Visit const& visit, Hub& hub) const;
    Json lock_codes_json(Visit const& visit, Hub& hub) const;
    Json lock_json(Hub const& hub) const;

    // mock_home.cpp
    std::vector<std::uint32_t> accounts_of(Visit const& visit) const;  // that it may see
    std::optional<std::uint32_t> account_named(Visit const& visit, IdKind kind, std::string_view id) const;
    Json location_json(Visit const& visit, std::uint32_t account) const;
    http::Response list_locations(Visit const& visit) const;
    http::Response about_location(Call call, Visit& visit);
    http::Response list_installed_apps(Visit const& visit) const;
    http::Response get_installed_app(Visit const& visit) const;
    http::Response nothing_of_the_kind() const;

    // mock_capabilities.cpp
    http::Response list_capabilities(Visit const& visit) const;
    http::Response get_capability(Visit const& visit) const;

    // mock_commands.cpp
    http::Response change_device(Visit const& visit, Hub& hub) const;
    http::Response commands(Visit& visit, Hub& hub);
    Outcome run(Command const& command, Visit& visit, Hub& hub);
    Outcome set_code(std::uint32_t slot, std::string pin, std::string name, Visit& visit, Hub& hub);
    Outcome rename(std::uint32_t slot, std::string name, Visit& visit, Hub& hub);
    Outcome erase_code(std::uint32_t slot, Visit& visit, Hub& hub);
    Outcome update_codes(Json const& codes, Visit& visit, Hub& hub);
    Outcome lock_command(std::string const& command, Visit& visit, Hub& hub);
    std::optional<Outcome> out_of_reach(Visit const& visit, Hub const& hub) const;
    bool takes_pin(Hub const& hub, std::string_view pin) const;

    // mock_subscriptions.cpp
    http::Response list_subscriptions(Visit const& visit) const;
    http::Response subscribe(Visit const& visit);
    http::Response get_subscription(Visit const& visit) const;
    http::Response unsubscribe(Visit const& visit, bool all);

    // mock_sinks.cpp
    http::Response make_sink(Visit const& visit);
    http::Response open_sink(Visit& visit);
    http::Response close_sink(Visit& visit);
    static void say_goodbye(Sink const& sink, MockEffects& effects);
    void tell_sinks(std::uint32_t account, DeviceEvent const& event, MockEffects& effects) const;

    // mock_events.cpp
    void tell(Hub& hub, std::uint32_t slot, Change change, std::string const& name, Instant now, MockEffects& effects);
    void record(Hub const& hub, Told event, MockEffects& effects);
    void later(Hub const& hub, std::uint32_t slot, Change change, std::string name, Instant due);

    Hub* hub_of(std::string_view device_id);
    Hub* hub(sim::LockNumber lock);
    bool may_see(Visit const& visit, Hub const& hub) const;
    std::optional<Duration> over_quota(Hub& hub, Instant now) const;
    void add_quota_fields(http::Response& response, Hub const& hub, Instant now) const;
    bool awkward() const { return profile_ == Profile::awkward; }

    Profile profile_;
    bool pushes_ = false;
    std::uint32_t quota_ = requests_per_minute;
    Duration quota_period_{std::chrono::minutes{1}};
    TokenOffice tokens_;
    std::uint64_t seed_ = 0;
    std::uint64_t events_ = 0;  // numbered so far
    std::vector<std::uint32_t> accounts_;
    std::vector<Hub> hubs_;      // in order of lock
    std::vector<Later> later_;   // in order of being due, then of being noted
    std::vector<Told> history_;  // oldest first
    std::vector<Subscription> subscriptions_;
    std::vector<Sink> sinks_;
};

http::Response error_response(ErrorName name, std::vector<ErrorDetail> const& details = {});

}  // namespace lockstep::providers::smartthings
