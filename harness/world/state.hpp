// What a world is made of: the vendors, accounts, doors and codes, and what is on its way between them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "api/api.hpp"
#include "engine/engine.hpp"
#include "harness/run/record.hpp"
#include "harness/scenario/model.hpp"
#include "harness/world/cloned.hpp"
#include "harness/world/fault_book.hpp"
#include "harness/world/marks.hpp"
#include "harness/world/post.hpp"
#include "harness/world/trace.hpp"
#include "harness/world/watch.hpp"
#include "providers/contract.hpp"
#include "runtime/random.hpp"
#include "sim/cloud.hpp"

namespace lockstep::harness::world_parts {

struct Vendor {
    providers::Vendor const* kind = nullptr;  // a registration: static data
    Cloned<providers::Mock> mock;
    sim::Cloud cloud;
    std::unordered_map<sim::Key, CodeNumber> owners;  // looked up, never walked
    RandomStream request_leg, response_leg;           // of requests that concern no device
    Distribution request_time, response_time, push_time;
    std::uint32_t logins = 0;
    bool drops_expired = false;
    Instant outage_over_at = always;
};

struct Client {  // a connected account
    std::uint32_t vendor = 0;
    Cloned<providers::Adapter> adapter;
    bool cut_off = false;
    bool refused = false;  // the vendor's last answer was that it does not accept the credentials
    bool forgotten = false;
    Instant cut_over_at = always;
};

struct Door {  // a device
    std::uint32_t vendor = 0;
    RandomStream request_leg, response_leg, push_leg, bolt_leg;
    Distribution request_time, response_time;
    std::uint32_t reads = 0;  // numbered so far, of nobody's operation
    bool offline = false;
    bool removed = false;
    bool forgotten = false;
    bool touched = false;  // in this instant
    engine::IssueSet issues;
    Instant offline_over_at = always;
    Instant tampered_at = always;
    std::size_t slots_seen = 0;
    api::AutoLock auto_lock = {};
    std::vector<api::DoorNews> untold = {};  // what the lock could not tell yet
};

struct DoorJob {  // an order of the API on its way, or a door that will lock itself
    enum class Stage : std::uint8_t { asked, turning, answered, locks_itself };
    Instant due{};
    Stage stage = Stage::asked;
    api::DoorOrder order;
    std::optional<api::AttemptFailure> failure;
    TraceId cause = 0;
    Instant given_up_at = never;  // nobody waits longer for an answer
    Duration late{};              // what a fault does to the answer: it comes later, not at all, or as an error
    bool lost = false;
    std::optional<api::AttemptFailure> spoilt;
};

inline constexpr std::size_t untold_max = 100;  // older news is forgotten

struct Code {
    engine::CodeId id;
    std::uint32_t device = nobody;
    std::array<std::uint32_t, 3> operations{};  // numbered so far, by engine::CallKind
    engine::CallKind last_kind = engine::CallKind::put;
    std::uint32_t last_number = 0;  // of the last put or remove
    TraceId last_operation = 0;
    TraceId last_step = 0;
    std::array<TraceId, 2> arrived{};  // the last write and the last removal that reached the vendor
    std::uint32_t writes_under_way = 0;
    std::uint8_t seen = 0;  // statuses it has been in, one bit each
    bool was_stored = false;
    bool touched = false;  // in this instant
    engine::IssueSet shown;
    engine::Pin pin;  // the last it had
};

struct Parked {  // an exchange whose answer the vendor still owes
    ExchangeFacts facts;
    RequestFate fate;
    std::optional<providers::Message> request;
    bool outside = false;  // asked by a client of the vendor's own
};

struct Switch {
    Instant at{};
    TraceKind kind = TraceKind::fault_began;
    std::uint32_t number = 0;
};

struct Booking {
    Instant at{};
    std::uint32_t stay = 0;
    bool cancels = false;
};

struct Letter {  // something for the engine, in the instant in which it came
    std::variant<engine::Answer, engine::Push, engine::Notice> content;
    TraceId cause = 0;
};

struct Undelivered {  // a reply that its caller has not got
    std::uint32_t step = 0;
    http::Response response;
    TraceId trace = 0;
};

struct Checkpoint {  // all that a decision changes, as it was before
    engine::Engine engine;
    api::Api api;
    Marks marks;
    Totals totals;
    Watch::Memory watched;
};

struct Unsynced {  // one decision whose record is not durable yet, and what waits for that
    Instant due{};
    TraceId step = 0;
    std::vector<engine::ProviderCall> calls;
    std::vector<engine::Event> events;
    std::vector<Undelivered> replies;
    std::vector<Letter> heard;         // news that its bringers will bring again if a crash undoes this
    std::optional<Checkpoint> before;  // kept where a crash may lose this decision
};
// What an engine step was about, for its trace event.
struct About {
    engine::CallKind kind = engine::CallKind::read;
    std::uint32_t number = 0;
    std::uint8_t verdict = 0;
    std::uint64_t refusal = 0;
};

struct Wanted {  // looks at a lock's memory that expectations need
    Instant from{}, to{};
};

}  // namespace lockstep::harness::world_parts
