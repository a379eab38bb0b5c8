#include "harness/invariants/excuse.hpp"

#include <algorithm>

#include "harness/invariants/bounds.hpp"

namespace lockstep::harness {

void Excuse::stepped(World const& world, engine::Effects const& effects) {
    if (effects.because == engine::Because::restart) {  // nobody waits for the answers any more
        for (auto const& [call, device] : reads_)
            read_failed(world, device);
        reads_.clear();
    }
    for (auto const call : effects.abandoned) {
        auto const read = reads_.find(call.value);
        if (read == reads_.end()) continue;
        read_failed(world, read->second);
        reads_.erase(read);
    }
    for (auto const& call : effects.calls)
        if (call.kind == engine::CallKind::read) reads_[call.id.value] = call.device;
}

void Excuse::answer_arrives(World const& world, engine::Answer const& answer) {
    auto const read = reads_.find(answer.call.value);
    if (read == reads_.end()) return;
    if (answer.verdict != engine::Verdict::done) read_failed(world, read->second);
    reads_.erase(read);
}

bool Excuse::holds(World const& world, engine::DeviceId device) const {
    Trouble const trouble = world.trouble(device);
    if (trouble.now()) return true;
    if (device.value < until_.size() && world.now() <= until_[device.value]) return true;
    Instant const last = std::max(trouble.over_at, trouble.tampered_at);
    if (last == always) return false;
    Duration const excuse = bounds_of(world, device).excuse;
    return excuse == Duration::max() || world.now() <= later_by(last, excuse);
}

void Excuse::read_failed(World const& world, engine::DeviceId device) {
    if (!holds(world, device)) return;
    Duration const excuse = bounds_of(world, device).excuse;
    if (excuse == Duration::max()) return;
    if (device.value >= until_.size()) until_.resize(device.value + std::size_t{1}, always);
    until_[device.value] = later_by(world.now(), excuse);
}

}  // namespace lockstep::harness
