#include "harness/world/trace.hpp"

#include <algorithm>
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
    if (!keeps_ || events_.size() >= first_max_) return event.id;
    assert(gone_ + events_.size() + 1 == event.id);
    if (events_.size() / 9 * 8 >= last_min_) {
        auto const too_many = events_.size() - last_min_;
        gone_ += static_cast<TraceId>(too_many);
        events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(too_many));
    }
    events_.push_back(event);
    return event.id;
}

TraceEvent const* Trace::find(TraceId id) const {
    return id <= gone_ || id - gone_ > events_.size() ? nullptr : &events_[id - gone_ - 1];
}

std::span<TraceEvent const> Trace::after(TraceId id) const {
    std::size_t const skipped = id <= gone_ ? 0 : std::min<std::size_t>(id - gone_, events_.size());
    return events().subspan(skipped);
}

std::vector<TraceEvent const*> Trace::chain(TraceId id) const {
    std::vector<TraceEvent const*> links;
    for (auto const* event = find(id); event != nullptr; event = find(event->cause))
        links.push_back(event);
    return links;
}

std::vector<TraceEvent const*> Trace::caused_by(TraceId id) const {
    std::vector<TraceEvent const*> effects;
    for (auto const& event : after(id))
        if (event.cause == id) effects.push_back(&event);
    return effects;
}

}  // namespace lockstep::harness
