#include "providers/august/mock_pins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "runtime/zone.hpp"

namespace lockstep::providers::august {

namespace {

// What is gone is remembered for stale reads; that many a lock, the oldest go first.
constexpr std::ptrdiff_t graves_max = 16;

bool is_open_job(sim::Lock const& lock, std::uint64_t id) {
    auto const& jobs = lock.open_jobs();
    return std::any_of(jobs.begin(), jobs.end(), [&](sim::Job const& job) { return job.id == id; });
}

}  // namespace

bool waits_for_lock(Stage stage) { return stage != Stage::idle && stage != Stage::disabled; }

void PinBook::hear(PinRecord& record, Instant now) {
    record.heard_at = never;
    record.updated_at = now;
    switch (record.stage) {
        case Stage::creating:
        case Stage::updating:
        case Stage::enabling:
            record.loaded_at = now;
            record.stage = Stage::idle;
            break;
        case Stage::disabling:
            record.stage = Stage::disabled;
            record.key = 0;
            break;
        case Stage::deleting:
            bury(record, now);
            break;
        case Stage::idle:
        case Stage::disabled:
            break;
    }
}

void PinBook::hear_due(Instant now, std::vector<PinRecord>& heard) {
    for (auto& record : records_) {
        if (record.gone() || record.heard_at > now) continue;
        hear(record, record.heard_at);
        heard.push_back(record);
    }
}

void PinBook::follow(sim::Lock const* lock, std::uint32_t number, Instant now, std::vector<PinRecord>& heard) {
    if (lock != nullptr) hear_due(now, heard);
    for (auto& record : records_) {
        if (record.gone()) continue;
        if (lock == nullptr) {
            bury(record, now);
            continue;
        }
        bool const forgotten = waits_for_lock(record.stage) && record.job != 0 && record.heard_at == never &&
                               !is_open_job(*lock, record.job);
        if (forgotten) record.stage = Stage::idle;  // a factory reset: what is left of it is seen below
        bool const swallowed = (record.stage == Stage::creating || record.stage == Stage::enabling) && record.job == 0;
        if (swallowed && now >= later_by(record.updated_at, delivery_patience)) {
            record.key = 0;
            record.stage = record.stage == Stage::enabling ? Stage::disabled : Stage::idle;
        }
        auto const standing = record.key == 0 ? sim::Standing{} : sim::standing_of(*lock, record.key);
        bool const on_lock = static_cast<bool>(standing);
        if (on_lock && record.stage == Stage::idle) record.sent.pin = standing.record->pin;  // changed in the app
        bool const leaving = record.stage == Stage::deleting || record.stage == Stage::disabling;
        bool const waits = swallowed && record.stage != Stage::idle;
        if (!on_lock && !waits && !leaving && record.stage != Stage::disabled) bury(record, now);
    }
    forget_old_graves();
    if (lock == nullptr) return;
    // PINs that somebody made in the app belong to people with an account.
    for (auto const& slot : lock->slots()) {
        if (std::any_of(records_.begin(), records_.end(), [&](auto const& one) { return one.key == slot.key; }))
            continue;
        auto const name = (std::uint64_t{number} << 32) + slot.key;
        PinRecord record{.key = slot.key, .id = object_id(name), .user_id = uuid_of('a', name), .unverified = false};
        record.person = split_name(slot.record.name);
        record.sent = slot.record;
        record.sent.starts = always, record.sent.ends = never;  // whatever bounds it has, nobody sent us a text of them
        record.created_at = record.updated_at = record.loaded_at = now;
        record.slot = free_slot();
        add(std::move(record));
    }
}

void PinBook::forget_old_graves() {
    auto graves = std::count_if(records_.begin(), records_.end(), [](auto const& record) { return record.gone(); });
    std::erase_if(records_, [&](PinRecord const& record) { return record.gone() && graves-- > graves_max; });
}

PinRecord* PinBook::by_user(std::string_view partner_id, std::string_view user_id) {
    PinRecord* leaving = nullptr;
    for (auto& record : records_) {
        bool const theirs = !partner_id.empty() ? record.partner_id == partner_id : record.user_id == user_id;
        if (record.gone() || !theirs) continue;
        if (record.stage != Stage::deleting) return &record;
        leaving = &record;
    }
    return leaving;
}

bool PinBook::is_behind(PinRecord const& record) const {
    return std::any_of(records_.begin(), records_.end(), [&](PinRecord const& other) {
        bool const in_the_way =
            other.sent.pin == record.sent.pin ||
            (!record.partner_id.empty() ? other.partner_id == record.partner_id : other.user_id == record.user_id);
        return &other != &record && !other.gone() && other.stage == Stage::deleting && in_the_way;
    });
}

PinRecord* PinBook::by_job(std::uint64_t job) {
    for (auto& record : records_)
        if (!record.gone() && job != 0 && record.job == job) return &record;
    return nullptr;
}

PinRecord const* PinBook::by_key(sim::Key key) const {
    for (auto const& record : records_)
        if (record.key == key) return &record;
    return nullptr;
}

PinRecord const* PinBook::by_pin(std::string_view pin) const {
    PinRecord const* leaving = nullptr;
    for (auto const& record : records_) {
        if (record.gone() || record.sent.pin != pin) continue;
        if (record.stage != Stage::deleting) return &record;
        leaving = &record;
    }
    return leaving;
}

bool PinBook::pin_taken(std::string_view pin, PinRecord const* other_than) const {
    return std::any_of(records_.begin(), records_.end(), [&](PinRecord const& record) {
        return &record != other_than && !record.gone() && record.sent.pin == pin;
    });
}

std::size_t PinBook::count() const {
    return static_cast<std::size_t>(
        std::count_if(records_.begin(), records_.end(), [](PinRecord const& record) { return !record.gone(); }));
}

std::uint32_t PinBook::free_slot() const {
    std::vector<bool> taken(records_.size() + 2);
    for (auto const& record : records_)
        if (!record.gone() && record.slot < taken.size()) taken[record.slot] = true;
    std::uint32_t slot = 1;
    while (slot < taken.size() && taken[slot])
        ++slot;
    return slot;
}

Instant PinBook::next_due() const {
    Instant due = never;
    for (auto const& record : records_) {
        if (record.gone()) continue;
        due = std::min(due, record.heard_at);
        if (record.spent) due = always;
        if (record.weekly && record.stage == Stage::idle) due = std::min(due, record.sent.ends);
    }
    return due;
}

PinRecord& PinBook::add(PinRecord record) {
    records_.push_back(std::move(record));
    return records_.back();
}

void PinBook::bury(PinRecord& record, Instant now) {
    record.gone_at = now;
    record.heard_at = never;
}

void PinBook::hash(StateHash& hash) const {
    hash.add(records_.size());
    for (auto const& record : records_)
        hash.add(record);
}

void PinRecord::hash(StateHash& hash) const {
    hash.add(key, id, user_id, partner_id, person.first, person.last, unverified, access, times, recurrence, sent);
    hash.add(slot, created_at, updated_at, loaded_at, stage, job, heard_at, behind, webhook, from_outside, action,
             gone_at, spent);
}

Bounds next_occurrence(Recurrence const& weekly, std::string_view zone_name, Instant now) {
    auto const found = find_zone(zone_name);
    auto const zone = found.ok() ? *found : Zone{};
    auto const today = std::chrono::floor<std::chrono::days>(zone.to_local(now).time_since_epoch());
    for (int ahead = -1; ahead <= 8; ++ahead) {
        auto const day = today + std::chrono::days{ahead};
        auto const weekday = (day.count() % 7 + 7 + 3) % 7;  // the epoch was a Thursday; 0 is Monday
        if ((weekly.days >> weekday & 1) == 0) continue;
        auto const at = [&](std::uint32_t second) {
            return zone.to_instant(LocalTime{Duration{day} + std::chrono::seconds{second}});
        };
        Bounds const bounds{at(weekly.start_second), at(weekly.end_second)};
        if (bounds.ends > now && bounds.starts < bounds.ends) return bounds;
    }
    return {now, now};  // cannot be: some day of the week comes within a week
}

std::string object_id(std::uint64_t number) { return fmt::format("65f0c0ff{:016x}", number); }

std::string uuid_of(char kind, std::uint64_t number) {
    auto const high = mix_bits(static_cast<std::uint64_t>(kind));
    return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", high & 0xffff'ffffu, high >> 32 & 0xffff,
                       high >> 48 & 0xfff, number >> 48 & 0xfff, number & 0xffff'ffff'ffffu);
}

}  // namespace lockstep::providers::august
