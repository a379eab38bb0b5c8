#include "harness/world/trace.hpp"

#include <cassert>

namespace lockstep::harness {

void TraceEvent::hash(StateHash& hash) const {
    auto const pair = [](std::uint32_t high, std::uint32_t low) { return std::uint64_t{high} << 32 | low; };
    hash.add(at);
    hash.add(detail);
    hash.add(pair(cause, code));
    hash.add(pair(device, account));
    hash.add(pair(number, static_cast<std::uint32_t>(kind) << 16 | static_cast<std::uint32_t>(turn) << 8 | op));
    hash.add(pair(word, word2));
}

TraceId Trace::add(TraceEvent event) {
    event.id = ++count_;
    event.hash(hash_);
    if (keeps_ && events_.size() < kept_max_) {
        assert(events_.size() + 1 == event.id);
        events_.push_back(event);
    }
    return event.id;
}

TraceEvent const* Trace::find(TraceId id) const { return id == 0 || id > events_.size() ? nullptr : &events_[id - 1]; }

std::vector<TraceEvent const*> Trace::chain(TraceId id) const {
    std::vector<TraceEvent const*> links;
    for (auto const* event = find(id); event != nullptr; event = find(event->cause))
        links.push_back(event);
    return links;
}

std::vector<TraceEvent const*> Trace::caused_by(TraceId id) const {
    std::vector<TraceEvent const*> effects;
    for (std::size_t i = id; i < events_.size(); ++i)
        if (events_[i].cause == id) effects.push_back(&events_[i]);
    return effects;
}

}  // namespace lockstep::harness
