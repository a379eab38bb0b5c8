// The engine's calls that are on their way: a window on the sequence of their numbers, so that finding one is an index.
#pragma once

#include <cstdint>
#include <deque>

#include "engine/ids.hpp"
#include "engine/port.hpp"
#include "harness/world/trace.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

struct OpenCall {
    engine::CallId id;  // none: closed
    engine::CallKind kind = engine::CallKind::read;
    engine::AccountId account;
    engine::DeviceId device;
    CodeNumber code = nobody;
    std::uint32_t number = 0;  // the n-th of its kind for this code, or for this device
    TraceId trace = 0;         // operation_sent
    Instant sent_at{};
};

class OpenCalls {
  public:
    OpenCall& open(engine::CallId id);
    OpenCall const* find(engine::CallId id) const;
    void close(engine::CallId id);
    void clear() { calls_.clear(), open_ = 0; }
    std::size_t size() const { return open_; }

    template <class Visit>
    void for_each(Visit&& visit) const {
        for (auto const& call : calls_)
            if (call.id) visit(call);
    }

  private:
    std::deque<OpenCall> calls_;
    std::uint64_t first_ = 0;  // the number of calls_.front()
    std::size_t open_ = 0;
};

}  // namespace lockstep::harness
