#include "harness/world/calls.hpp"

namespace lockstep::harness {

OpenCall& OpenCalls::open(engine::CallId id) {
    if (calls_.empty()) first_ = id.value;
    // Calls that waited for quota leave later than they were numbered.
    for (; id.value < first_; --first_)
        calls_.emplace_front();
    while (first_ + calls_.size() <= id.value)
        calls_.emplace_back();
    auto& call = calls_[id.value - first_];
    if (!call.id) ++open_;
    call = {};
    call.id = id;
    return call;
}

OpenCall const* OpenCalls::find(engine::CallId id) const {
    if (!id || id.value < first_ || id.value >= first_ + calls_.size()) return nullptr;
    auto const& call = calls_[id.value - first_];
    return call.id ? &call : nullptr;
}

void OpenCalls::close(engine::CallId id) {
    if (find(id) == nullptr) return;
    calls_[id.value - first_].id = {};
    --open_;
    for (; !calls_.empty() && !calls_.front().id; ++first_)
        calls_.pop_front();
}

}  // namespace lockstep::harness
