#include "harness/world/watch.hpp"

namespace lockstep::harness {

Watch::Memory Watch::memory_of_decisions() const {
    Memory memory;
    for (auto const& observer : observers_)
        if (observer->remembers_decisions()) memory.push_back(observer);
    return memory;
}
void Watch::remember(Memory memory) {
    auto remembered = memory.begin();
    for (auto& observer : observers_)
        if (observer->remembers_decisions() && remembered != memory.end()) observer = std::move(*remembered++);
}

void Watch::begins(World const& world) {
    for (auto& observer : observers_)
        observer->begins(world, *this);
}
void Watch::traced(World const& world, TraceEvent const& event) {
    for (auto& observer : observers_)
        observer->traced(world, event, *this);
}
void Watch::stepped(World const& world, engine::Effects const& effects) {
    for (auto& observer : observers_)
        observer->stepped(world, effects, *this);
}
void Watch::answer_arrives(World const& world, engine::Answer const& answer) {
    for (auto& observer : observers_)
        observer->answer_arrives(world, answer, *this);
}
void Watch::push_arrives(World const& world, engine::Push const& push) {
    for (auto& observer : observers_)
        observer->push_arrives(world, push, *this);
}
void Watch::instant_over(World const& world, Touched const& touched, Instant now) {
    while (!checks_.empty() && *checks_.begin() <= now)
        checks_.erase(checks_.begin());
    for (auto& observer : observers_)
        observer->instant_over(world, touched, *this);
}
void Watch::ends(World const& world) {
    for (auto& observer : observers_)
        observer->ends(world, *this);
}

void Watch::hand_over(RunRecord& record) {
    record.breaches = std::move(breaches_);
    record.totals.exposure += exposure_;
    record.totals.exposure_excused += exposure_excused_;
    for (auto const& [mark, count] : marks_)
        record.reached[mark] += count;
}

}  // namespace lockstep::harness
