#include "harness/run/record.hpp"

#include <algorithm>

namespace lockstep::harness {
namespace {

std::uint32_t position(std::vector<std::string> const& names, std::string const& name) {
    auto const found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? nobody : static_cast<std::uint32_t>(found - names.begin());
}

}  // namespace

std::optional<engine::Status> CodeHistory::polled(Instant at) const {
    std::optional<engine::Status> seen;
    for (auto const& entry : status) {
        if (entry.at > at || (entry.at == at && entry.turn != Turn::step)) break;
        seen = entry.status;
    }
    return seen;
}

CodeNumber RunRecord::code_called(std::string const& name) const { return position(names.codes, name); }
std::uint32_t RunRecord::device_called(std::string const& name) const { return position(names.devices, name); }

AttemptHistory const* RunRecord::attempt_called(std::string const& label) const {
    for (auto const& attempt : attempts)
        if (attempt.label == label) return &attempt;
    return nullptr;
}

DeviceSnapshot const* RunRecord::snapshot(std::uint32_t device, Instant at) const {
    for (auto const& snapshot : devices)
        if (snapshot.device == device && snapshot.at == at) return &snapshot;
    return nullptr;
}

}  // namespace lockstep::harness
