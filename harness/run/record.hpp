// What a finished run leaves behind: all that judges and reports need, and nothing that lives on.
//
// Plain values. Names of things are in `names`; the numbers used here are positions in its tables. Every entry that has
// a cause carries the id of its trace event.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/attempt.hpp"
#include "engine/events.hpp"
#include "engine/issues.hpp"
#include "engine/status.hpp"
#include "engine/window.hpp"
#include "harness/scenario/place.hpp"
#include "harness/world/trace.hpp"
#include "harness/world/trace_text.hpp"
#include "http/message.hpp"
#include "providers/contract.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

struct StatusEntry {
    Instant at{};
    Turn turn = Turn::step;
    engine::Status status = engine::Status::unset;  // gone: 404
    TraceId trace = 0;
};

struct IssueEntry {
    Instant at{};
    Turn turn = Turn::step;
    engine::Issue issue = engine::Issue::being_deleted;
    bool listed = false;  // it appeared, or it went
    TraceId trace = 0;
};

// The life of one access code. Codes named in the scenario come first, in file order; a code that was never accepted by
// the engine keeps an empty history.
struct CodeHistory {
    std::uint32_t device = nobody;
    std::vector<StatusEntry> status;  // every transition, in order
    std::vector<IssueEntry> issues;   // as the API shows them: the code's own and those copied onto it

    // What a `get` at that instant answers, after the steps of the instant and before all else; nothing before the
    // code existed.
    std::optional<engine::Status> polled(Instant at) const;
};

struct AttemptEntry {
    Instant at{};
    Turn turn = Turn::step;
    engine::AttemptState state = engine::AttemptState::pending;
    TraceId trace = 0;
    std::string access_code;  // success: result.access_code as JSON text, empty when there is none
    std::string error_type;   // error: as on the wire
    std::string error_message;
};

// A labelled action attempt (`as:`), in order of the labels in the file.
struct AttemptHistory {
    std::string label;
    std::uint32_t attempt = nobody;  // engine::AttemptId; nobody: its step started none
    CodeNumber code = nobody;
    std::vector<AttemptEntry> states;
};

struct EventEntry {
    Instant at{};
    engine::EventType type = engine::EventType::code_created;
    CodeNumber code = nobody;
    std::uint32_t device = nobody;
    std::uint32_t account = nobody;
    TraceId trace = 0;
};

// A logical provider operation, noted when its first request left; or one single request, noted when it left.
struct TrafficEntry {
    Instant at{};
    providers::Op op = providers::Op::read;
    http::Method method = http::Method::other;  // of the (first) request; other: the vendor speaks no HTTP
    std::uint32_t number = 0;                   // operations: the n-th of its kind for this code (or device)
    CodeNumber code = nobody;
    std::uint32_t device = nobody;
    std::uint32_t account = nobody;
    std::uint32_t provider = nobody;
    TraceId trace = 0;
};

struct SlotSnapshot {
    std::string pin;
    std::string name;
    Instant starts = always;
    Instant ends = never;
    bool usable = false;
    CodeNumber code = nobody;  // the managed code it belongs to; nobody: a stranger's
};

// A lock's memory at the end of an instant.
struct DeviceSnapshot {
    Instant at{};
    std::uint32_t device = nobody;
    std::vector<SlotSnapshot> slots;
};

// A PIN that some lock once stored: an absence that names nothing that was ever present proves nothing.
struct EverStored {
    std::uint32_t device = nobody;
    std::string pin;
    friend auto operator<=>(EverStored const&, EverStored const&) = default;
};

// Something that a step promised and the run did not keep.
struct StepFailure {
    std::uint32_t step = 0;  // index into the case's steps
    Place place;             // the promise itself, or the step where there is no closer one
    std::string what;        // "reply: want 404, got 200", "press: the door opened"
    std::string want, got;   // for reports that show both; may be empty
    TraceId trace = 0;
};

struct StepReply {
    std::uint32_t step = 0;
    Instant at{};
    int status = 0;
    std::string body;  // kept only when the run keeps its trace
    TraceId trace = 0;
};

struct StepPress {
    std::uint32_t step = 0;
    Instant at{};
    bool opened = false;
    std::string reason;  // why not; empty when it opened
    TraceId trace = 0;
};

struct FaultCount {
    std::uint64_t matched = 0;  // messages that fit its selectors
    std::uint64_t fired = 0;    // those it did something to
};

// An invariant that did not hold, as a checker reports it.
struct Breach {
    std::string invariant;  // "I-03"
    std::string title;      // "one copy"
    std::string text;       // "lock `front` stores \"8080\" twice"
    Instant at{};
    CodeNumber code = nobody;
    std::uint32_t device = nobody;
    TraceId trace = 0;  // the last event before it was seen
};

enum class RunEnd : std::uint8_t {
    reached,  // `until`
    stalled,  // too many events at one instant, or in all: see `stall`
    broken,   // something outside the rules: `stall` says what
};

struct Totals {
    std::uint64_t created = 0, deleted = 0, skipped = 0;
    std::uint64_t refused = 0;       // workload commands that the engine refused
    std::uint64_t entered[6] = {};   // transitions into each engine::Status
    std::uint64_t codes_in[6] = {};  // codes that were ever in it
    std::uint64_t transitions = 0;
    std::uint64_t provider_calls = 0;  // operations
    std::uint64_t operations[5] = {};  // by providers::Op
    std::uint64_t requests[8] = {};    // single requests by http::Method; `other` counts those without HTTP
    std::uint64_t pushes = 0;
    std::uint64_t engine_steps = 0;
    std::uint64_t world_events = 0;  // turns of the event loop
    std::uint64_t slots_peak = 0;    // the most codes that one lock stored at once
    std::uint64_t codes_peak = 0;    // the most codes alive at once
    std::uint64_t doors = 0;
    Duration exposure{};  // a managed PIN opened its door outside its bounds, unexcused
    Duration exposure_excused{};
    Duration virtual_time{};  // from the first instant to the last
};

struct RunRecord {
    std::uint64_t seed = 1;
    RunNames names;
    Trace trace;

    std::vector<CodeHistory> codes;
    std::vector<AttemptHistory> attempts;
    std::vector<EventEntry> events;        // in log order; empty in runs that keep no details
    std::vector<TrafficEntry> operations;  // likewise
    std::vector<TrafficEntry> requests;    // likewise
    std::vector<DeviceSnapshot> devices;   // at the instants that `expect.device` names, and of every device at the end
    std::vector<EverStored> ever_stored;   // sorted, each once
    std::vector<StepReply> replies;
    std::vector<StepPress> presses;
    std::vector<StepFailure> step_failures;
    std::vector<FaultCount> faults;                // by index of the rule
    std::vector<Breach> breaches;                  // in the order found
    std::map<std::string, std::uint64_t> reached;  // reach marks: "move setting -> set", "fault reply x write", ...

    RunEnd end = RunEnd::reached;
    std::string stall;
    Instant ended_at{};
    Totals totals;
    std::uint64_t world_hash = 0;  // of the world's state at the end
    std::uint64_t hash() const { return trace.hash(); }

    // `events`, `operations` and `requests` are complete.
    bool has_details = true;

    // Position in `names.codes` or `names.devices`; nobody when there is none of that name.
    CodeNumber code_called(std::string const& name) const;
    std::uint32_t device_called(std::string const& name) const;
    AttemptHistory const* attempt_called(std::string const& label) const;
    DeviceSnapshot const* snapshot(std::uint32_t device, Instant at) const;
};

}  // namespace lockstep::harness
