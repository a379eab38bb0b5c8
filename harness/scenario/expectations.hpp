// Everything that must be seen: `expect:`. Lists keep their `...` items, each item keeps its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/status.hpp"
#include "harness/scenario/moment.hpp"
#include "harness/scenario/traffic.hpp"

namespace lockstep::harness {

// One item of a complete list of transitions.
struct StatusItem {
    bool rest = false;  // `...`: any number of others here
    MomentRange when;
    engine::Status status = engine::Status::unset;  // 404 is `gone`
    Place place;                                    // of the item
    Place status_place;                             // of the value
};

// `polled:` what somebody sees who asks every so often.
struct PolledExpectation {
    Duration every{};
    std::vector<engine::Status> sees;  // a subsequence of the distinct values seen
    Place place;
    std::vector<Place> sees_places;
};

// `errors:` and `warnings:`
struct IssueExpectation {
    bool warning = false;
    std::optional<engine::Status> during;  // listed at some instant while the status is this
    std::optional<MomentRange> from;       // first appears then
    std::string has;                       // error_code or warning_code
    bool after_none = false;               // `after: none`
    Place place;                           // of the value of `has`
    Place after_place;
};

struct CodeExpectation {
    std::size_t code = 0;  // index into Scenario::codes
    Place place;
    std::optional<std::vector<StatusItem>> status;
    Place status_place;  // of the list
    std::optional<PolledExpectation> polled;
    std::vector<IssueExpectation> issues;
};

enum class AttemptStatus : std::uint8_t { pending, success, error };
std::string_view name_of(AttemptStatus status);

struct AttemptItem {
    bool rest = false;
    MomentRange when;
    AttemptStatus status = AttemptStatus::pending;
    std::string error;        // with error: the type, empty when any will do
    std::string result_json;  // with success: fields of result.access_code as a JSON object, empty when none are named
    Place place;
    Place status_place;
};
struct AttemptExpectation {
    std::string label;
    Place place;
    std::vector<AttemptItem> items;
};

struct EventItem {
    bool rest = false;
    std::optional<MomentRange> when;  // nothing: only the order counts
    std::string type;                 // access_code.created
    Place place;
};
struct EventCount {
    std::string type;
    CountRange count;
    Place place;
};
struct EventExpectation {
    bool given = false;
    Place place;
    // A plain list, or `exactly`: complete for the families it names (without any `...`).
    std::optional<std::vector<EventItem>> list;
    bool exactly = false;
    Place list_place;
    std::vector<EventItem> never;
    std::vector<EventCount> counts;
};

// One code that a lock's memory must hold.
struct StoredCode {
    bool rest = false;
    std::string pin;
    std::optional<bool> usable;
    std::optional<std::uint64_t> copies;  // not written: exactly one
    Field<Moment> starts;
    Field<Moment> ends;
    Place place;
};
struct MemoryExpectation {
    bool at_end = false;            // `at: end`
    MomentRange when;               // otherwise; a range: it holds at some instant of it
    std::vector<StoredCode> codes;  // complete unless one is a rest
    Place place;                    // of `at`'s value
    Place codes_place;              // of the list
};
struct DeviceExpectation {
    std::size_t device = 0;  // index into Scenario::devices
    Place place;
    std::vector<MemoryExpectation> items;
};

// `requests:` one kind of traffic: how many, or exactly when.
struct RequestItem {
    bool rest = false;
    MomentRange when;
    Place place;
};
struct RequestExpectation {
    TrafficKind kind = TrafficKind::write;
    std::optional<CountRange> count;
    std::optional<std::vector<RequestItem>> at;
    Place place;
};

struct TotalExpectation {
    std::string key;  // unset setting set removing unknown 404 created deleted skipped
    CountRange count;
    Place place;
};

struct Expectations {
    std::vector<CodeExpectation> codes;
    std::vector<AttemptExpectation> attempts;
    EventExpectation events;
    std::vector<DeviceExpectation> devices;
    std::vector<RequestExpectation> requests;
    std::vector<TotalExpectation> totals;
};

}  // namespace lockstep::harness
