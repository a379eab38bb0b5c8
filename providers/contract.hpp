// What the world needs of a vendor: an adapter (our client), a mock (our server), and messages that cross between them.
//
// Both halves are values (clone() is a copy) and do no IO. The world carries messages, adds the legs' latencies, wraps
// chaos around the mock and turns what comes back into engine inputs. In virtual time it does so in process; over
// sockets the same two halves meet at both ends of a wire.
//
//   engine --ProviderCall--> Adapter --Outgoing--> (request leg) --> Mock
//   engine <----Answer------ Adapter <-----------  (answer leg) <-- Response -- Mock
//   engine <-----Push------- Adapter <-----------  (push leg) <----- Pushed --- Mock
//
// A vendor is one folder under providers/ and one registration (its line in providers/registry.cpp): nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/capabilities.hpp"
#include "engine/port.hpp"
#include "http/message.hpp"
#include "providers/vendor_settings.hpp"
#include "runtime/distribution.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"
#include "sim/cloud.hpp"

namespace lockstep::providers {

// The operations that faults select and `requests:` counts.
enum class Op : std::uint8_t { write, remove, read, login, push };
std::string_view name_of(Op op);
Op op_of(engine::CallKind kind);  // a `put` is a write

// A request or response in flight. `direct` has no HTTP: it carries the port's own structs.
using Message =
    std::variant<std::monostate, http::Request, http::Response, engine::ProviderCall, engine::Answer, engine::Push>;

// One request and the one response to it. Numbered by the world, unique within a run.
struct ExchangeId {
    std::uint64_t value = 0;
    friend constexpr auto operator<=>(ExchangeId, ExchangeId) = default;
};

// What the adapter wants sent. `operation_start` is true for the first request of a logical operation (a read of many
// pages is one `read`); retries inside the adapter (401, refresh, again) are not new operations.
struct Outgoing {
    ExchangeId exchange;  // filled in by the adapter from AdapterEffects::next_exchange
    Op op = Op::read;
    bool operation_start = true;
    engine::CallId call;  // the engine call it serves (none for a login nobody waits for)
    engine::AccountId account;
    engine::DeviceId device;  // none for account-wide requests (login)
    Message message;
};

struct AdapterEffects {
    std::uint64_t* next_exchange = nullptr;  // the world's counter; take `++*next_exchange` for each Outgoing
    std::vector<Outgoing> outgoing;
    std::vector<engine::Answer> answers;
    std::vector<engine::Push> pushes;
    std::vector<engine::Notice> notices;
    void clear() { outgoing.clear(), answers.clear(), pushes.clear(), notices.clear(); }
};

// Why an exchange ended without a usable response.
enum class Broken : std::uint8_t { connection_reset, truncated, timed_out };

// One adapter serves one connected account. Open operations are small state machines kept by value inside it.
class Adapter {
  public:
    virtual ~Adapter() = default;
    virtual std::unique_ptr<Adapter> clone() const = 0;
    virtual void hash(StateHash& hash) const = 0;

    virtual void start(engine::ProviderCall const& call, Instant now, AdapterEffects& effects) = 0;
    virtual void abandon(engine::CallId call) = 0;  // what still comes for it is ignored
    virtual void received(ExchangeId exchange, Message const& response, Instant now, AdapterEffects& effects) = 0;
    virtual void broke(ExchangeId exchange, Broken how, Instant now, AdapterEffects& effects) = 0;
    // A push from the vendor; the return value is what the webhook endpoint answers (2xx = taken).
    virtual int pushed(Message const& push, Instant now, AdapterEffects& effects) = 0;
    // The engine's process restarted: everything in memory is gone but credentials and subscriptions.
    virtual void restarted() = 0;
};

struct PushedMessage {
    engine::AccountId account;
    engine::DeviceId device;
    Message message;
    std::string url = {};  // where a subscriber from outside listens; empty: ours
};

struct MockReply {
    ExchangeId exchange;
    Message message;
};

// More of an answer that is an event stream (see http::is_event_stream): who asked for it hears it as it happens.
struct StreamPiece {
    ExchangeId exchange;
    std::string text;
    bool last = false;
};

// A bolt that a client of the vendor's has moved from afar.
struct BoltMoved {
    sim::LockNumber lock = 0;
    bool locked = false;
};

struct MockEffects {
    std::vector<MockReply> replies;  // to exchanges that were parked until the lock was done, and to this one
    std::vector<PushedMessage> pushes;
    std::vector<BoltMoved> bolts;
    std::vector<StreamPiece> stream;  // after the answers that they are more of
    void clear() { replies.clear(), pushes.clear(), bolts.clear(), stream.clear(); }
};

// Why a bolt has moved, other than by a PIN.
enum class BoltMover : std::uint8_t { remote, hand, itself };

// How one request is to be handled by a vendor that chaos has reached. Everything default: honestly.
struct Handling {
    std::optional<Instant> as_of;  // a read answers what the cloud knew then
    bool lose_starts = false;      // a write stores its record without this bound
    bool lose_ends = false;
    std::optional<Instant>
        credential_now;  // where credentials are judged by another clock than the locks: real clients

    Instant credential_time(Instant now) const { return credential_now.value_or(now); }
};

// A word that a client needs to log in, and its value.
struct Login {
    std::string_view word;
    std::string value;
};

// One mock serves one provider: all its accounts and locks. It turns requests into work for the sim::Cloud it is
// given, and what the cloud completes into answers and pushes. The cloud belongs to the world, beside the mock.
class Mock {
  public:
    virtual ~Mock() = default;
    virtual std::unique_ptr<Mock> clone() const = 0;
    virtual void hash(StateHash& hash) const = 0;

    // A request has arrived. The reply is appended to effects.replies now, or later by completed() when it is parked.
    virtual void handle(ExchangeId exchange, Message const& request, Handling const& handling, sim::Cloud& cloud,
                        Instant now, MockEffects& effects) = 0;
    // The cloud finished a job: answer who waits for it (confirm: answer), push (confirm: webhook), or note it.
    virtual void completed(sim::Completion const& completion, sim::Cloud& cloud, Instant now, MockEffects& effects) = 0;
    // The vendor's own timers (push retries, token expiry ...); never when it has none.
    virtual Instant next_due() const { return never; }
    virtual void run_due(sim::Cloud&, Instant, MockEffects&) {}
    // What the endpoint that was pushed to answered: a failed push is retried by the vendor's own rules.
    virtual void push_answered(PushedMessage const&, int /*status*/, Instant) {}

    // Somebody typed a PIN at the door. Vendors with an activity log or events tell of it.
    virtual void pressed(sim::LockNumber, std::string_view /*pin*/, bool /*opened*/, Instant, MockEffects&) {}
    // A bolt has moved, not by one of the vendor's own clients: vendors that show bolts show it.
    virtual void bolt_moved(BoltMoved const&, BoltMover, Instant, MockEffects&) {}

    // For clients from outside. What a request of theirs is, for the rules of chaos:
    virtual Op op_of(Message const& request) const;
    // Whether a request that came by the vendor's own host name is for this mock: several may live behind one name.
    virtual bool expects(http::Request const&) const { return true; }
    // The id by which the vendor's API names a lock.
    virtual std::string device_id(sim::LockNumber lock) const = 0;
    // What it tells of a lock's battery, in percent.
    virtual unsigned battery(sim::LockNumber) const { return 100; }
    // What a client needs to log in, such as {"identifier", ...}, {"password", ...}; empty where any token will do.
    virtual std::vector<Login> logins() const { return {}; }
    // The answer to a parked long poll that has waited long enough in real time, while simulated time stood still.
    virtual std::optional<Message> released(ExchangeId) { return std::nullopt; }

    // Vendor-flavoured raw material for the chaos wrapper: what this vendor would say, without anything happening.
    virtual Message error(Message const& request, int status, std::optional<Duration> retry_after) const = 0;
    virtual Message refusal(Message const& request, engine::Refusal reason) const = 0;
    virtual void empty_list(Message& read_response) const = 0;  // a success with nothing in it
    virtual Message malformed(Message const& response) const = 0;
};

enum class Profile : std::uint8_t { calm, awkward };

struct VendorDevice {
    engine::DeviceId device;
    engine::AccountId account;
    engine::Capabilities capabilities;
    std::string name;
};

// What a provider's settings resolve to for its two halves.
struct VendorSetup {
    std::string provider;  // its name in the scenario: streams and tokens derive from it
    Profile profile = Profile::calm;
    engine::Capabilities capabilities;
    std::vector<VendorDevice> devices;
    std::vector<engine::AccountId> accounts;
    std::uint64_t seed = 1;
};

struct Vendor {
    std::string_view name;  // "direct", "open", ...
    bool speaks_http = true;
    VendorSettings settings = {};
    std::vector<std::string_view> hosts =
        {};  // the names under which its clients look for it: `api.nuki.io`, `*.pndsn.com`
    std::unique_ptr<Adapter> (*make_adapter)(VendorSetup const& setup, engine::AccountId account);
    std::unique_ptr<Mock> (*make_mock)(VendorSetup const& setup);
};

// The registered vendors, in order of name; nullptr for a word that is none.
Vendor const* find_vendor(std::string_view name);
std::vector<std::string_view> vendor_names();

}  // namespace lockstep::providers
