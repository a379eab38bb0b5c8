#include "sim/cloud.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace lockstep::sim {

std::string_view name_of(Refused refused) {
    switch (refused) {
        case Refused::no:
            return "no";
        case Refused::unauthorized:
            return "unauthorized";
        case Refused::unavailable:
            return "unavailable";
        case Refused::device_offline:
            return "device_offline";
        case Refused::no_such_lock:
            return "no_such_lock";
        case Refused::no_such_code:
            return "no_such_code";
        case Refused::pin_conflict:
            return "pin_conflict";
        case Refused::invalid_pin:
            return "invalid_pin";
        case Refused::no_space:
            return "no_space";
        case Refused::name_conflict:
            return "name_conflict";
    }
    return "?";
}

Cloud::Cloud(CloudSettings settings, std::uint64_t seed, std::string_view name)
    : settings_(settings), name_(name), seed_(seed) {}

void Cloud::add_lock(LockNumber number, AccountNumber account, LockSettings settings, Instant since) {
    assert(!known(number));
    if (places_.size() <= number) places_.resize(number + std::size_t{1}, nowhere);
    places_[number] = static_cast<std::uint32_t>(keypads_.size());
    numbers_.push_back(number);

    // The stream is named after the lock, so that a new lock leaves its neighbours' luck alone.
    Lock lock{settings, RandomStream{seed_, name_ + "/lock/" + std::to_string(number)}, since};
    keypads_.push_back(
        {.lock = std::move(lock), .account = account, .kind = kind_of(std::move(settings)), .timer = {}, .due = never});
    if (settings_.history_max > 0) history_.emplace_back().note({}, always, settings_.history_max + 1);
}

// Locks of one make share their settings. The clock's beginnings are the lock's own and are in its clock by now.
std::uint32_t Cloud::kind_of(LockSettings settings) {
    settings.clock_skew = settings.clock_drift = Duration::zero();
    auto const found = std::find(kinds_.rbegin(), kinds_.rend(), settings);
    if (found != kinds_.rend()) return static_cast<std::uint32_t>(kinds_.rend() - found - 1);
    kinds_.push_back(std::move(settings));
    return static_cast<std::uint32_t>(kinds_.size() - 1);
}

Cloud::Keypad const& Cloud::keypad(LockNumber lock) const {
    assert(known(lock));
    return keypads_[places_[lock]];
}
Cloud::Keypad& Cloud::keypad(LockNumber lock) {
    assert(known(lock));
    return keypads_[places_[lock]];
}
Cloud::Keypad* Cloud::in_account(LockNumber lock) { return has_lock(lock) ? &keypad(lock) : nullptr; }
bool Cloud::has_lock(LockNumber lock) const { return known(lock) && !keypad(lock).removed; }

// After every change of a lock: its timer and its listing's history follow.
void Cloud::changed(LockNumber lock, Keypad& keypad, Instant now) {
    auto const due = keypad.lock.next_due(kinds_[keypad.kind]);
    // A clock that jumps past the end of a window makes its record due before now; that means now.
    auto const wanted = due < now ? now : due;
    if (wanted != keypad.due) {
        timers_.cancel(keypad.timer);
        keypad.timer = wanted == never ? TimerId{} : timers_.schedule(wanted, lock);
        keypad.due = wanted;
    }
    if (settings_.history_max > 0)
        history_[places_[lock]].note(listing_of(keypad.lock), now, settings_.history_max + 1);
}

// --- requests ---

Refused Cloud::may_serve(AccountNumber account, LockNumber lock, Instant /*now*/) const {
    if (outage_) return Refused::unavailable;
    if (!connected(account)) return Refused::unauthorized;
    if (!has_lock(lock) || keypad(lock).account != account) return Refused::no_such_lock;
    return Refused::no;
}

Record Cloud::as_stored(Record record) const {
    if (!settings_.stores_windows) {
        record.starts = always;
        record.ends = never;
    }
    return rounded_outwards(std::move(record), settings_.rounding);
}

Refused Cloud::judge(Keypad const& keypad, std::optional<Key> over, Record const& record) const {
    Lock const& lock = keypad.lock;
    LockSettings const& kind = kinds_[keypad.kind];
    if (!lock.online() && kind.offline == OfflineMode::reject) return Refused::device_offline;
    if (over) {
        auto const standing = standing_of(lock, *over);
        if (!standing || standing.state == EntryState::removing) return Refused::no_such_code;
    }
    if (!can_be_typed(record.pin)) return Refused::invalid_pin;

    // A code counts with what is stored until that is gone, and with everything accepted for it.
    bool same_pin = false;
    bool same_name = false;
    auto const compare = [&](Key key, Record const& other) {
        if (key == over) return;
        same_pin = same_pin || (other.pin == record.pin && overlap(other, record));
        same_name = same_name || other.name == record.name;
    };
    for (Slot const& slot : lock.slots())
        compare(slot.key, slot.record);
    for (Job const& job : lock.open_jobs())
        if (job.kind == JobKind::store) compare(job.key, job.record);
    if (same_pin) return Refused::pin_conflict;
    if (settings_.unique_names && same_name) return Refused::name_conflict;

    if (!over && lock.room_promised() >= kind.slots) return Refused::no_space;
    return Refused::no;
}

Accepted Cloud::put(LockNumber number, std::optional<Key> over, Record record, Instant now) {
    Keypad* const keypad = in_account(number);
    if (keypad == nullptr) return {.refused = Refused::no_such_lock};
    record = as_stored(std::move(record));
    if (auto const refused = judge(*keypad, over, record); refused != Refused::no) return {.refused = refused};

    LockSettings const& kind = kinds_[keypad->kind];
    Accepted accepted{.key = over ? *over : ++last_key_, .record = std::move(record)};
    if (!keypad->lock.online() && kind.offline == OfflineMode::swallow) return accepted;
    accepted.job = ++last_job_;
    keypad->lock.submit(
        kind, {.id = accepted.job, .kind = JobKind::store, .key = accepted.key, .record = accepted.record}, now);
    changed(number, *keypad, now);
    return accepted;
}

Accepted Cloud::remove(LockNumber number, Key key, Instant now) {
    Keypad* const keypad = in_account(number);
    if (keypad == nullptr) return {.refused = Refused::no_such_lock};
    LockSettings const& kind = kinds_[keypad->kind];
    bool const offline = !keypad->lock.online();
    if (offline && kind.offline == OfflineMode::reject) return {.refused = Refused::device_offline};
    if (!standing_of(keypad->lock, key)) return {.refused = Refused::no_such_code};

    Accepted accepted{.key = key, .record = {}};
    if (offline && kind.offline == OfflineMode::swallow) return accepted;
    accepted.job = ++last_job_;
    keypad->lock.submit(kind, {.id = accepted.job, .kind = JobKind::erase, .key = key, .record = {}}, now);
    changed(number, *keypad, now);
    return accepted;
}

std::vector<Entry> Cloud::list(LockNumber lock, Instant as_of) const {
    if (!has_lock(lock)) return {};
    if (settings_.history_max > 0)
        if (auto const* const past = history_[places_[lock]].at(as_of)) return *past;
    return listing_of(keypad(lock).lock);
}

std::optional<Key> Cloud::find(LockNumber lock, std::string_view name) const {
    if (!has_lock(lock)) return std::nullopt;
    for (Entry const& entry : listing_of(keypad(lock).lock))
        if (entry.record.name == name) return entry.key;
    return std::nullopt;
}

// --- time ---

void Cloud::run_due(Instant now, std::vector<Completion>& completions) {
    auto const first = static_cast<std::ptrdiff_t>(completions.size());
    std::vector<JobDone> done;
    while (auto const fired = timers_.pop_due(now)) {
        Keypad& due = keypad(fired->payload);
        due.due = never;
        done.clear();
        due.lock.run_due(kinds_[due.kind], now, done);
        for (JobDone& finished : done) {
            Job& job = finished.job;
            completions.push_back({.job = job.id,
                                   .lock = fired->payload,
                                   .account = due.account,
                                   .kind = job.kind,
                                   .key = job.key,
                                   .record = std::move(job.record),
                                   .succeeded = job.kind == JobKind::erase || finished.stored});
        }
        changed(fired->payload, due, now);
    }
    std::sort(completions.begin() + first, completions.end(),
              [](Completion const& left, Completion const& right) { return left.job < right.job; });
}

std::vector<Completion> Cloud::run_due(Instant now) {
    std::vector<Completion> completions;
    run_due(now, completions);
    return completions;
}

// --- switches ---

void Cloud::set_connected(AccountNumber account, bool connected) {
    auto const at = std::lower_bound(cut_off_.begin(), cut_off_.end(), account);
    bool const cut = at != cut_off_.end() && *at == account;
    if (connected && cut) cut_off_.erase(at);
    if (!connected && !cut) cut_off_.insert(at, account);
}

bool Cloud::connected(AccountNumber account) const {
    return !std::binary_search(cut_off_.begin(), cut_off_.end(), account);
}

void Cloud::set_online(LockNumber lock, bool online, Instant now) {
    Keypad& switched = keypad(lock);
    switched.lock.set_online(kinds_[switched.kind], online, now);
    changed(lock, switched, now);
}

void Cloud::remove_lock(LockNumber lock, Instant now) {
    Keypad& gone = keypad(lock);
    gone.removed = true;
    gone.lock.drop_jobs();
    changed(lock, gone, now);
}

void Cloud::return_lock(LockNumber lock, Instant now) {
    Keypad& returned = keypad(lock);
    returned.removed = false;
    changed(lock, returned, now);
}

void Cloud::factory_reset(LockNumber lock, Instant now) {
    Keypad& emptied = keypad(lock);
    emptied.lock.factory_reset();
    if (auto const own = offline_pins_.find(lock); own != offline_pins_.end()) own->second.forget();
    changed(lock, emptied, now);
}

void Cloud::set_clock_skew(LockNumber lock, Duration skew, Instant now) {
    Keypad& set = keypad(lock);
    set.lock.set_skew(skew, now);
    changed(lock, set, now);
}

void Cloud::set_clock_drift(LockNumber lock, Duration per_day, Instant now) {
    Keypad& set = keypad(lock);
    set.lock.set_drift(per_day, now);
    changed(lock, set, now);
}

// --- somebody in the vendor's app ---

Slot const* Cloud::slot_by_pin(Keypad const& keypad, std::string_view pin) const {
    for (Slot const& slot : keypad.lock.slots())
        if (slot.record.pin == pin) return &slot;
    return nullptr;
}

bool Cloud::add_by_hand(LockNumber lock, Record record, Instant now) {
    Keypad* const keypad = in_account(lock);
    if (keypad == nullptr) return false;
    if (!keypad->lock.add_by_hand(kinds_[keypad->kind], last_key_ + 1, as_stored(std::move(record)))) return false;
    ++last_key_;
    changed(lock, *keypad, now);
    return true;
}

bool Cloud::edit_by_hand(LockNumber lock, std::string_view pin, HandEdit const& edit, Instant now) {
    Keypad* const keypad = in_account(lock);
    Slot const* const slot = keypad == nullptr ? nullptr : slot_by_pin(*keypad, pin);
    if (slot == nullptr) return false;
    Record record = slot->record;
    if (edit.pin) record.pin = *edit.pin;
    if (edit.starts) record.starts = *edit.starts;
    if (edit.ends) record.ends = *edit.ends;
    keypad->lock.change_by_hand(slot->key, as_stored(std::move(record)));
    changed(lock, *keypad, now);
    return true;
}

bool Cloud::erase_by_hand(LockNumber lock, std::string_view pin, Instant now) {
    Keypad* const keypad = in_account(lock);
    Slot const* const slot = keypad == nullptr ? nullptr : slot_by_pin(*keypad, pin);
    if (slot == nullptr) return false;
    keypad->lock.erase_by_hand(slot->key);
    changed(lock, *keypad, now);
    return true;
}

bool Cloud::erase_by_hand(LockNumber lock, Key key, Instant now) {
    Keypad* const keypad = in_account(lock);
    if (keypad == nullptr || !keypad->lock.erase_by_hand(key)) return false;
    changed(lock, *keypad, now);
    return true;
}

// --- somebody at the door ---

Pressed Cloud::press(LockNumber lock, std::string_view pin, Instant at) const {
    Lock const& door = keypad(lock).lock;
    auto const stored = door.press(pin, at);
    auto const own = offline_pins_.find(lock);
    if (stored.opens || own == offline_pins_.end()) return stored;
    auto const worked_out = own->second.press(pin, door.local_time(at));
    return worked_out.opens || stored.reason == Denial::unknown_code ? worked_out : stored;
}

void Cloud::opened_by(LockNumber lock, std::string_view pin, Instant at) {
    auto const own = offline_pins_.find(lock);
    if (own != offline_pins_.end()) own->second.opened_by(pin, keypad(lock).lock.local_time(at));
}

// --- looking ---

std::size_t Cloud::memory_bytes() const {
    auto bytes = sizeof(Cloud) + timers_.memory_bytes() + kinds_.capacity() * sizeof(LockSettings) +
                 numbers_.capacity() * sizeof(LockNumber) + places_.capacity() * sizeof(std::uint32_t) +
                 (keypads_.capacity() - keypads_.size()) * sizeof(Keypad);
    for (Keypad const& one : keypads_)
        bytes += sizeof(Keypad) - sizeof(Lock) + one.lock.memory_bytes();
    for (auto const& [lock, own] : offline_pins_)
        bytes += sizeof(lock) + sizeof(own) + own.heap_bytes();
    return bytes;
}

void Cloud::hash(StateHash& hash) const {
    hash.add(settings_.stores_windows, settings_.unique_names, settings_.rounding, settings_.history_max);
    hash.add(keypads_.size());
    for (std::size_t place = 0; place < keypads_.size(); ++place) {
        Keypad const& one = keypads_[place];
        hash.add(numbers_[place], one.account, kinds_[one.kind], one.removed, one.lock);
    }
    for (ListingHistory const& listings : history_)
        hash.add(listings);
    for (AccountNumber const account : cut_off_)
        hash.add(account);
    for (auto const& [lock, own] : offline_pins_)
        hash.add(lock, own);
    hash.add(last_job_, last_key_, outage_);
}

}  // namespace lockstep::sim
