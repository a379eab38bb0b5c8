// One engine call on its way through the vendor's API: says which request comes next, or how the call ended.
//
//   put      POST or PATCH ----------------------------> answer
//   remove   [list, page by page, to find the id] -> DELETE -> answer
//   read     list, page by page -----------------------> answer
//
// A value without credentials, numbers or clocks of its own: the adapter around it sends, refreshes tokens and repeats.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/port.hpp"
#include "http/message.hpp"
#include "providers/open/protocol_messages.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::open {

// A list longer than this many pages, or one that points back at a page already read, is not believed.
inline constexpr std::uint32_t pages_max = 1000;

class Operation {
  public:
    // `with_windows`: false for a vendor without native scheduling, which must not be sent any bounds.
    Operation(engine::ProviderCall call, bool with_windows, Generation generation = Generation::current);

    engine::ProviderCall const& call() const { return call_; }

    // What to send now, without credentials. The same every time until an answer was taken in.
    http::Request request() const;

    // Takes in an answer to that request: either the call is over, or request() has something new to send.
    std::optional<engine::Answer> received(http::Response const& response, Instant now);

    // The call's end when no answer can be had.
    engine::Answer unknown() const;
    engine::Answer refused(engine::Refusal refusal, Duration retry_after = {}) const;

    void hash(StateHash& hash) const;

  private:
    enum class Step : std::uint8_t { write, erase, list };

    http::Request write_request() const;
    std::optional<CodeList> list_of(std::string_view body) const;
    std::optional<engine::Answer> listed(CodeList list);
    std::optional<engine::Answer> list_is_complete();
    engine::Answer written(std::string_view body) const;
    engine::Answer erased(std::string_view body) const;

    engine::ProviderCall call_;
    bool with_windows_ = true;
    Generation generation_ = Generation::current;
    Step step_ = Step::list;
    std::string cursor_;  // of the page to ask for; empty for the first
    std::uint32_t pages_ = 0;
    std::vector<engine::ListedCode> listed_;  // from the pages so far
};

// How a response that is no success ends a call: refused with the vendor's reason, or unknown.
engine::Answer failure(engine::CallId call, http::Response const& response, Instant now,
                       Generation generation = Generation::current);

engine::Refusal refusal_of(ErrorCode code);

// The record a body tells of; nothing when its PIN is none.
struct TaughtRecord {
    engine::StoredRecord record;
    bool pin_known = false;
};
std::optional<TaughtRecord> record_of(CodeBody const& body);

}  // namespace lockstep::providers::open
