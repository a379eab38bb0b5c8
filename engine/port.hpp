// The provider port: what the engine asks of a vendor, and every way in which that can end.
//
// A call is one logical operation however many requests the adapter needs for it. Outcomes are three-valued: done (or
// accepted, which is a promise of done), refused, unknown. "Committed, then the answer was lost" is unknown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ids.hpp"
#include "engine/pin.hpp"
#include "engine/window.hpp"
#include "runtime/time.hpp"

namespace lockstep::engine {

enum class CallKind : std::uint8_t {
    put,     // store `record` as a new code, or over `vendor_ref` when that is not empty
    remove,  // erase the code `vendor_ref` (or, while that is not known, the one called `record.name`)
    read,    // list every code on the device
};

// A code as a vendor stores it. A vendor without native scheduling gets, and lists, an unbounded window.
struct StoredRecord {
    Pin pin;  // empty where the vendor does not tell PINs
    Window window;
    std::string name;  // the engine's unique name for the code, or whatever a stranger called his

    friend bool operator==(StoredRecord const&, StoredRecord const&) = default;
};

// Effect: the shell carries this to the vendor. It comes back as exactly one Answer, or never.
struct ProviderCall {
    CallId id;
    CallKind kind = CallKind::read;
    AccountId account;
    DeviceId device;
    CodeId code;                        // for whom; for a read: who asked, or nobody (periodic, reconnect)
    std::string vendor_ref;             // the vendor's id of the code, empty when not known
    StoredRecord record;                // for put and remove
    std::uint64_t idempotency_key = 0;  // 0: the vendor knows none; the same for every repeat of one wish
};

enum class Verdict : std::uint8_t {
    done,      // put: stored and confirmed, `record` holds what is stored; remove: confirmed absent; read: `listed`
    accepted,  // put, remove: the vendor has taken the work; confirmation comes by push or must be polled for
    refused,   // the vendor said no, and nothing has changed
    unknown,   // no usable answer: timeout, connection lost, 5xx, garbage. Anything may have happened
};

enum class Refusal : std::uint8_t {
    none,
    device_offline,
    pin_conflict,  // another code on the lock has this PIN
    invalid_pin,   // the vendor does not accept this PIN
    no_space,      // every slot of the lock is taken
    forbidden,     // 403: the account may not do this
    not_found,     // 404: to a removal this is a success
    unauthorized,  // 401 also after a token refresh: the account is cut off
    rate_limited,  // 429
    name_conflict,
    other,  // any other 4xx
};
std::string_view name_of(Refusal refusal);

enum class ListedState : std::uint8_t {
    active,    // stored on the lock
    pending,   // a write of this record is accepted and not done
    removing,  // a removal of this record is accepted and not done
};

struct ListedCode {
    std::string vendor_ref;
    StoredRecord record;
    ListedState state = ListedState::active;
};

// Input: how a call ended.
struct Answer {
    CallId call;
    Verdict verdict = Verdict::unknown;
    Refusal refusal = Refusal::none;
    Duration retry_after{};          // a floor for the next try; zero: none given
    bool pin_known = true;           // done put: false when the confirmation does not carry the PIN
    std::string vendor_ref;          // accepted or done put
    StoredRecord record;             // done put
    std::vector<ListedCode> listed;  // done read
};

// Input: a vendor's push about one code, judged on its own: it may be late, doubled, or about a code long gone.
struct Push {
    enum class What : std::uint8_t { stored, removed, failed_to_store, failed_to_remove };
    AccountId account;
    DeviceId device;
    What what = What::stored;
    bool pin_known = true;
    std::string vendor_ref;
    StoredRecord record;  // with stored
    Refusal refusal = Refusal::none;
};

// Input: what the vendor tells about a device or an account, or what a refused login proves.
struct Notice {
    enum class What : std::uint8_t {
        device_offline,
        device_online,
        device_removed,        // gone from the vendor's account; statuses stay, calls stop
        account_disconnected,  // credentials refused
        account_reconnected,
    };
    What what = What::device_offline;
    AccountId account;  // always
    DeviceId device;    // for device_*
};

}  // namespace lockstep::engine
