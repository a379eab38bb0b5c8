// Messages on their way between the engine's side and the vendors, handed out when they arrive: by instant, and within
// one instant in the order sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/ids.hpp"
#include "harness/world/trace.hpp"
#include "http/message.hpp"
#include "providers/contract.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"
#include "runtime/timer_queue.hpp"

namespace lockstep::harness {

// What one exchange is about; it travels with the request, waits at the vendor and travels back with the answer.
struct ExchangeFacts {
    providers::ExchangeId exchange;
    providers::Op op = providers::Op::read;
    http::Method method = http::Method::other;
    bool operation_start = false;
    bool nobody_waits = false;  // the engine's process that asked has crashed
    engine::CallId call;
    engine::AccountId account;
    engine::DeviceId device;
    CodeNumber code = nobody;
    TraceId cause = 0;  // the trace event that sent it on its present way

    void hash(StateHash& hash) const;
};

enum class Leg : std::uint8_t {
    request,        // to the vendor
    answer,         // back
    broken_answer,  // back, but the connection broke
    push,           // from the vendor on its own account
};

struct Parcel {
    Leg leg = Leg::request;
    ExchangeFacts facts;
    providers::Message message;
    providers::Broken broken = providers::Broken::connection_reset;  // of a broken answer: how
};

void hash_message(providers::Message const& message, StateHash& hash);

class Post {
  public:
    void send(Instant arrives, Parcel parcel);
    Instant next_due() const { return queue_.next_due(); }
    bool empty() const { return queue_.empty(); }
    std::size_t size() const { return queue_.size(); }
    Parcel take();  // the next to arrive, which must exist

    // The engine's process crashed: answers under way are lost, and requests under way will be answered to nobody.
    void lose_answers();

    void hash(StateHash& hash) const;

  private:
    TimerQueue<std::uint32_t> queue_;  // positions in parcels_
    std::vector<Parcel> parcels_;
    std::vector<std::uint32_t> free_;
};

}  // namespace lockstep::harness
