// One PIN of a lock belongs to one code at a time: who may hold it, and who waits for it.
#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/step.hpp"

namespace lockstep::engine {

void Step::want_pin(CodeId id, Pin pin) {
    CodeRecord& record = code(id);
    if (record.pin == pin) return;
    engine_.pins_.replace(record.device, std::exchange(record.pin, pin), pin);
}

void Step::hold_pin(CodeId id, Pin pin) {
    CodeRecord& record = code(id);
    if (record.held_pin == pin) return;
    Pin const old = std::exchange(record.held_pin, pin);
    engine_.pins_.replace(record.device, old, pin);
    engine_.lock_pins_.replace(record.device, old, pin);
}

void Step::send_pin(CodeId id, Pin pin) {
    CodeRecord& record = code(id);
    if (record.sent_pin == pin) return;
    engine_.lock_pins_.replace(record.device, std::exchange(record.sent_pin, pin), pin);
}

void Step::doubt_pin(CodeId id, Pin pin) {
    engine_.lock_pins_.add(code(id).device, pin);
    rare_to_write(id).maybe_held.push_back(pin);
}

// An edit of a code that the lock holds may have come through: its PIN may stand there instead of the old one.
void Step::doubt_sent_pin(CodeId id) {
    CodeRecord& record = code(id);
    if (!may_hold(id, record.sent_pin)) doubt_pin(id, record.sent_pin);
    record.held_doubtful = !rare(id).maybe_held.empty();
}

std::vector<Pin> Step::take_doubted_pins(CodeId id) {
    if (rare(id).maybe_held.empty()) return {};
    auto doubted = std::exchange(rare_to_write(id).maybe_held, {});
    for (Pin const pin : doubted)
        engine_.lock_pins_.remove(code(id).device, pin);
    return doubted;
}

// Another code of this device whose record, stored or on its way, has the PIN that `id` is about to store.
CodeId Step::pin_holder(CodeId id) {
    if (another_may_hold(id, code(id).pin)) return pin_holder_among_all(id);
    assert(!pin_holder_among_all(id));
    return {};
}

bool Step::another_may_hold(CodeId id, Pin pin) {
    CodeRecord const& record = code(id);
    auto const& doubted = rare(id).maybe_held;
    std::size_t const by_itself = std::size_t{record.held_pin == pin} + std::size_t{record.sent_pin == pin} +
                                  static_cast<std::size_t>(std::count(doubted.begin(), doubted.end(), pin));
    return engine_.lock_pins_.count(record.device, pin) > by_itself;
}

CodeId Step::pin_holder_among_all(CodeId id) {
    CodeRecord const& record = code(id);
    Window const wanted = belief(id).wanted_window();
    CodeId holder;
    for_each_code(record.device, [&](CodeId other) {
        if (holder || other == id) return;
        CodeRecord const& theirs = code(other);
        bool const stored = may_hold(other, record.pin) && theirs.held_window.overlaps(wanted);
        bool const coming = theirs.operation == Operation::put && theirs.phase >= Phase::queued &&
                            theirs.phase <= Phase::blind && theirs.sent_pin == record.pin &&
                            theirs.sent_window.overlaps(wanted);
        if (stored || coming) holder = other;
    });
    return holder;
}

// The lock may hold `pin` for this code: as confirmed, or by a write that nobody can tell the end of.
bool Step::may_hold(CodeId id, Pin pin) {
    CodeRecord const& record = code(id);
    if (!record.holds) return false;
    auto const& others = rare(id).maybe_held;
    return record.held_pin == pin || std::find(others.begin(), others.end(), pin) != others.end();
}

// Codes that wait for each other's PINs in a ring would wait for ever: the oldest of the ring goes off the lock first.
bool Step::has_to_yield(CodeId id, CodeId holder) {
    if (!code(id).holds) return false;
    std::uint32_t const members_max = device(code(id).device).code_count;
    CodeId at = holder;
    for (std::uint32_t i = 0; i < members_max; ++i) {
        if (at == id) return true;
        if (at.serial < id.serial) return false;  // somebody older may be in the ring: let him
        if (belief(at).in_doubt() || next_step(belief(at)) != NextStep::put) return false;
        at = pin_holder(at);
        if (!at) return false;
    }
    return false;
}

// A put of a PIN that is not wanted any more has failed: whoever waited for the PIN may go.
void Step::release_sent_pin(CodeId id) {
    CodeRecord const& record = code(id);
    if (record.operation == Operation::put && record.sent_pin != record.pin)
        wake_neighbours(record.device, id, record.sent_pin, false);
}

// A PIN, or a slot, of this code's lock has become free: codes that waited for it may go. One slot serves one code.
void Step::wake_neighbours(DeviceId id, CodeId self, std::optional<Pin> freed_pin, bool freed_slot) {
    for_each_code(id, [&](CodeId other) {
        if (other == self) return;
        CodeRecord& record = code(other);
        bool const for_slot = record.phase == Phase::parked && record.parked_for == Refusal::no_space && freed_slot;
        bool const for_pin = record.phase == Phase::parked && record.parked_for == Refusal::pin_conflict && freed_pin &&
                             *freed_pin == record.pin;
        bool const blocked = record.phase == Phase::idle && freed_pin && *freed_pin == record.pin;
        if (!for_slot && !for_pin && !blocked) return;
        if (for_slot) freed_slot = false;
        if (!blocked) clear_operation(other);
        settle(other);
    });
}

void Step::wake_neighbours(DeviceId id, CodeId self, std::vector<Pin> const& freed_pins) {
    for (Pin const pin : freed_pins)
        wake_neighbours(id, self, pin, false);
}

}  // namespace lockstep::engine
