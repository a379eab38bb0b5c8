// What the August cloud says about the PINs of a lock, and how it comes to hear of what the lock has done.
#include <algorithm>
#include <iterator>
#include <utility>

#include "http/target.hpp"
#include "providers/august/mock.hpp"

namespace lockstep::providers::august {

namespace {

Group group_of(Stage stage) {
    switch (stage) {
        case Stage::creating:
            return Group::created;
        case Stage::updating:
            return Group::updating;
        case Stage::disabling:
            return Group::disabling;
        case Stage::disabled:
            return Group::disabled;
        case Stage::enabling:
            return Group::enabling;
        case Stage::deleting:
            return Group::deleting;
        case Stage::idle:
            break;
    }
    return Group::loaded;
}

Group group_of(sim::EntryState state) {
    switch (state) {
        case sim::EntryState::pending:
            return Group::created;
        case sim::EntryState::removing:
            return Group::deleting;
        case sim::EntryState::active:
            break;
    }
    return Group::loaded;
}

// What the lock has of a PIN, or is to get; what was sent when it has nothing.
sim::Record const& stored_of(PinRecord const& record, sim::Lock const& lock) {
    auto const standing = record.key == 0 ? sim::Standing{} : sim::standing_of(lock, record.key);
    return standing ? *standing.record : record.sent;
}

void put_into_group(PinGroups& groups, PinBody body) {
    groups[static_cast<std::size_t>(body.state)].push_back(std::move(body));
}

}  // namespace

AugustMock::Reply AugustMock::list_pins(Visit& visit) {
    auto& state = *state_of(visit.lock);
    follow(state, visit.cloud, visit.now, visit.effects);
    PinGroups groups;
    auto const as_of = visit.handling.as_of.value_or(visit.now);
    if (as_of < visit.now)
        add_past(state, visit.cloud, as_of, groups);
    else
        add_present(state, visit.cloud, visit.now, groups);
    if (profile_ == Profile::awkward)  // in no order that anybody should rely on
        for (auto& group : groups)
            std::sort(group.begin(), group.end(), [&](PinBody const& a, PinBody const& b) {
                return mix_bits(a.slot ^ seed_) < mix_bits(b.slot ^ seed_);
            });
    return http::json_response(200, write_pins(groups, profile_ == Profile::awkward ? Dress::awkward : Dress::plain));
}

void AugustMock::add_present(LockState const& state, sim::Cloud const& cloud, Instant now, PinGroups& groups) const {
    for (auto const& record : state.pins.records()) {
        if (record.gone()) continue;
        auto group = group_of(record.stage);
        if (group == Group::loaded && in_doubt(state, record, now)) group = Group::created;
        auto const standing = record.key == 0 ? sim::Standing{} : sim::standing_of(cloud.lock(state.lock), record.key);
        put_into_group(groups, body_of(state, record, standing ? *standing.record : record.sent, group));
    }
}

// Old news: what the lock's listing was then.
void AugustMock::add_past(LockState const& state, sim::Cloud const& cloud, Instant as_of, PinGroups& groups) const {
    for (auto const& entry : cloud.list(state.lock, as_of))
        if (auto const* const record = state.pins.by_key(entry.key))
            put_into_group(groups, body_of(state, *record, entry.record, group_of(entry.state)));
}

// Seen in the field on locks with many PINs: some that are loaded are said to be only created again.
bool AugustMock::in_doubt(LockState const& state, PinRecord const& record, Instant now) const {
    if (profile_ != Profile::awkward || state.pins.count() <= crowd || mix_bits(record.key ^ seed_) % 4 != 0)
        return false;
    auto const since = later_by(record.loaded_at, doubt_after);
    return now >= since && now < later_by(since, doubt_lasts);
}

// Texts are echoed as they came; where the lock stores something else than was sent, that is what is told.
PinBody AugustMock::body_of(LockState const& state, PinRecord const& record, sim::Record const& stored,
                            Group group) const {
    PinBody body{.id = record.id,
                 .lock_id = lock_id(state.lock),
                 .user_id = record.user_id,
                 .partner_id = record.partner_id,
                 .state = group,
                 .pin = stored.pin,
                 .slot = record.slot,
                 .access = record.access,
                 .times = record.times,
                 .recurrence = record.recurrence,
                 .first_name = record.person.first,
                 .last_name = record.person.last,
                 .unverified = record.unverified,
                 .created_at = record.created_at,
                 .updated_at = record.updated_at,
                 .loaded_at = record.loaded_at};
    Bounds const bounds{stored.starts, stored.ends};
    if (bounds == Bounds{record.sent.starts, record.sent.ends}) return body;
    body.access = bounds.bounded() ? AccessType::temporary : AccessType::always;
    body.times = write_times(bounds);
    body.recurrence.clear();
    return body;
}

// --- what the lock has done -----------------------------------------------------------------------------------------

Duration AugustMock::hearing_delay(std::uint64_t job) const {
    if (profile_ == Profile::calm) return {};
    auto const luck = mix_bits(job ^ seed_);
    auto const delay =
        Duration{static_cast<std::int64_t>(luck % static_cast<std::uint64_t>(hearing_delay_max.count()))};
    return luck >> 40 & 7 ? delay : delay + hearing_delay_tail;
}

void AugustMock::completed(sim::Completion const& completion, sim::Cloud& cloud, Instant now, MockEffects& effects) {
    auto* const state = state_of(completion.lock);
    auto* const record = state == nullptr ? nullptr : state->pins.by_job(completion.job);
    if (record == nullptr) return;
    if (!completion.succeeded) {
        // No slot was free after all. Something that was there before stays as it was.
        if (record->stage != Stage::updating) state->pins.bury(*record, now);
        record->stage = Stage::idle;
        push_result(*state, *record, record->sent, false, effects);
        return plan();
    }
    record->heard_at = later_by(now, hearing_delay(completion.job));
    pins_have_timers_ = pins_have_timers_ || record->heard_at > now;
    std::vector<PinRecord> heard;
    state->pins.hear_due(now, heard);
    tell_of(heard, *state, cloud, now, effects);
    plan();
}

void AugustMock::follow(LockState& state, sim::Cloud& cloud, Instant now, MockEffects& effects) {
    std::vector<PinRecord> heard;
    state.pins.follow(cloud.has_lock(state.lock) ? &cloud.lock(state.lock) : nullptr, state.lock, now, heard);
    tell_of(heard, state, cloud, now, effects);
}

void AugustMock::tell_of(std::vector<PinRecord> const& heard, LockState& state, sim::Cloud& cloud, Instant now,
                         MockEffects& effects) {
    if (cloud.has_lock(state.lock)) hand_over_what_waited(state, cloud, now, effects);
    for (auto const& record : heard)
        push_result(state, record, stored_of(record, cloud.lock(state.lock)), true, effects);
}

void AugustMock::push_result(LockState const& state, PinRecord const& record, sim::Record const& stored, bool succeeded,
                             MockEffects& effects) const {
    if (record.webhook.empty()) return;
    PinResult const result{.action = record.action,
                           .transaction_id = uuid_of('t', record.job),
                           .succeeded = succeeded,
                           .error = succeeded ? ErrorCode::other : ErrorCode::pins_full,
                           .record = body_of(state, record, stored, group_of(record.stage))};
    auto const [path, query] = http::split_target(record.webhook);
    auto const target = std::string{path} + (query.empty() ? "" : "?") + std::string{query};
    effects.pushes.push_back({engine::AccountId{state.account}, engine::DeviceId{state.lock},
                              http::json_request(http::Method::post, target, write_result(result)),
                              record.from_outside ? record.webhook : std::string{}});
}

void AugustMock::run_due(sim::Cloud& cloud, Instant now, MockEffects& effects) {
    std::vector<Running> done;
    std::erase_if(running_, [&](Running const& running) {
        if (running.due > now) return false;
        done.push_back(running);
        return true;
    });
    for (auto const& running : done) {
        auto answer = finish(running, &cloud, now);
        if (!running.answered) effects.replies.push_back({running.exchange, std::move(answer)});
    }
    channels_.run_due(now, effects.replies);
    std::move(letters_.begin(), letters_.end(), std::back_inserter(effects.pushes));
    letters_.clear();
    std::move(moved_.begin(), moved_.end(), std::back_inserter(effects.bolts));
    moved_.clear();
    for (auto& state : locks_) {
        if (!pins_have_timers_ || state.pins.next_due() > now) continue;
        follow(state, cloud, now, effects);
        for (auto& record : state.pins.records()) {
            if (record.gone()) continue;
            if (record.spent) {
                record.spent = false;
                cloud.erase_by_hand(state.lock, record.sent.pin, now);
            } else if (record.weekly && record.stage == Stage::idle && record.sent.ends <= now) {
                // The lock keeps the whole week; a simulated one is told each span when the one before is over.
                auto const next = next_occurrence(*record.weekly, cloud.lock_settings(state.lock).zone, now);
                record.sent.starts = next.starts, record.sent.ends = next.ends;
                cloud.edit_by_hand(state.lock, record.sent.pin,
                                   {.pin = std::nullopt, .starts = next.starts, .ends = next.ends}, now);
            }
        }
        follow(state, cloud, now, effects);
    }
    plan();
}

}  // namespace lockstep::providers::august
