#include "providers/smartthings/adapter_slots.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::providers::smartthings {

namespace {

NamedSlot const* entry_of(std::vector<NamedSlot> const& list, std::uint32_t slot) {
    auto const found = std::find_if(list.begin(), list.end(), [&](auto const& one) { return one.slot == slot; });
    return found == list.end() ? nullptr : &*found;
}

// Some of the vendor's times are whole seconds: one that began before the write and ends after it may be its news.
bool not_before(Instant told, Instant sent) { return later_by(told, 1s) > sent; }

}  // namespace

SlotBook::LockBook& SlotBook::book(engine::DeviceId device) {
    auto const found =
        std::find_if(locks_.begin(), locks_.end(), [&](auto const& one) { return one.device == device; });
    if (found != locks_.end()) return *found;
    return locks_.emplace_back(LockBook{.device = device, .seen = {}, .flights = {}, .heard = {}});
}

SlotBook::LockBook const* SlotBook::find(engine::DeviceId device) const {
    auto const found =
        std::find_if(locks_.begin(), locks_.end(), [&](auto const& one) { return one.device == device; });
    return found == locks_.end() ? nullptr : &*found;
}

void SlotBook::note(engine::DeviceId device, Flight flight, Instant now) {
    auto& flights = book(device).flights;
    std::erase_if(flights, [&](Flight const& old) {
        return old.slot == flight.slot || later_by(old.sent_at, flight_memory) <= now;
    });
    flights.push_back(std::move(flight));
}

std::optional<std::uint32_t> SlotBook::pick(engine::DeviceId device, LockCodes const& listed, std::string_view name,
                                            std::uint32_t codes_max, Instant now) {
    auto& known = book(device);
    auto const take = [&](std::uint32_t slot, bool fresh) {
        note(device, {Flight::Kind::store, slot, std::string{name}, fresh, now}, now);
        return slot;
    };
    std::erase_if(known.flights,
                  [&](Flight const& flight) { return flight.name == name && was_taken(listed.codes, flight); });
    for (auto const& flight : known.flights)
        if (flight.kind == Flight::Kind::store && flight.name == name)
            return take(flight.slot, entry_of(listed.codes, flight.slot) == nullptr);
    for (auto const& code : listed.codes)
        if (code.name == name) return take(code.slot, false);
    // A list may be wrong for once: what it does not show, but the one before did, is not given away yet.
    auto const before = std::exchange(known.seen, listed.codes);
    known.listed = true;
    for (std::uint32_t slot = 1; slot <= codes_max; ++slot) {
        bool const ours = std::any_of(known.flights.begin(), known.flights.end(), [&](Flight const& flight) {
            return flight.slot == slot && now < later_by(flight.sent_at, flight_memory);
        });
        if (!ours && entry_of(listed.codes, slot) == nullptr && entry_of(before, slot) == nullptr)
            return take(slot, true);
    }
    return std::nullopt;
}

bool SlotBook::knows(engine::DeviceId device) const {
    auto const* const known = find(device);
    return known != nullptr && known->listed;
}

void SlotBook::will_write(engine::DeviceId device, std::uint32_t slot, std::string_view name, Instant now) {
    note(device, {Flight::Kind::store, slot, std::string{name}, false, now}, now);
}

void SlotBook::will_erase(engine::DeviceId device, std::uint32_t slot, std::string_view name, Instant now) {
    auto const& known = book(device);
    Flight flight{Flight::Kind::erase, slot, std::string{name}, false, now};
    auto const before = std::find_if(known.flights.begin(), known.flights.end(), [&](Flight const& old) {
        return old.slot == slot && old.kind == Flight::Kind::erase;
    });
    if (before != known.flights.end())
        flight.was = before->was;
    else if (auto const* const shown = entry_of(known.seen, slot))
        flight.was = shown->name;
    note(device, std::move(flight), now);
}

// The slot that we are erasing is called neither what it was called nor what we call our code: somebody has taken it.
bool SlotBook::is_anothers(Flight const& flight, std::string_view name) {
    if (name.empty() || name == flight.name) return false;
    if (flight.kind == Flight::Kind::store) return flight.fresh;
    return !flight.was.empty() && name != flight.was;
}

void SlotBook::taken(engine::DeviceId device, std::uint32_t slot) {
    for (auto& flight : book(device).flights)
        if (flight.slot == slot) flight.taken = true;
}

void SlotBook::refused(engine::DeviceId device, std::uint32_t slot) {
    std::erase_if(book(device).flights, [&](Flight const& flight) { return flight.slot == slot; });
}

std::optional<std::uint32_t> SlotBook::slot_of(engine::DeviceId device, std::string_view name) const {
    auto const* const known = find(device);
    if (known == nullptr) return std::nullopt;
    for (auto const& flight : known->flights)
        if (flight.kind == Flight::Kind::store && flight.name == name && !was_taken(known->seen, flight))
            return flight.slot;
    return std::nullopt;
}

bool SlotBook::is_lost(engine::DeviceId device, std::uint32_t slot) const {
    auto const* const known = find(device);
    return known != nullptr && std::any_of(known->flights.begin(), known->flights.end(), [&](Flight const& flight) {
               return flight.slot == slot && was_taken(known->seen, flight);
           });
}

bool SlotBook::was_taken(std::vector<NamedSlot> const& list, Flight const& flight) {
    auto const* const shown = entry_of(list, flight.slot);
    return flight.kind == Flight::Kind::store && shown != nullptr && is_anothers(flight, shown->name);
}

// What the last change in a status tells of a write; `other`: nothing.
Change SlotBook::told_of(LockBook& known, LockCodes const& listed, Flight const& flight) {
    auto const& last = listed.last;
    if (!last || last->what.slot != flight.slot || !not_before(last->at, flight.sent_at)) return Change::other;
    auto const change = last->what.change;
    bool const stored = change == Change::set || change == Change::changed;
    return stored && is_double(known, flight.slot, change, last->at) ? Change::other : change;
}

// The second word about one write? If not, it is noted as the slot's last confirmation.
bool SlotBook::is_double(LockBook& known, std::uint32_t slot, Change change, Instant at) {
    auto const last =
        std::find_if(known.heard.begin(), known.heard.end(), [&](auto const& one) { return one.slot == slot; });
    if (last == known.heard.end()) {
        known.heard.push_back({slot, at});
        return false;
    }
    bool const again = change == Change::changed && at <= later_by(last->at, double_event_within);
    if (!again) last->at = at;
    return again;
}

// Nothing says why a write has failed. A PIN that another slot has is the one reason anybody has seen.
engine::Refusal SlotBook::reason_of(Flight const& flight) {
    return flight.kind == Flight::Kind::store ? engine::Refusal::pin_conflict : engine::Refusal::other;
}

engine::Push SlotBook::failure_of(engine::DeviceId device, Flight const& flight, engine::Refusal reason) {
    bool const store = flight.kind == Flight::Kind::store;
    return {.device = device,
            .what = store ? engine::Push::What::failed_to_store : engine::Push::What::failed_to_remove,
            .pin_known = false,
            .vendor_ref = slot_text(flight.slot),
            .record = {.pin = {}, .window = {}, .name = flight.name},
            .refusal = reason};
}

std::vector<engine::ListedCode> SlotBook::read(engine::DeviceId device, LockCodes const& listed, Instant now,
                                               std::vector<engine::Push>& pushes) {
    using engine::ListedState;
    auto& known = book(device);
    known.seen = listed.codes;
    known.listed = true;
    std::vector<engine::ListedCode> codes;
    codes.reserve(listed.codes.size());
    for (auto const& code : listed.codes)
        codes.push_back({slot_text(code.slot), {.pin = {}, .window = {}, .name = code.name}, ListedState::active});

    std::vector<Flight> still;
    for (auto& flight : known.flights) {
        auto const ref = slot_text(flight.slot);
        auto const entry =
            std::find_if(codes.begin(), codes.end(), [&](auto const& one) { return one.vendor_ref == ref; });
        bool const there = entry != codes.end();
        auto const change = told_of(known, listed, flight);
        bool const waits = flight.on_its_way(now);
        if (change == Change::failed) {
            pushes.push_back(failure_of(device, flight, reason_of(flight)));
            continue;
        }
        if (flight.kind == Flight::Kind::erase) {
            // Gone, says this list: so must the hub, or the next list.
            bool const anothers = there && is_anothers(flight, entry->record.name);
            bool const gone = !there || anothers;
            bool const done = gone && (flight.missed || change == Change::deleted || change == Change::unset);
            // The slot's number still means our code to the engine: the next list shows whose it is now.
            if (done && anothers) codes.erase(entry);
            if (done) continue;
            if (anothers) {
                flight.missed = true;
                entry->state = ListedState::removing;
                entry->record.name = flight.name;
            } else if (!there) {
                flight.missed = true;
                codes.push_back({ref, {.pin = {}, .window = {}, .name = flight.name}, ListedState::removing});
            } else {
                flight.missed = false;
                if (waits) entry->state = ListedState::removing;
            }
            if (gone || waits) still.push_back(std::move(flight));
            continue;
        }
        bool const proven = there && entry->record.name == flight.name &&
                            (flight.fresh || change == Change::set || change == Change::changed);
        if (proven) continue;
        bool const anothers = there && is_anothers(flight, entry->record.name);
        if (waits && !there) {
            codes.push_back({ref, {.pin = {}, .window = {}, .name = flight.name}, ListedState::pending});
        } else if (waits && (flight.taken || anothers)) {
            // To call an edit pending is to promise that it comes, seen or unseen: only of what was taken. A new code
            // may still come, over a stranger's.
            entry->state = ListedState::pending;
            entry->record.name = flight.name;
        }
        if (!waits && there && flight.taken) {
            // Taken, and nobody has told of it: silence. By the list alone the engine would believe it.
            entry->state = ListedState::pending;
            pushes.push_back(failure_of(device, flight, engine::Refusal::other));
        }
        // To the engine the slot's number may mean our code already. That is not there, however often it asks.
        if (!waits && anothers) codes.erase(entry);
        // What is not listed keeps its slot for a while.
        if (waits || ((!there || anothers) && now < later_by(flight.sent_at, flight_memory)))
            still.push_back(std::move(flight));
    }
    known.flights = std::move(still);
    return codes;
}

std::optional<engine::Push> SlotBook::heard(engine::DeviceId device, std::uint32_t slot, Change change,
                                            std::string_view name, Instant at) {
    using What = engine::Push::What;
    auto& known = book(device);
    auto const flight =
        std::find_if(known.flights.begin(), known.flights.end(), [&](Flight const& one) { return one.slot == slot; });
    bool const ours = flight != known.flights.end();
    if (ours && !not_before(at, flight->sent_at)) return std::nullopt;  // of what was there before
    engine::Push push{.device = device, .pin_known = false, .vendor_ref = slot_text(slot), .record = {}};
    switch (change) {
        case Change::set:
        case Change::changed: {
            if (is_double(known, slot, change, at)) return std::nullopt;
            push.what = What::stored;
            push.record.name = name;
            if (name.empty() && ours) push.record.name = flight->name;
            std::erase_if(known.seen, [&](auto const& one) { return one.slot == slot; });
            known.seen.push_back({slot, push.record.name});
            if (!ours || !is_anothers(*flight, name)) break;
            if (flight->kind == Flight::Kind::store) return std::nullopt;  // ours may still come, or a list tells
            push.what = What::removed;
            break;
        }
        case Change::deleted:
        case Change::unset:
            push.what = What::removed;
            std::erase_if(known.seen, [&](auto const& one) { return one.slot == slot; });
            std::erase_if(known.heard, [&](auto const& one) { return one.slot == slot; });
            if (ours && flight->kind == Flight::Kind::store) return std::nullopt;  // of what it is to replace
            break;
        case Change::failed:
            if (!ours) return std::nullopt;
            push = failure_of(device, *flight, reason_of(*flight));
            break;
        case Change::renamed:
        case Change::other:
            return std::nullopt;
    }
    if (ours) known.flights.erase(flight);
    return push;
}

void SlotBook::hash(StateHash& hash) const {
    hash.add(locks_.size());
    for (auto const& lock : locks_) {
        hash.add(lock.device.value, lock.listed, lock.seen.size(), lock.flights.size(), lock.heard.size());
        for (auto const& one : lock.seen)
            hash.add(one.slot, one.name);
        for (auto const& one : lock.flights)
            hash.add(one.kind, one.slot, one.name, one.fresh, one.sent_at, one.taken, one.missed, one.was);
        for (auto const& one : lock.heard)
            hash.add(one.slot, one.at);
    }
}

}  // namespace lockstep::providers::smartthings
