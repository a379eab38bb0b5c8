// The status of an access code: a function of four facts, never a flag moved by hand (docs/requirements.md, STATUS).
#pragma once

#include <cstdint>
#include <string_view>

namespace lockstep::engine {

enum class Status : std::uint8_t {
    unset,     // outside its window and not usable
    setting,   // wanted now, not yet confirmed
    set,       // wanted now, confirmed on the lock
    removing,  // not wanted any more (or not yet), and not known to be absent
    unknown,   // the account is cut off: nobody can be asked
    gone,      // no record: the API answers 404
};

struct Facts {
    bool stale = false;             // the view of the provider cannot be trusted
    bool delete_requested = false;  // the caller asked for deletion
    bool in_range = false;          // now is inside the active window
    bool on_provider = false;       // see Belief::on_provider for what this means before, in and after the window
};

// The truth table. It never answers `gone`: that is the absence of a record, which the engine decides.
constexpr Status status_of(Facts const& facts) {
    if (facts.stale) return Status::unknown;
    bool const wanted = facts.in_range && !facts.delete_requested;
    if (facts.on_provider) return wanted ? Status::set : Status::removing;
    return wanted ? Status::setting : Status::unset;
}

// "unset", "setting", "set", "removing", "unknown", "404".
constexpr std::string_view name_of(Status status) {
    switch (status) {
        case Status::unset:
            return "unset";
        case Status::setting:
            return "setting";
        case Status::set:
            return "set";
        case Status::removing:
            return "removing";
        case Status::unknown:
            return "unknown";
        case Status::gone:
            return "404";
    }
    return "";
}

}  // namespace lockstep::engine
