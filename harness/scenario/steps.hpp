// What the outside world does, step by step: the verbs of `steps:` with their options.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/scenario/faults.hpp"
#include "harness/scenario/moment.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// Positions in Scenario::codes, ::devices, ::accounts, ::providers.
using CodeIndex = std::size_t;
using DeviceIndex = std::size_t;
using AccountIndex = std::size_t;
using ProviderIndex = std::size_t;

// A JSON value as text, so that this header stays light. Texts of the form `{guest}` inside strings stand for the id of
// what the scenario calls so; `fields` gives the places of the top-level members for reports.
struct Body {
    struct FieldPlace {
        std::string name;
        Place place;
    };
    std::string json;
    std::vector<FieldPlace> fields;
    Place place;
};

// `reply:` what the API must answer.
struct Reply {
    Place place;              // of the value of `reply`
    std::optional<int> http;  // the status; without it any refusal if `error` is given, otherwise 200
    Place http_place;
    std::optional<Body> body;          // these fields must equal, see rules of each verb for the envelope
    bool exact = false;                // the whole object must equal
    std::optional<std::string> error;  // error.type
    Place error_place;
    struct Absent {
        std::string key;
        Place place;
    };
    std::vector<Absent> lacks;  // keys that the body must not have

    bool expects_refusal() const { return http ? *http >= 400 : error.has_value(); }
};

enum class CodeType : std::uint8_t { ongoing, time_bound };

// The fields a caller may send when creating or updating an access code; only the given ones are sent.
struct CodeFields {
    Field<DeviceIndex> device;
    Field<std::string> code;  // any text: refusals are tested too
    Field<std::string> name;
    Field<Moment> starts;
    Field<Moment> ends;
    Field<CodeType> type;  // update only
    Field<bool> prefer_native_scheduling;
    Field<bool> allow_external_modification;  // also written is_external_modification_allowed
    Field<bool> attempt_for_offline_device;
    Field<bool> use_backup_access_code_pool;  // also written use_backup_pool
    Field<bool> is_offline_access_code;       // also written use_offline_access_code
    Field<bool> is_one_time_use;
    Field<bool> is_managed;  // update only
    Field<bool> sync;
    Field<std::string> common_code_key;
    Field<std::uint32_t> preferred_code_length;
    Field<std::string> max_time_rounding;
};

// API calls. Each may carry a reply; without one it must succeed.
struct CreateCode {
    CodeIndex code = 0;
    CodeFields fields;
};
struct UpdateCode {
    CodeIndex code = 0;
    CodeFields fields;
};
struct DeleteCode {
    CodeIndex code = 0;
};
struct GetCode {
    CodeIndex code = 0;
};
struct ListCodes {
    DeviceIndex device = 0;
};
struct HttpCall {
    std::string method;  // "GET"
    std::string path;    // "/access_codes/get?access_code_id={guest}"; `{name}` stands for an id
    std::optional<Body> body;
    std::optional<std::string> text;  // instead: sent as it stands
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<CodeIndex> makes;         // names for the codes that come of it, now or later
    std::optional<std::size_t> provider;  // whose cloud is asked, where it is not the API
};

// The world.
struct LinkDown {  // `offline`
    DeviceIndex device = 0;
};
struct LinkUp {  // `online`
    DeviceIndex device = 0;
};
struct Disconnect {
    AccountIndex account = 0;
};
struct Reconnect {
    AccountIndex account = 0;
};
struct Outage {
    ProviderIndex provider = 0;
    std::optional<Duration> duration;  // `for`; without it to the end of the run
    bool over = false;                 // instead: it ends here
};

// Somebody works in the vendor's app.
struct EditByHand {
    enum class What : std::uint8_t { change, add, erase };
    DeviceIndex device = 0;
    What what = What::change;
    std::string pin;  // change, erase: the code that is meant; add: the new code's PIN
    Place pin_place;
    Field<std::string> to_pin;  // change
    Field<Moment> starts;       // change, add
    Field<Moment> ends;         // change, add
};

enum class DenialReason : std::uint8_t { unknown_code, not_yet_valid, expired_code, disabled_code };

// Somebody types a PIN at the door.
struct PressKeys {
    DeviceIndex device = 0;
    std::string pin;                // when `code` is nothing
    std::optional<CodeIndex> code;  // whatever PIN this code has now
    bool opens = false;
    Place opens_place;
    std::optional<DenialReason> reason;
    Place reason_place;
};

struct RemoveDevice {  // `remove`: gone from the vendor's account
    DeviceIndex device = 0;
};
struct ResetDevice {  // `reset`: factory reset
    DeviceIndex device = 0;
};
struct ForgetDevice {
    DeviceIndex device = 0;
};
struct ForgetAccount {
    AccountIndex account = 0;
};
struct RestartEngine {
    bool lose_unsynced = false;
};
struct SetClock {
    DeviceIndex device = 0;
    std::optional<Duration> skew;
    std::optional<Duration> drift;  // per day
};
struct ReplaceFaults {  // `faults`: these rules stand from here on, and no others
    std::vector<Fault> rules;
};
struct Note {
    std::string text;
};

using Action = std::variant<CreateCode, UpdateCode, DeleteCode, GetCode, ListCodes, HttpCall, LinkDown, LinkUp,
                            Disconnect, Reconnect, Outage, EditByHand, PressKeys, RemoveDevice, ResetDevice,
                            ForgetDevice, ForgetAccount, RestartEngine, SetClock, ReplaceFaults, Note>;

struct Step {
    Moment at;
    Place place;        // of the verb
    std::string verb;   // as written: "create", "press", ...
    std::string label;  // `as`; empty without one
    Action action = Note{};
    std::optional<Reply> reply;
};

std::string_view name_of(DenialReason reason);

}  // namespace lockstep::harness
