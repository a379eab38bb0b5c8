#include "harness/conform/patience.hpp"

namespace lockstep::harness {

Patience::Patience(ServerLine& wire, Duration length)
    : state_(std::make_shared<State>(State{.wire = wire, .quota_waits = wire.quota_waits()})) {
    wait(state_, length);
}

void Patience::wait(std::shared_ptr<State> const& state, Duration length) {
    state->wire.loop().after(length, [weak = std::weak_ptr{state}] {
        auto const still = weak.lock();
        if (!still) return;
        auto const given_back = still->wire.quota_waits() - still->quota_waits;
        still->quota_waits += given_back;
        if (given_back > Duration{})
            wait(still, given_back);
        else
            still->over = true;
    });
}

}  // namespace lockstep::harness
