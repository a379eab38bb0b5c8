// One engine call on its way through the vendor's API: says which request comes next, or how the call ended.
//
//   put, new      status of lockCodes -> pick a slot -> setCode -> answer
//                 (the first list of a lock is asked for twice if it is empty)
//   put, over     setCode ---------------------------------------> answer
//   remove        deleteCode ------------------------------------> answer
//   remove, slot not learnt   [own note of the write, else status] -> deleteCode -> answer
//   read          status of lockCodes ---------------------------> answer
//
// A value without credentials and numbers: the adapter around it sends, refreshes tokens and repeats.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/port.hpp"
#include "http/message.hpp"
#include "providers/smartthings/adapter_slots.hpp"

namespace lockstep::providers::smartthings {

class Operation {
  public:
    // `codes_max`: slots of the lock, as far as it does not say so itself.
    Operation(engine::ProviderCall call, std::uint32_t codes_max, SlotBook const& slots);

    engine::ProviderCall const& call() const { return call_; }

    // A look before a write: a read as far as traffic goes, and no operation of its own.
    bool looks_first() const { return step_ == Step::look && call_.kind == engine::CallKind::put; }

    // What to send now, without credentials. Notes in the book what is about to leave.
    http::Request request(SlotBook& slots, Instant now) const;

    // Takes in an answer to that request: either the call is over, or request() has something new to send.
    std::optional<engine::Answer> received(http::Response const& response, Instant now, SlotBook& slots,
                                           std::vector<engine::Push>& pushes);

    // The call's end when no answer can be had.
    engine::Answer unknown() const { return {.call = call_.id, .verdict = engine::Verdict::unknown}; }

    // It ends while its next request waits for a token: the vendor has taken nothing of that. `turned_away`: it has
    // been sent before, and was answered with 401.
    void withdraw(SlotBook& slots, bool turned_away) const;

    void hash(StateHash& hash) const;

  private:
    enum class Step : std::uint8_t { look, write, erase };

    std::optional<engine::Answer> looked(LockCodes const& listed, Instant now, SlotBook& slots,
                                         std::vector<engine::Push>& pushes);
    engine::Answer taken(http::Response const& response, SlotBook& slots) const;

    engine::ProviderCall call_;
    std::uint32_t codes_max_ = 0;
    Step step_ = Step::look;
    std::uint32_t slot_ = 0;
    bool looked_again_ = false;
};

// How a response that is no success ends a call: refused with the vendor's reason, or unknown.
engine::Answer failure(engine::CallId call, http::Response const& response, Instant now);

}  // namespace lockstep::providers::smartthings
