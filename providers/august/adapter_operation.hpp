// One engine call on its way through the August API: one request, and what its answer means.
//
//   put      POST pins, command `load` (a new PIN) or `update` ----> accepted; the groups tell when the lock is done
//   remove   POST pins, command `delete` -------------------------> accepted; gone from all groups is the proof
//   read     GET pins --------------------------------------------> every PIN of the lock, with its group
//
// The vendor gives no id for a PIN when it accepts it, so ours is the one we send: the partner's own id for the user,
// derived from the code's serial number. It is the same for every try, so a second try cannot make a second PIN.
#pragma once

#include <string>
#include <string_view>

#include "engine/port.hpp"
#include "http/message.hpp"
#include "providers/august/protocol_messages.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::august {

class Operation {
  public:
    // `with_webhook`: results of commands are to be pushed.
    Operation(engine::ProviderCall call, bool with_webhook);

    engine::ProviderCall const& call() const { return call_; }

    // What to send, without credentials.
    http::Request request() const;
    engine::Answer received(http::Response const& response, Instant now) const;

    // The call's end when no answer can be had.
    engine::Answer unknown() const;
    engine::Answer refused(engine::Refusal refusal, Duration retry_after = {}) const;

    void hash(StateHash& hash) const;

  private:
    std::string reference() const;
    engine::Answer listed(std::string_view body) const;

    engine::ProviderCall call_;
    bool with_webhook_ = false;
};

// The engine's reference to a PIN: the partner's id of its user, or, of people with an account, `user:` and theirs.
std::string reference_to(PinBody const& pin);
// What a PIN record tells of the code that is stored.
engine::StoredRecord record_of(PinBody const& pin);

// How a response that is no success ends a call: refused with the vendor's reason, or unknown.
engine::Answer failure(engine::CallId call, http::Response const& response, Instant now);
engine::Refusal refusal_of(ErrorCode error);

}  // namespace lockstep::providers::august
