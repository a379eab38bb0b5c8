// What one engine step wants done and said, in order. The shell carries it out; the engine never looks back.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/attempt.hpp"
#include "engine/events.hpp"
#include "engine/ids.hpp"
#include "engine/port.hpp"
#include "engine/status.hpp"

namespace lockstep::engine {

// Why the engine stepped: printed beside every line of a report.
enum class Because : std::uint8_t {
    request,         // an API command
    answer,          // a provider call ended
    push,            // a vendor pushed
    notice,          // a device or account changed its connection
    restart,         // recovered from records
    forgotten,       // a device or account was deleted in the engine
    timed_out,       // a call's answer, or a push, did not come in time
    backed_off,      // a back-off is over
    poll_due,        // time to ask whether accepted work is done
    doubt_due,       // time for the second read after an implausible absence
    preload_due,     // a native code may now be written
    window_started,  // starts_at (less the lead) is reached
    window_ended,    // ends_at is reached
    delay_noticed,   // `setting` or `removing` has lasted delay_warning
    resync_due,      // periodic read-back
    quota_freed,     // the account's rate limit or concurrency lets a waiting call go
    pool_short,      // the device's pool of spare codes is not full
};
std::string_view name_of(Because because);

struct Transition {
    CodeId code;
    Status from = Status::gone;  // gone: the code was created by this step
    Status to = Status::gone;
};

struct AttemptChange {
    AttemptId attempt;
    AttemptState to = AttemptState::pending;
};

struct IssueChange {
    CodeId code;
    Issue issue = Issue::being_deleted;
    bool listed = false;  // true: it appeared, false: it went
};

struct Effects {
    Because because = Because::request;
    CodeId subject;  // the code whose timer, answer or command this step was, if it was one code's
    std::vector<Transition> transitions;
    std::vector<AttemptChange> attempts;
    std::vector<IssueChange> issues;  // the code's own; copied ones follow from device and account
    std::vector<Event> events;
    std::vector<ProviderCall> calls;
    std::vector<CallId> abandoned;  // their answers, should they come, mean nothing any more
    std::vector<CodeId> adopted;    // records of codes that a stranger had put onto their locks
    std::vector<CodeId> released;   // records that ended without anything being taken off their locks
    std::vector<CodeId> touched;    // codes whose record changed, each once
    std::vector<DeviceId> touched_devices;
    std::vector<AccountId> touched_accounts;

    void clear();
    void append(Effects const& later);  // of a step of the same request, after this one
};

}  // namespace lockstep::engine
