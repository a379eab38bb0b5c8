// The virtual lock maker's server: the API of protocol.hpp over a sim::Cloud, with every quirk a switch.
//
// A pure handler: a request and an instant in, a response out, or later when the profile confirms by answer. Which
// quirks it has is told by the capabilities of its setup and by the profile; chaos is wrapped around it from outside.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "providers/contract.hpp"
#include "providers/open/mock_jobs.hpp"
#include "providers/open/mock_outbox.hpp"
#include "providers/open/mock_tokens.hpp"
#include "providers/open/protocol_messages.hpp"

namespace lockstep::providers::open {

// How long tokens from a refresh live under the awkward profile; those of calm do not end.
inline constexpr Duration awkward_token_lifetime{std::chrono::hours{1}};
inline constexpr std::size_t awkward_page_size = 3;
inline constexpr Duration awkward_copy_delay{45s};  // some pushes come a second time, this much later
// The vendor's own front door stops waiting for a lock after this, and answers 504.
inline constexpr Duration gateway_patience{10min};
inline constexpr Duration idempotency_memory{std::chrono::hours{24}};
inline constexpr Duration job_memory{std::chrono::hours{24}};

class OpenMock final : public Mock {
  public:
    explicit OpenMock(VendorSetup const& setup, Generation generation = Generation::current);

    std::unique_ptr<Mock> clone() const override { return std::make_unique<OpenMock>(*this); }
    void hash(StateHash& hash) const override;

    void handle(ExchangeId exchange, Message const& request, Handling const& handling, sim::Cloud& cloud, Instant now,
                MockEffects& effects) override;
    void completed(sim::Completion const& completion, sim::Cloud& cloud, Instant now, MockEffects& effects) override;
    Instant next_due() const override;
    void run_due(sim::Cloud& cloud, Instant now, MockEffects& effects) override;
    void push_answered(PushedMessage const& push, int status, Instant now) override;

    std::string device_id(sim::LockNumber lock) const override;

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
        std::uint32_t account = 0;
        sim::LockNumber lock = 0;
        sim::Key key = 0;
    };
    using Reply = std::optional<http::Response>;  // nothing: it is parked until the lock is done

    struct LockFacts {
        sim::LockNumber lock = 0;
        engine::PinRules pins;
        std::string name;
    };
    struct Quota {
        std::uint32_t account = 0;
        std::vector<Instant> recent;  // arrivals within the limit's period
    };
    struct Remembered {  // what an idempotency key was used for
        std::uint64_t key = 0;
        std::uint32_t account = 0;
        Instant at{};
        sim::LockNumber lock = 0;
        sim::Key code = 0;
        std::uint64_t job = 0;
    };
    struct Held {  // a look at a lock that was at work: only in the 2022 generation
        ExchangeId exchange;
        std::uint32_t account = 0;
        sim::LockNumber lock = 0;
        std::optional<sim::Key> key;  // nothing: at all its codes
        Instant since{};
    };
    struct Subscription {
        std::uint32_t account = 0;
        std::string path;  // of ours
        std::string url;   // of one from outside
    };

    Reply serve(Visit& visit);
    std::optional<ErrorCode> find_subject(Visit& visit, Call call, std::string_view parameter) const;
    std::optional<std::uint32_t> account_of(Visit const& visit) const;
    Reply token(Visit const& visit) const;
    Reply list_locks(Visit const& visit) const;
    Reply get_lock(Visit const& visit) const;
    Reply list_codes(Visit const& visit) const;
    Reply create_code(Visit& visit);
    Reply update_code(Visit& visit);
    Reply delete_code(Visit& visit);
    Reply subscribe(Visit const& visit);

    static std::optional<std::string> named_lock_2022(http::Request const& request);
    Reply create_code_2022(Visit& visit);
    Reply look_2022(Visit const& visit, std::optional<sim::Key> key);
    http::Response seen_2022(Held const& look, sim::Cloud const& cloud, Instant as_of) const;
    void show_held(sim::LockNumber lock, sim::Cloud const& cloud, Instant now, MockEffects& effects);

    Reply put(Visit& visit, std::optional<sim::Key> over, sim::Record record);
    Reply accept(Visit const& visit, sim::Accepted const& accepted, EventType event, CodeBody body);
    bool replay(Visit const& visit, Reply& reply);
    void remember(Visit const& visit, sim::Accepted const& accepted);
    std::optional<Duration> over_quota(Visit const& visit);
    bool too_many_open(Visit const& visit) const;
    bool accepts_pin(sim::LockNumber lock, std::string_view pin) const;

    LockFacts const* facts(sim::LockNumber lock) const;
    CodeBody body_of(sim::LockNumber lock, sim::Key key, sim::Record const& record, CodeStatus status) const;
    http::Response code_response(int status, CodeBody const& body) const;
    http::Response done_response(Job const& job, CodeBody const& body) const;
    http::Response error_response(ErrorCode code) const;
    PushedMessage push_of(sim::Completion const& completion, EventBody const& event, std::string_view target) const;
    void push(sim::Completion const& completion, EventBody const& event, MockEffects& effects);

    bool of_2022() const { return generation_ == Generation::of_2022; }

    Generation generation_;
    Profile profile_;
    Dress dress_;
    engine::Capabilities capabilities_;
    TokenOffice tokens_;
    std::uint32_t first_account_ = 0;
    std::uint64_t seed_ = 0;
    std::vector<LockFacts> locks_;  // in order of number
    JobBook jobs_;
    std::vector<Quota> quotas_;
    std::vector<Remembered> remembered_;  // oldest first
    std::vector<Subscription> subscriptions_;
    std::vector<Held> held_;  // in order of arrival
    Outbox outbox_;
};

// A code's id on the wire: `ac_6_2a` is key 0x2a of lock 6. To a client it means nothing.
std::string access_code_id(sim::LockNumber lock, sim::Key key);
struct CodePlace {
    sim::LockNumber lock = 0;
    sim::Key key = 0;
};
std::optional<CodePlace> place_of(std::string_view access_code_id);

http::Response error_response(ErrorCode code, Generation generation = Generation::current);

}  // namespace lockstep::providers::open
