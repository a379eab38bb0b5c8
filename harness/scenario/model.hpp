// A resolved case: one scenario with includes, templates and matrix variables put in, ready to be run.
//
// Plain values without any tie to YAML. Names are indices into the tables at the top, instants are absolute, defaults
// are filled in. Everything that can fail carries a Place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/expectations.hpp"
#include "harness/scenario/faults.hpp"
#include "harness/scenario/moment.hpp"
#include "harness/scenario/place.hpp"
#include "harness/scenario/provider_settings.hpp"
#include "harness/scenario/steps.hpp"
#include "harness/scenario/workload.hpp"
#include "harness/scenario/world_settings.hpp"

namespace lockstep::harness {

// An access code of this scenario, known by the name its `create` gave it.
struct CodeName {
    std::string name;
    Place place;             // of the first create
    DeviceIndex device = 0;  // of the first create
};

// What `requires:` can ask of every provider in use.
enum class Capability : std::uint8_t {
    native_scheduling,
    edit_in_place,
    lists_codes,
    lists_pins,
    push,
    poll,
    offline_codes,
    idempotency_keys,
};
std::string_view name_of(Capability capability);
struct Requirement {
    Capability capability = Capability::native_scheduling;
    Place place;
};

// Of a world: who sees which accounts, and the keys with which to ask.
struct Workspace {
    std::string name;
    std::vector<std::size_t> accounts;  // indices into Scenario::accounts
};
struct ApiKey {
    std::string key;
    std::size_t workspace = 0;  // index into Scenario::workspaces
};
// A person's: for several workspaces, one of which each request names.
struct AccessToken {
    std::string token;
    std::vector<std::size_t> workspaces;  // indices into Scenario::workspaces
};

struct ExpectedFailure {
    std::string reason;
    std::string issue;
    std::string until;
    Place place;
};

struct Scenario {
    std::vector<std::string> files;  // what Place::file counts; the first is the scenario itself
    std::string name;
    std::vector<std::string> tags;
    std::vector<std::string> covers;
    std::vector<Requirement> needs;  // `requires`
    Instant epoch{};                 // T+0
    bool epoch_given = false;        // the file says it
    std::string zone = "UTC";

    EngineSettings engine;
    std::vector<ProviderSettings> providers;  // those that a device uses, in order of name
    std::vector<Account> accounts;            // in order of the file; implicit ones after them
    std::vector<Device> devices;              // in order of the file, `count` spelt out
    std::vector<CodeName> codes;              // in order of their first create
    std::optional<Workload> workload;
    std::vector<Step> steps;  // in time order
    bool steps_last = false;  // `ties`: each after what else is due at its instant
    std::vector<Fault> faults;
    Expectations expect;

    struct InvariantOff {
        int number = 0;  // 9 for I-09
        Place place;
    };
    std::vector<InvariantOff> invariants_off;
    std::string invariants_off_because;

    Instant until{};  // when the run ends, given or worked out
    Place until_place;
    std::optional<ExpectedFailure> xfail;

    std::vector<Workspace> workspaces;
    std::vector<ApiKey> api_keys;
    std::vector<AccessToken> access_tokens;
};

struct MatrixValue {
    std::string name;
    std::string value;
};

struct Case {
    std::string id;       // `file[axis=v,...]`, only `file` without a matrix
    std::string file;     // path as reports print it: relative
    std::string variant;  // what stands in the brackets, what `--case` takes; empty without a matrix
    std::vector<MatrixValue> values;
    Place row;  // of the matrix row, if there is one
    std::vector<std::uint64_t> seeds{1};
    bool seeds_given = false;  // the file says `seeds`
    Scenario scenario;

    // Why it cannot be run with the vendor that was asked for (`--vendor`).
    struct Unsupported {
        std::string reason;
        Place place;
    };
    std::optional<Unsupported> unsupported;
};

// The first capability that some provider in use lacks; nothing when the case can run.
struct MissingCapability {
    Requirement requirement;
    std::string provider;
};
std::optional<MissingCapability> missing_capability(Scenario const& scenario);

}  // namespace lockstep::harness
